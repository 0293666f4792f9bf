"""Backups are of one moment and whole; restoring checks first, keeps what was there, and never loses both."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import StoreCorruptError, StoreError, StoreTooNewError
from aggregator.models import Mend, MendKind
from aggregator.store import Store, back_up, migrations, restore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2031, 5, 4, 6, tzinfo=UTC)


def pin(number: int) -> Mend:
    return Mend(kind=MendKind.PIN, articles=(f"a{number}",), others=("b",), stories=("s",))


def pins(path: Path) -> list[str]:
    with Store(path) as store:
        store.check(thorough=True)
        return [stored.mend.articles[0] for stored in store.mends.all()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "state" / "store.sqlite"
    with Store(made) as store:
        store.mends.save(pin(0), NOW)
    return made


def test_a_backup_holds_what_the_log_has_not_given_back_yet(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "one.sqlite"
    with Store(path) as store:
        store.mends.save(pin(1), NOW)
        back_up(path, target)
    assert pins(target) == ["a0", "a1"]
    assert sorted(one.name for one in target.parent.iterdir()) == ["one.sqlite"]


def test_a_backup_during_writing_is_of_one_moment(path: Path, tmp_path: Path) -> None:
    stop, target = threading.Event(), tmp_path / "copy.sqlite"

    def write() -> None:
        with Store(path) as store:
            number = 1
            while not stop.is_set():
                store.mends.save(pin(number), NOW)
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(20):
            back_up(path, target)
            found = pins(target)
            assert found == [f"a{number}" for number in range(len(found))]
    finally:
        stop.set()
        writer.join()


def test_a_backup_leaves_an_older_schema_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, target = tmp_path / "old.sqlite", tmp_path / "copy.sqlite"
    with monkeypatch.context() as older:
        older.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
        Store(path).close()
    before = path.read_bytes()
    back_up(path, target)
    assert path.read_bytes() == before
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    restore(target, path, NOW)
    assert pins(path) == []


def test_restoring_keeps_what_it_replaces(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    back_up(path, target)
    with Store(path) as store:
        store.mends.save(pin(1), NOW)
    asides = [restore(target, path, NOW) for _ in range(2)]
    assert pins(path) == ["a0"]
    assert [pins(aside) for aside in asides if aside] == [["a0", "a1"], ["a0"]]
    assert not list(path.parent.glob(".restoring*"))


def test_a_damaged_store_gives_way_with_its_log(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    back_up(path, target)
    path.write_bytes(b"no database at all" * 400)
    log = path.with_name(path.name + "-wal")
    log.write_bytes(b"what the old one had not yet taken back")
    aside = restore(target, path, NOW)
    assert pins(path) == ["a0"]
    assert aside
    assert aside.read_bytes() == b"no database at all" * 400
    assert aside.with_name(aside.name + "-wal").read_bytes().startswith(b"what the old")


def test_restoring_where_nothing_is_makes_a_store(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "state" / "store.sqlite"
    assert restore(path, other, NOW) is None
    assert pins(other) == ["a0"]


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def damaged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany("INSERT INTO steps VALUES (?, 'x', 'y')", [(f"{n}" * 500,) for n in range(99)])
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    raw = bytearray(path.read_bytes())
    raw[-3 * 4096 :] = b"\xa5" * (3 * 4096)
    path.write_bytes(raw)


def text(path: Path) -> None:
    path.write_text("these are not the tables you want\n" * 200, encoding="utf-8")


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "kind", "said"),
    [
        (newer, StoreTooNewError, "schema 99"),
        (foreign, StoreError, "another program"),
        (damaged, StoreCorruptError, "is damaged"),
        (text, StoreCorruptError, "is damaged"),
        (empty, StoreCorruptError, "is empty"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_changes(
    spoil: Callable[[Path], None], kind: type[StoreError], said: str, path: Path, tmp_path: Path
) -> None:
    bad, target = tmp_path / "bad.sqlite", tmp_path / "target.sqlite"
    back_up(path, bad)
    spoil(bad)
    before, store = bad.read_bytes(), path.read_bytes()
    with pytest.raises(kind, match=rf"bad\.sqlite.*{said}"):
        restore(bad, path, NOW)
    with pytest.raises(kind, match=said):
        back_up(bad, target)
    assert bad.read_bytes() == before
    assert path.read_bytes() == store
    assert not target.exists()
    assert sorted(one.name for one in tmp_path.glob("*.sqlite*")) == ["bad.sqlite"]


def test_a_damaged_store_is_refused_and_left_byte_for_byte(path: Path) -> None:
    damaged(path)
    before = path.read_bytes()
    with pytest.raises(StoreCorruptError, match="is damaged"):
        back_up(path, path.with_name("copy.sqlite"))
    assert path.read_bytes() == before
