"""An editor's choices on stories: kept until they are taken back, whatever becomes of their articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from aggregator.models import Mend
from aggregator.store.database import Database, encode
from aggregator.store.records import StoredMend
from aggregator.store.schema import mends

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row


class MendStore:
    """The part of the store that an editor writes and clustering reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[StoredMend, ...]:
        """Return the choices that stand, in the order they were made."""
        with self._database.reading() as connection:
            rows = connection.execute(select(mends).order_by(mends.c.number)).all()
        return tuple(self._stored(row) for row in rows)

    def save(self, mend: Mend, at: datetime) -> StoredMend:
        """Keep a choice; its number is one above the last that stands."""
        with self._database.writing(lasting=True) as connection:
            made = connection.execute(insert(mends).values(at=at, payload=encode(mend)))
            (number,) = made.inserted_primary_key or (0,)
        return StoredMend(number=number, at=at, mend=mend)

    def undo(self, number: int | None = None) -> StoredMend | None:
        """Take back the choice of that number, or the last; return it, None if there is none."""
        with self._database.writing(lasting=True) as connection:
            query = select(mends).order_by(mends.c.number.desc()).limit(1)
            row = connection.execute(
                query if number is None else query.where(mends.c.number == number)
            ).first()
            if row is None:
                return None
            connection.execute(delete(mends).where(mends.c.number == row.number))
        return self._stored(row)

    def _stored(self, row: Row[tuple[int, datetime, str, str | None]]) -> StoredMend:
        what = f"choice {row.number}"
        mend = self._database.decode(Mend, row.payload, what)
        followed = self._database.decode(Mend, row.followed, what) if row.followed else None
        return StoredMend(number=row.number, at=row.at, mend=mend, followed=followed)


def save_followed(connection: Connection, made: Iterable[StoredMend]) -> None:
    """Keep choices as a run left them; one that was taken back meanwhile stays so."""
    for stored in made:
        same = mends.c.number == stored.number, mends.c.payload == encode(stored.mend)
        followed = encode(stored.followed) if stored.followed else None
        connection.execute(update(mends).where(*same).values(followed=followed))
