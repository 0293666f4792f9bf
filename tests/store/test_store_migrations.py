"""The schema: made by numbered steps, equal to what the code reads, refused where it is not ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import MetaData, create_engine

from aggregator.errors import StoreCorruptError, StoreError, StoreTooNewError
from aggregator.models import Story
from aggregator.store import FeedState, FeedVisit, Store, migrations, schema, store_path
from aggregator.store.database import encode
from tests.render.sample import edition

if TYPE_CHECKING:
    from pathlib import Path


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def read(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def described(metadata: MetaData) -> dict[str, dict[str, tuple[str, bool, bool]]]:
    return {
        table.name: {
            column.name: (str(column.type.compile()), bool(column.nullable), column.primary_key)
            for column in table.c
        }
        for table in metadata.sorted_tables
    }


def test_the_migrations_make_the_tables_that_the_code_reads(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    made, wanted = MetaData(), MetaData()
    engine = create_engine(f"sqlite:///{path}")
    made.reflect(engine)
    engine.dispose()
    memory = create_engine("sqlite://")
    schema.metadata.create_all(memory)
    wanted.reflect(memory)
    memory.dispose()
    assert described(made) == described(wanted)
    indexes = {
        table.name: {(one.name, tuple(one.columns.keys())) for one in table.indexes}
        for table in made.sorted_tables
    }
    assert indexes == {
        table.name: {(one.name, tuple(one.columns.keys())) for one in table.indexes}
        for table in wanted.sorted_tables
    }


def test_the_store_writes_ahead_and_says_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    assert read(path, "PRAGMA journal_mode") == [("wal",)]
    assert read(path, "PRAGMA application_id") == [(migrations.APPLICATION_ID,)]
    assert read(path, "PRAGMA user_version") == [(len(migrations.MIGRATIONS),)]


def test_a_feed_that_failed_before_is_failing_since_its_last_success(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    state = "'','','','{}','2031-05-04T06:00:00.000000+00:00',{},{},NULL"
    success = "'2031-05-01T06:00:00.000000+00:00'"
    execute(
        path,
        *migrations.FIRST,
        f"INSERT INTO feeds VALUES ('a',{state.format('failed', success, 3)})",
        f"INSERT INTO feeds VALUES ('b',{state.format('failed', 'NULL', 1)})",
        f"INSERT INTO feeds VALUES ('c',{state.format('ok', success, 0)})",
        f"PRAGMA application_id = {migrations.APPLICATION_ID}",
        "PRAGMA user_version = 1",
    )
    with Store(path) as store:
        since = {url: state.failing_since for url, state in store.feeds.states().items()}
    assert since == {
        "a": datetime(2031, 5, 1, 6, tzinfo=UTC),
        "b": datetime(2031, 5, 4, 6, tzinfo=UTC),
        "c": None,
    }


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    execute(path, "PRAGMA user_version = 99")
    with pytest.raises(StoreTooNewError, match=r"newer version.*schema 99.*Upgrade"):
        Store(path)
    assert read(path, "PRAGMA user_version") == [(99,)]


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    execute(path, "CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        Store(path)
    assert path.read_bytes() == before
    assert read(path, "SELECT name FROM sqlite_master") == [("recipes",)]


def test_a_failing_migration_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    before = read(path, "SELECT sql FROM sqlite_master")
    broken = ("CREATE TABLE more (name TEXT)", "CREATE TABLE feeds (name TEXT)")
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
    with pytest.raises(StoreError):
        Store(path)
    assert read(path, "SELECT sql FROM sqlite_master") == before
    assert read(path, "PRAGMA user_version") == [(len(migrations.MIGRATIONS) - 1,)]


def test_an_older_store_gets_only_the_steps_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    execute(path, "INSERT INTO steps VALUES ('cluster', 'abc', '2026-01-01T00:00:00.000000+00:00')")
    added = ("CREATE TABLE more (name TEXT)",)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, added))
    with Store(path) as store:
        assert store.stories.clustered() == "abc"
    assert read(path, "SELECT count(*) FROM more") == [(0,)]


@pytest.mark.parametrize(
    "content", [b"these are not the tables you want" * 200, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreCorruptError, match=r"store\.sqlite is damaged.*move it away"):
        Store(path)
    assert path.read_bytes() == content


def test_damage_inside_the_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    filler = ["x" * 3000] * 20
    execute(
        path,
        *(
            f"INSERT INTO feeds (url, etag, last_modified, moved_to, status, last_tried, failures)"
            f" VALUES ('{n}{text}','','','','','',0)"
            for n, text in enumerate(filler)
        ),
    )
    execute(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    raw = bytearray(path.read_bytes())
    page = 4096
    raw[len(raw) - 6 * page :] = b"\xa5" * (6 * page)
    path.write_bytes(raw)
    with Store(path) as store, pytest.raises(StoreCorruptError, match="is damaged"):
        store.check()
    assert path.read_bytes() == raw


def test_looking_at_an_output_folder_without_a_store_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="aggregator run"):
        Store.existing(tmp_path)
    assert not store_path(tmp_path).exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be made"):
        Store(store_path(tmp_path))


def test_a_store_from_before_choices_keeps_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.sqlite"
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
    Store(path).close()
    monkeypatch.undo()
    seen = "2026-01-01T00:00:00.000000+00:00"
    one, old = '{"id":"one","articles":["a","b"]}', '{"id":"old","articles":["b"]}'
    execute(
        path,
        f"INSERT INTO stories VALUES ('one', '{one}', 'v1', 1, '{seen}', 'ferry')",
        f"INSERT INTO stories VALUES ('old', '{old}', 'v1', 0, '{seen}', NULL)",
        f"INSERT INTO steps VALUES ('cluster', 'abc', '{seen}')",
    )
    with Store(path) as store:
        assert store.stories.known() == (Story(id="one", articles=("a", "b")),)
        assert store.stories.ended() == (Story(id="old", articles=("b",)),)
        assert store.stories.slugs() == {"one": "ferry"}
        assert store.stories.clustered() == "abc"
        assert store.stories.redirects() == {}
        assert store.mends.all() == ()
    assert read(path, "PRAGMA user_version") == [(len(migrations.MIGRATIONS),)]
    Store(path).close()


def test_a_store_from_before_schedules_and_revisions_keeps_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.sqlite"
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:3])
    Store(path).close()
    monkeypatch.undo()
    at, later = "2031-05-04T06:00:00.000000+00:00", "2031-05-04T09:00:00.000000+00:00"
    entry = '{"feed":"a","id":"1","url":"https://harbour.example/1","title":"Ferry stops"}'
    article = '{"id":"f1","text":"The ferry stopped.","title":"Ferry stops"}'
    execute(
        path,
        f"INSERT INTO feeds VALUES ('a','\"e\"','m','https://b.example/','ok','{at}','{at}',0,NULL,NULL)",
        f"INSERT INTO feeds VALUES ('b','','','','failed','{at}',NULL,2,'{later}','{at}')",
        f"INSERT INTO entries VALUES ('a','1','d','x','{entry}','{at}','read','f1','{at}',1,NULL)",
        f"INSERT INTO entries VALUES ('a','2','d','y','{entry}','{at}','new',NULL,NULL,0,NULL)",
        f"INSERT INTO articles VALUES ('f1','1:a','full','a','1','{at}','{at}','{article}')",
    )
    with Store(path) as store:
        states = store.feeds.states()
        assert states["a"] == FeedState(
            url="a",
            etag='"e"',
            last_modified="m",
            moved_to="https://b.example/",
            status="ok",
            last_tried=datetime(2031, 5, 4, 6, tzinfo=UTC),
            last_success=datetime(2031, 5, 4, 6, tzinfo=UTC),
        )
        assert (states["b"].waits_for, states["b"].failures) == ("retry_after", 2)
        assert states["b"].skip_until == datetime(2031, 5, 4, 9, tzinfo=UTC)
        assert [one.entry.title for one in store.feeds.pending(("a",), datetime.now(UTC))] == ["Ferry stops"]
        assert [one.article.text for one in store.texts.articles()] == ["The ferry stopped."]
        assert [one.article.text for one in store.texts.revisions("f1")] == ["The ferry stopped."]
        assert store.feeds.save_visit(FeedVisit(feed="a", at=datetime.now(UTC), status="ok")) == 0
    assert read(path, "PRAGMA user_version") == [(len(migrations.MIGRATIONS),)]


def test_an_edition_from_before_its_briefs_stood_alone_keeps_them_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, made = tmp_path / "store.sqlite", edition()
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:7])
    Store(path).close()
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as connection, connection:
        at = made.at.isoformat(timespec="microseconds")
        for number, (name, payload) in enumerate((("old", None), (made.id, encode(made)))):
            row = (number, name, at, "h", payload, True)
            connection.execute("INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?)", row)
    with Store(path) as store:
        assert store.editions.load(made.id) == made
        assert list(store.editions.briefs(made.id)) == list(made.briefs)
        assert store.editions.load("old") is None
    assert read(path, "SELECT payload LIKE '%\"briefs\":[]%' FROM editions WHERE id <> 'old'") == [(1,)]
