"""Removing what is old, and what hangs on it, from the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from aggregator.models import Story
from aggregator.store.database import Database
from aggregator.store.records import EntryState
from aggregator.store.schema import annotated, articles, entries, problems, results, revisions, steps, stories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

PRUNE = "prune"

BATCH = 500
"""Values in one `IN (...)`."""

BARE = "{}"
"""What is left of an entry: that it was read, so that it is not read again while its feed lists it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many of each were removed; of `entries` only their content."""

    articles: int = 0
    entries: int = 0
    annotations: int = 0
    results: int = 0
    problems: int = 0


class PruneStore:
    """The part of the store that removes what has served."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pruned_at(self) -> datetime | None:
        """Return when `mark` was last called, None before the first time."""
        with self._database.reading() as connection:
            return connection.scalar(select(steps.c.at).where(steps.c.step == PRUNE))

    def mark(self, at: datetime) -> None:
        """Note that what is old was looked for at `at`."""
        mark = {"step": PRUNE, "input_hash": "", "at": at}
        with self._database.writing() as connection:
            connection.execute(
                upsert(steps).values(mark).on_conflict_do_update(index_elements=["step"], set_=mark)
            )

    def old(self, before: datetime, keep: Collection[str]) -> tuple[str, ...]:
        """Return the ids of the articles read before then that are not among those to `keep`."""
        query = select(articles.c.id).where(articles.c.fetched < before).order_by(articles.c.id)
        with self._database.reading() as connection:
            return tuple(one for one in connection.scalars(query) if one not in keep)

    def remove(self, ids: Sequence[str], before: datetime) -> Pruned:
        """Remove articles, and what nothing needs without them, in one transaction.

        Stories stay, with their addresses, and so do the entries: that something was read is not forgotten.
        """
        with self._database.writing() as connection:
            for batch in _batches(ids):
                connection.execute(update(entries).where(entries.c.article.in_(batch)).values(article=None))
                connection.execute(delete(revisions).where(revisions.c.article.in_(batch)))
                connection.execute(delete(articles).where(articles.c.id.in_(batch)))
            return Pruned(
                articles=len(ids),
                entries=_bare_entries(connection, before),
                annotations=_idle_annotations(connection),
                results=self._idle_results(connection, before),
                problems=_old_problems(connection, before),
            )

    def shrink(self) -> None:
        """Give the room of what was removed back to the disk."""
        self._database.shrink()

    def _idle_results(self, connection: Connection, before: datetime) -> int:
        """Remove what steps made long ago of stories that have no article left."""
        there = set(connection.scalars(select(articles.c.id)))
        old = select(stories.c.id, stories.c.payload).where(
            exists().where(results.c.story == stories.c.id, results.c.made_at < before)
        )
        idle = [
            row.id
            for row in connection.execute(old).all()
            if there.isdisjoint(self._database.decode(Story, row.payload, f"story {row.id}").articles)
        ]
        return sum(
            connection.execute(delete(results).where(results.c.story.in_(batch))).rowcount
            for batch in _batches(idle)
        )


def _bare_entries(connection: Connection, before: datetime) -> int:
    """Empty the entries that were dealt with long ago; whether to read one again its digest decides."""
    done = entries.c.state.in_([EntryState.READ, EntryState.REFUSED, EntryState.DUPLICATE])
    idle = and_(done, entries.c.article.is_(None), entries.c.payload != BARE)
    old = or_(entries.c.handled < before, and_(entries.c.handled.is_(None), entries.c.first_seen < before))
    return connection.execute(update(entries).where(idle, old).values(payload=BARE)).rowcount


def _idle_annotations(connection: Connection) -> int:
    used = select(articles.c.content_hash)
    return connection.execute(delete(annotated).where(annotated.c.content_hash.not_in(used))).rowcount


def _old_problems(connection: Connection, before: datetime) -> int:
    """Remove what was wrong with single entries long ago; what is wrong with a feed stands."""
    old = and_(problems.c.entry != "", problems.c.at < before)
    return connection.execute(delete(problems).where(old)).rowcount


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
