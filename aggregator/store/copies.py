"""Copies of the store: made while it is in use, and put back in its place.

    back up: the store -> one file, as the store was at one moment
    restore: a file -> checked copy beside the store | the store set aside | the copy gets its name

A kill at any moment leaves the store as it was or as it is to be.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import quote

from aggregator.errors import StoreCorruptError, StoreError
from aggregator.store.database import Database
from aggregator.store.migrations import migrate, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

LOGS = ("-wal", "-shm")
"""Files that SQLite keeps beside one in WAL mode."""


def back_up(store: Path, target: Path) -> None:
    """Copy `store` to the one file `target`, whole or not at all, also while a run writes to it.

    Raises:
        StoreCorruptError: if it is damaged, or no store at all.
        StoreError: if it cannot be read, or the copy cannot be written.
    """
    _sound(store)
    fresh = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(store, fresh)
        _sound(fresh)
        _flush(fresh)
        fresh.replace(target)
        _flush(target.parent)
    except OSError as error:
        raise StoreError(f"the backup {target} cannot be written: {error.strerror}") from error
    finally:
        _remove(fresh)


def restore(backup: Path, store: Path, at: datetime) -> Path | None:
    """Put a copy of `backup` in the place of `store`, brought to the newest schema.

    Returns where what stood there lies now; None if nothing did. Nobody else may be writing to `store`.

    Raises:
        StoreTooNewError, StoreCorruptError, StoreError: if `backup` cannot be used; `store` is as it was.
    """
    _sound(backup)
    fresh = store.with_name(f".restoring-{store.name}")
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        _remove(fresh)
        _copy(backup, fresh)
        with closing(Database(fresh)) as database:
            migrate(database)
            database.check(thorough=True)
        _flush(fresh)
        aside = _set_aside(store, at)
        fresh.replace(store)
        _flush(store.parent)
    except OSError as error:
        raise StoreError(f"the store {store} cannot be replaced: {error.strerror}") from error
    finally:
        _remove(fresh)
    return aside


def _sound(path: Path) -> None:
    """Raise if the file at `path` is no store, a newer one, or damaged; it is not changed."""
    if not path.is_file():
        raise StoreError(f"there is no file {path}")
    with closing(Database(path, read_only=True)) as database:
        if not version_of(database):
            raise StoreCorruptError(f"{path} is empty: it holds no store")
        database.check(thorough=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database in one step, so that all of it is of one moment, into a file that stands alone."""
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.backup(written)
            written.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied to {target}: {error}") from error


def _set_aside(store: Path, at: datetime) -> Path | None:
    """Give the store a second name, under which it stays; its own still holds it."""
    if not store.exists():
        return None
    _write_back(store)
    aside = next(path for path in _names(store, at) if not path.exists())
    try:
        aside.hardlink_to(store)
    except OSError:  # a file system without hard links
        shutil.copy2(store, aside)
    for ending in LOGS:
        with suppress(FileNotFoundError):
            # A log that is left belongs to the old file; beside the new one it would damage it.
            store.with_name(store.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def _names(store: Path, at: datetime) -> Iterator[Path]:
    base = f"{store.stem}.replaced-{at:%Y%m%dT%H%M%SZ}"
    return (store.with_name(f"{base}{f'-{place}' if place > 1 else ''}{store.suffix}") for place in count(1))


def _write_back(store: Path) -> None:
    """Move what stands in the log into the file; beside a damaged one the log stays as it is."""
    try:
        _sound(store)
    except StoreError:
        return
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _remove(path: Path) -> None:
    for ending in ("", *LOGS):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Have a file or folder on the disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
