"""Editions and the reports of runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from aggregator.models import Brief, Edition
from aggregator.store.database import Database, encode
from aggregator.store.records import EditionRecord, RunRecord
from aggregator.store.schema import briefs, editions, results, runs, steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

RUNS_KEPT = 500
"""Reports of past runs kept: five days of a run every quarter of an hour."""

SEEN = "seen"

PUBLISHED = "published"
"""The step under which the version of a story's brief stands that readers saw last."""


class EditionStore:
    """The part of the store that publishing writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> EditionRecord | None:
        """Return the newest edition's record, None before the first."""
        columns = (editions.c.id, editions.c.at, editions.c.input_hash, editions.c.published)
        query = select(*columns).order_by(editions.c.number.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return EditionRecord(**row) if row else None

    def load(self, edition: str) -> Edition | None:
        """Return an edition, None if it is unknown or its payload has made room for a newer one."""
        head = self.head(edition)
        return head and replace(head, briefs=tuple(self.briefs(edition)))

    def head(self, edition: str) -> Edition | None:
        """Return an edition without its briefs; None as `load`."""
        query = select(editions.c.payload).where(editions.c.id == edition)
        with self._database.reading() as connection:
            payload = connection.scalar(query)
        return None if payload is None else self._database.decode(Edition, payload, f"edition {edition}")

    def briefs(self, edition: str) -> Iterator[Brief]:
        """Yield the briefs of an edition in its order; one is held at a time."""
        order = select(briefs.c.story).where(briefs.c.edition == edition, briefs.c.place.is_not(None))
        with self._database.reading() as connection:
            stories = connection.scalars(order.order_by(briefs.c.place)).all()
        for story in stories:
            yield self.brief(edition, story)

    def brief(self, edition: str, story: str) -> Brief:
        """Return the brief of a story in an edition, also in one that is being made."""
        query = select(briefs.c.payload).where(briefs.c.edition == edition, briefs.c.story == story)
        with self._database.reading() as connection:
            payload = connection.scalar(query)
        return self._database.decode(Brief, payload or "", f"brief of story {story} in edition {edition}")

    def seen(self) -> str:
        """Return the hash of all that the newest edition was chosen from, "" before the first."""
        with self._database.reading() as connection:
            found = connection.scalar(select(steps.c.input_hash).where(steps.c.step == SEEN))
        return str(found or "")

    def save_brief(self, edition: str, brief: Brief) -> None:
        """Set a brief aside for an edition that is being made, in place of the one of the same story."""
        row = {"edition": edition, "story": brief.story, "place": None, "payload": encode(brief)}
        keys = ["edition", "story"]
        with self._database.writing() as connection:
            connection.execute(
                upsert(briefs).values(row).on_conflict_do_update(index_elements=keys, set_=row)
            )

    def save(self, head: Edition, order: Sequence[str], input_hash: str, seen: str) -> None:
        """Keep a new edition, not yet published, in one transaction; the payloads of older ones make room.

        `head` has no briefs: those set aside for it stand in the `order` of these stories. What was published
        stands in the output folder; the store needs only the newest to go on.
        """
        row = {
            "id": head.id,
            "at": head.at,
            "input_hash": input_hash,
            "payload": encode(head),
            "published": False,
        }
        with self._database.writing() as connection:
            connection.execute(update(editions).values(payload=None))
            connection.execute(delete(editions).where(editions.c.id == head.id))
            connection.execute(insert(editions).values(row))
            _put_in_order(connection, head.id, order)
            _save_seen(connection, seen, head.at)

    def save_seen(self, seen: str, at: datetime) -> None:
        """Note that what there is now would give the newest edition again."""
        with self._database.writing() as connection:
            _save_seen(connection, seen, at)

    def mark_published(self, edition: str) -> None:
        """Note that readers can see this edition; its briefs are those that the next ones change."""
        with self._database.writing() as connection:
            connection.execute(update(editions).where(editions.c.id == edition).values(published=True))
            _save_published(connection, edition)

    def save_run(self, *, started: datetime, seconds: float, exit_code: int, report: str) -> None:
        """Keep a run's report (JSON); the oldest make room."""
        row = {"started": started, "seconds": seconds, "exit_code": exit_code, "report": report}
        with self._database.writing() as connection:
            connection.execute(insert(runs).values(row))
            newest = select(func.max(runs.c.number)).scalar_subquery()
            connection.execute(delete(runs).where(runs.c.number <= newest - RUNS_KEPT))

    def run(self, number: int | None = None) -> str | None:
        """Return the report (JSON) of the run of that number, by default the last; None if it is not kept."""
        query = select(runs.c.report).order_by(runs.c.number.desc()).limit(1)
        with self._database.reading() as connection:
            return connection.scalar(query if number is None else query.where(runs.c.number == number))

    def runs(self, limit: int) -> tuple[RunRecord, ...]:
        """Return the last runs, newest first."""
        columns = (runs.c.number, runs.c.started, runs.c.seconds, runs.c.exit_code)
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(runs.c.number.desc()).limit(limit))
            return tuple(RunRecord(**row) for row in rows.mappings())


def _put_in_order(connection: Connection, edition: str, order: Sequence[str]) -> None:
    """Give the briefs of an edition their places; all others, those of killed runs among them, make room."""
    connection.execute(update(briefs).values(place=None))
    for place, story in enumerate(order):
        this = briefs.c.edition == edition, briefs.c.story == story
        connection.execute(update(briefs).where(*this).values(place=place))
    connection.execute(delete(briefs).where(briefs.c.place.is_(None)))


def _save_published(connection: Connection, edition: str) -> None:
    step, columns = literal(PUBLISHED), ("step", "story", "input_hash", "made_at", "payload")
    seen = select(step, briefs.c.story, briefs.c.edition, editions.c.at, briefs.c.payload).join_from(
        briefs, editions, editions.c.id == briefs.c.edition
    )
    row = upsert(results).from_select(columns, seen.where(briefs.c.edition == edition))
    new = {name: row.excluded[name] for name in columns}
    connection.execute(row.on_conflict_do_update(index_elements=columns[:2], set_=new))


def _save_seen(connection: Connection, seen: str, at: datetime) -> None:
    mark = {"step": SEEN, "input_hash": seen, "at": at}
    connection.execute(upsert(steps).values(mark).on_conflict_do_update(index_elements=["step"], set_=mark))
