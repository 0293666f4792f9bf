"""The SQLite file: how it is opened, what a transaction is, and what its errors mean for a person."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from pydantic import ValidationError
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DatabaseError

from aggregator import codec
from aggregator.errors import StoreCorruptError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

T = TypeVar("T")

BUSY_SECONDS = 30
"""How long a writer waits for another: longer than any transaction here, shorter than a cron interval."""

BATCH = 500
"""Values in one `IN (...)`; SQLite builds from before 2020 take no more than 999."""

_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Database:
    """One SQLite file; once `write_ahead` was called readers never wait for the writer, nor it for them."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._engine = _engine(path, read_only=read_only)

    @contextmanager
    def writing(self, *, lasting: bool = False) -> Iterator[Connection]:
        """Give a connection inside one write transaction, committed on the way out.

        What is `lasting` is on the disk then, and not even a power cut takes it back.

        Raises:
            StoreCorruptError: if SQLite finds the file broken.
            StoreError: if the file cannot be read or written.
        """
        with (
            self._explained(),
            self._engine.execution_options(writing=True, lasting=lasting).begin() as connection,
        ):
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the file; raises as `writing` does."""
        with self._explained(), self._engine.begin() as connection:
            yield connection

    def write_ahead(self) -> None:
        """Keep what is written in a log beside the file (WAL mode); the file remembers it."""
        with self._explained(), self._engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.close()

    def shrink(self) -> None:
        """Give the room of what was deleted back to the disk."""
        with self._explained(), self._engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("VACUUM")
            cursor.close()

    def check(self, *, thorough: bool = False) -> None:
        """Read the whole file for damage; when `thorough`, compare indexes with their tables too.

        Raises:
            StoreCorruptError: naming the first damage found.
        """
        with self.reading() as connection:
            pragma = "integrity_check(1)" if thorough else "quick_check(1)"
            found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
            strays = connection.exec_driver_sql("PRAGMA foreign_key_check").first() if thorough else None
        if found != "ok" or strays:
            raise StoreCorruptError(self._broken(str(strays or found)))

    def decode(self, kind: type[T], raw: str, what: str) -> T:
        """Return the `kind` stored as `raw`; `what` names the record for a person.

        Raises:
            StoreCorruptError: if `raw` does not fit `kind`.
        """
        try:
            return codec.loads(kind, raw)
        except ValidationError as error:
            raise StoreCorruptError(self._broken(f"{what} cannot be read")) from error

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
            if code in _BROKEN:
                raise StoreCorruptError(self._broken(str(error.orig))) from error
            raise StoreError(f"the store {self.path} cannot be used: {error.orig}") from error

    def _broken(self, what: str) -> str:
        return (
            f"the store {self.path} is damaged ({what}). Published editions are not touched. Restore the "
            "file from a backup, or move it away: the next run starts a new one"
        )


def encode(value: object) -> str:
    """Return `value`, a dataclass of the program, as the text that is stored."""
    return codec.dumps(value).decode()


def batches(values: Iterable[str]) -> Iterator[list[str]]:
    """Yield the values, each once, in lists that fit into one `IN (...)`."""
    wanted = sorted(set(values))
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]


def _engine(path: Path, *, read_only: bool) -> Engine:
    file = f"file:{quote(str(path))}?mode=ro&uri=true" if read_only else str(path)
    engine = create_engine(f"sqlite+pysqlite:///{file}", connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver must not open transactions by itself: it would leave table changes outside of them.
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("writing", False):
        # With WAL a killed process loses nothing; only a power cut may lose the last commits, never order.
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get('lasting') else 'NORMAL'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")
