"""Stories over days, and what the steps made of each."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from aggregator.models import Story
from aggregator.store.database import Database, encode
from aggregator.store.mends import save_followed
from aggregator.store.records import KeptStream
from aggregator.store.schema import results, steps, stories, stream, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from aggregator.store.records import StoredMend

T = TypeVar("T")

CLUSTER = "cluster"
FREQUENCIES = "frequencies"


class StoryStore:
    """The part of the store that clustering, corroborating and composing write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, *, seen_since: datetime | None = None) -> tuple[Story, ...]:
        """Return the stories that still stand for their articles, the oldest first.

        With a time, those that had an article among the ones compared since then: the others have grown
        cold and are closed.
        """
        return self._stories(live=True, seen_since=seen_since)

    def ended(self, *, seen_since: datetime | None = None) -> tuple[Story, ...]:
        """Return the stories that others took over, as they were last, the oldest first; as `known` does."""
        return self._stories(live=False, seen_since=seen_since)

    def counted(self) -> tuple[int, datetime | None]:
        """Return over how many articles terms were counted, and when, None if never."""
        with self._database.reading() as connection:
            most = connection.scalar(select(func.max(terms.c.articles)).where(terms.c.term == ""))
            at = connection.scalar(select(steps.c.at).where(steps.c.step == FREQUENCIES))
        return most or 0, at

    def frequencies(self) -> dict[tuple[int, str], int]:
        """Return in how many articles each term stands, by view; under "" how many have the view."""
        with self._database.reading() as connection:
            rows = connection.execute(select(terms)).all()
        return {(row.view, row.term): row.articles for row in rows}

    def save_frequencies(self, counts: Mapping[tuple[int, str], int], at: datetime) -> None:
        """Keep in how many articles each term stands, in place of what was counted before."""
        rows = [{"view": view, "term": term, "articles": held} for (view, term), held in counts.items()]
        mark = {"step": FREQUENCIES, "input_hash": "", "at": at}
        with self._database.writing() as connection:
            connection.execute(delete(terms))
            if rows:
                connection.execute(insert(terms), rows)
            connection.execute(
                upsert(steps).values(mark).on_conflict_do_update(index_elements=["step"], set_=mark)
            )

    def redirects(self) -> dict[str, str]:
        """Return, for each story that others took over, the one that now stands for most of it.

        Where a story went that ended before this was recorded is not known, and it is not in here.
        """
        query = select(stories.c.id, stories.c.merged_into).where(stories.c.merged_into.is_not(None))
        with self._database.reading() as connection:
            went = {row.id: row.merged_into for row in connection.execute(query)}
        return {name: _end(name, went) for name in sorted(went)}

    def clustered_at(self) -> datetime | None:
        """Return when articles were last clustered, None before the first time."""
        with self._database.reading() as connection:
            return connection.scalar(select(steps.c.at).where(steps.c.step == CLUSTER))

    def clustered(self) -> str:
        """Return the input hash of the last clustering, "" before the first."""
        with self._database.reading() as connection:
            found = connection.scalar(select(steps.c.input_hash).where(steps.c.step == CLUSTER))
        return str(found or "")

    def save_stories(
        self,
        found: Iterable[Story],
        *,
        made_by: str,
        input_hash: str,
        at: datetime,
        followed: Iterable[StoredMend] = (),
        seen_since: datetime | None = None,
        kept: KeptStream | None = None,
    ) -> None:
        """Keep a clustering, in one transaction, with the choices that it followed.

        Known stories whose articles went to others end. Those not seen since a time are closed and stay.
        """
        now = tuple(found)
        with self._database.writing() as connection:
            self._end_absorbed(connection, now, seen_since)
            for story in now:
                _save_story(connection, story, made_by, at)
            save_followed(connection, followed)
            if kept:
                _save_stream(connection, kept)
            mark = {"step": CLUSTER, "input_hash": input_hash, "at": at}
            connection.execute(
                upsert(steps).values(mark).on_conflict_do_update(index_elements=["step"], set_=mark)
            )

    def stream(self) -> KeptStream | None:
        """Return what the last clustering knew of the live articles, None if that was not kept."""
        with self._database.reading() as connection:
            row = connection.execute(select(stream)).one_or_none()
        return (
            KeptStream(made_by=row.made_by, marks=json.loads(row.marks), payload=row.payload) if row else None
        )

    def slugs(self) -> dict[str, str]:
        """Return the permanent address part of every story that has one."""
        query = select(stories.c.id, stories.c.slug).where(stories.c.slug.is_not(None))
        with self._database.reading() as connection:
            return {row.id: row.slug for row in connection.execute(query)}

    def save_slug(self, story: str, slug: str) -> str:
        """Give a story its address part if it has none yet; return the one it keeps."""
        with self._database.writing() as connection:
            bare = stories.c.id == story, stories.c.slug.is_(None)
            connection.execute(update(stories).where(*bare).values(slug=slug))
            return str(connection.scalar(select(stories.c.slug).where(stories.c.id == story)) or slug)

    def result(self, kind: type[T], step: str, story: str, input_hash: str) -> T | None:
        """Return what `step` made of a story, if it was made from the inputs of `input_hash`."""
        query = select(results.c.payload).where(
            results.c.step == step, results.c.story == story, results.c.input_hash == input_hash
        )
        with self._database.reading() as connection:
            payload = connection.scalar(query)
        return None if payload is None else self._database.decode(kind, payload, f"{step} of story {story}")

    def stands(self, step: str, story: str, input_hash: str) -> bool:
        """Whether what `step` made of a story was made from the inputs of `input_hash`."""
        query = select(results.c.story).where(
            results.c.step == step, results.c.story == story, results.c.input_hash == input_hash
        )
        with self._database.reading() as connection:
            return connection.scalar(query) is not None

    def newest_result(self, kind: type[T], step: str, story: str) -> T | None:
        """Return what `step` made of a story last, whatever it was made from."""
        query = select(results.c.payload).where(results.c.step == step, results.c.story == story)
        with self._database.reading() as connection:
            payload = connection.scalar(query)
        return None if payload is None else self._database.decode(kind, payload, f"{step} of story {story}")

    def with_result(self, step: str) -> frozenset[str]:
        """Return the stories of which `step` has made something."""
        query = select(results.c.story).where(results.c.step == step)
        with self._database.reading() as connection:
            return frozenset(connection.scalars(query))

    def save_result(self, value: object, step: str, story: str, input_hash: str, at: datetime) -> None:
        """Keep what `step` made of a story, in place of what it made before."""
        row = {
            "step": step,
            "story": story,
            "input_hash": input_hash,
            "made_at": at,
            "payload": encode(value),
        }
        with self._database.writing() as connection:
            connection.execute(
                upsert(results).values(row).on_conflict_do_update(index_elements=["step", "story"], set_=row)
            )

    def _stories(self, *, live: bool, seen_since: datetime | None) -> tuple[Story, ...]:
        query = select(stories.c.id, stories.c.payload).where(stories.c.live.is_(live), *_seen(seen_since))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(stories.c.first_seen, stories.c.id)).all()
        return tuple(self._database.decode(Story, row.payload, f"story {row.id}") for row in rows)

    def _end_absorbed(
        self, connection: Connection, now: tuple[Story, ...], seen_since: datetime | None
    ) -> None:
        kept = {story.id for story in now}
        placed = {article: story.id for story in now for article in story.articles}
        query = select(stories.c.id, stories.c.payload).where(stories.c.live, *_seen(seen_since))
        for row in connection.execute(query).all():
            story = self._database.decode(Story, row.payload, f"story {row.id}")
            went = Counter(placed[article] for article in story.articles if article in placed)
            if story.id not in kept and went:
                end = {"live": False, "merged_into": min(went, key=lambda name: (-went[name], name))}
                connection.execute(update(stories).where(stories.c.id == story.id).values(end))


def _seen(since: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return () if since is None else (stories.c.last_seen >= since,)


def _end(name: str, went: Mapping[str, str]) -> str:
    """Return where a story is in the end, since the one that it went into may have gone on too."""
    for _ in went:
        if name not in went:
            break
        name = went[name]
    return name


def _save_stream(connection: Connection, kept: KeptStream) -> None:
    connection.execute(delete(stream))
    row = {"made_by": kept.made_by, "marks": json.dumps(dict(kept.marks)), "payload": kept.payload}
    connection.execute(insert(stream), row)


def _save_story(connection: Connection, story: Story, made_by: str, at: datetime) -> None:
    row = {
        "id": story.id,
        "payload": encode(story),
        "made_by": made_by,
        "live": True,
        "first_seen": at,
        "last_seen": at,
    }
    statement = upsert(stories).values(row)
    new = statement.excluded
    # An unchanged story keeps the mark of what first made it so.
    made = case((stories.c.payload == new.payload, stories.c.made_by), else_=new.made_by)
    changes = {"payload": new.payload, "made_by": made, "live": True, "merged_into": None, "last_seen": at}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changes))
