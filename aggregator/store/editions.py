"""Editions and the reports of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from aggregator.models import Brief, Edition
from aggregator.store.database import Database, encode
from aggregator.store.records import EditionRecord, RunRecord
from aggregator.store.schema import editions, results, runs, steps

if TYPE_CHECKING:
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
        query = select(editions.c.payload).where(editions.c.id == edition)
        with self._database.reading() as connection:
            payload = connection.scalar(query)
        return None if payload is None else self._database.decode(Edition, payload, f"edition {edition}")

    def seen(self) -> str:
        """Return the hash of all that the newest edition was chosen from, "" before the first."""
        with self._database.reading() as connection:
            found = connection.scalar(select(steps.c.input_hash).where(steps.c.step == SEEN))
        return str(found or "")

    def save(self, edition: Edition, input_hash: str, seen: str) -> None:
        """Keep a new edition, not yet published, in one transaction; older payloads make room.

        What was published stands in the output folder; the store needs only the newest to go on.
        """
        row = {
            "id": edition.id,
            "at": edition.at,
            "input_hash": input_hash,
            "payload": encode(edition),
            "published": False,
        }
        with self._database.writing() as connection:
            connection.execute(update(editions).values(payload=None))
            connection.execute(delete(editions).where(editions.c.id == edition.id))
            connection.execute(insert(editions).values(row))
            _save_seen(connection, seen, edition.at)

    def save_seen(self, seen: str, at: datetime) -> None:
        """Note that what there is now would give the newest edition again."""
        with self._database.writing() as connection:
            _save_seen(connection, seen, at)

    def mark_published(self, edition: str) -> None:
        """Note that readers can see this edition; its briefs are those that the next ones change."""
        with self._database.writing() as connection:
            connection.execute(update(editions).where(editions.c.id == edition).values(published=True))
            payload = connection.scalar(select(editions.c.payload).where(editions.c.id == edition))
            if payload is not None:
                made = self._database.decode(Edition, payload, f"edition {edition}")
                for brief in made.briefs:
                    _save_published(connection, brief, edition, made.at)

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


def _save_published(connection: Connection, brief: Brief, edition: str, at: datetime) -> None:
    row = {
        "step": PUBLISHED,
        "story": brief.story,
        "input_hash": edition,
        "made_at": at,
        "payload": encode(brief),
    }
    keys = ["step", "story"]
    connection.execute(upsert(results).values(row).on_conflict_do_update(index_elements=keys, set_=row))


def _save_seen(connection: Connection, seen: str, at: datetime) -> None:
    mark = {"step": SEEN, "input_hash": seen, "at": at}
    connection.execute(upsert(steps).values(mark).on_conflict_do_update(index_elements=["step"], set_=mark))
