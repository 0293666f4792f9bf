"""A store of any earlier schema comes forward with all that is in it."""

from __future__ import annotations

import json
import sqlite3
import string
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.store import Store, migrations

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = range(1, len(migrations.MIGRATIONS) + 1)
FIRST_DAY = datetime(2031, 5, 4, 6, tzinfo=UTC)

KEYS = {
    "feeds": ("url",),
    "entries": ("feed", "id"),
    "articles": ("id",),
    "annotations": ("content_hash",),
    "stories": ("id",),
    "results": ("step", "story"),
    "steps": ("step",),
    "editions": ("id",),
    "briefs": ("edition", "story"),
    "mends": ("number",),
    "runs": ("number",),
    "problems": ("id",),
    "revisions": ("article", "number"),
    "terms": ("view", "term"),
    "stream": ("made_by",),
}
"""What identifies a row of each table; every table must be listed."""

MENDED = {"failing_since", "merged_into", "waits_for", "last_seen"}
"""Columns that migrations filled in; all others stay as they were."""

names = st.text(string.ascii_lowercase, min_size=1, max_size=6)
odd = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
times = st.integers(0, 500).map(
    lambda hours: (FIRST_DAY + timedelta(hours=hours)).isoformat(timespec="microseconds")
)


def columns(connection: sqlite3.Connection) -> dict[str, list[tuple[str, str, bool]]]:
    """Return the tables of a store: of each column its name, its type and whether it must have a value."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        table: [
            (name, kind, bool(needed or key))
            for _, name, kind, needed, _, key in connection.execute(f"PRAGMA table_info({table})")
        ]
        for table in tables
    }


def values(name: str, kind: str, *, needed: bool) -> st.SearchStrategy[Any]:
    """Return what may stand in a column of some earlier version."""
    if kind == "BLOB":
        value: st.SearchStrategy[Any] = st.binary(max_size=20)
    elif name in {"payload", "report", "followed"}:
        value = st.dictionaries(names, odd, max_size=3).map(
            lambda record: json.dumps(record, ensure_ascii=False)
        )
    elif name in {
        "at",
        "fetched",
        "first_seen",
        "made_at",
        "published",
        "started",
        "handled",
        "retry_at",
    } or (name.startswith(("last_", "skip_", "failing_")) and name != "last_modified"):
        value = times
    else:
        value = {"TEXT": odd, "INTEGER": st.integers(0, 9), "FLOAT": st.floats(0, 99)}.get(
            kind, st.booleans()
        )
    return value if needed else st.none() | value


@st.composite
def rows(draw: st.DrawFn, table: str, described: list[tuple[str, str, bool]]) -> list[dict[str, Any]]:
    row = st.fixed_dictionaries({name: values(name, kind, needed=needed) for name, kind, needed in described})
    key = KEYS[table]
    unique = [*key, "number"] if table == "editions" else key
    return draw(st.lists(row, max_size=4, unique_by=tuple(lambda one, k=k: one[k] for k in unique)))  # type: ignore[misc]


def at_version(path: Path, version: int) -> None:
    """Make a store of an earlier schema."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for migration in migrations.MIGRATIONS[:version]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")


def contents(path: Path) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """Return every row of every table by its key."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found = {}
        for table in columns(connection):
            read = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
            found[table] = {tuple(row[name] for name in KEYS[table]): row for row in read}
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return found


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=25)
@given(data=st.data())
def test_every_row_comes_forward(
    version: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("forward") / "store.sqlite"
    at_version(path, version)
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, described in columns(connection).items():
            for row in data.draw(rows(table, described), label=table):
                named = ", ".join(row), ", ".join(f":{name}" for name in row)
                connection.execute(f"INSERT INTO {table} ({named[0]}) VALUES ({named[1]})", row)
    before = contents(path)
    Store(path).close()
    after = contents(path)
    for table, old in before.items():
        assert old.keys() == after[table].keys()
        for key, row in old.items():
            kept = {name: value for name, value in after[table][key].items() if name in row}
            mended = MENDED if version < len(migrations.MIGRATIONS) else set()
            assert {n: v for n, v in kept.items() if n not in mended} == {
                n: v for n, v in row.items() if n not in mended
            }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_store_that_comes_forward_is_as_a_new_one(version: int, tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    at_version(old, version)
    for path in (old, new):
        Store(path).close()
    with closing(sqlite3.connect(old)) as one, closing(sqlite3.connect(new)) as other:
        assert columns(one) == columns(other)
        assert (
            one.execute("PRAGMA user_version").fetchone() == other.execute("PRAGMA user_version").fetchone()
        )
