"""Feeds and their entries: what was asked, what is still to be read, and what is wrong with them now."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert

from aggregator.identity import article_id
from aggregator.models import Entry, Problem
from aggregator.store.database import Database, encode
from aggregator.store.records import (
    EntryKey,
    EntryOutcome,
    EntryState,
    FeedActivity,
    FeedState,
    FeedVisit,
    PendingEntry,
)
from aggregator.store.schema import UtcTime, articles, entries, feeds, problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, RowMapping
    from sqlalchemy.dialects.sqlite import Insert

VISIT, CONTENT = "visit", "content"
"""Two kinds of problem: of the last visit, and of the last body. An unchanged feed (304) sends no body, so
what was wrong with the one before still stands."""

BEST_READ = "full"
"""A page read this well is never replaced by what its feed alone gives."""


class FeedStore:
    """The part of the store that fetching and extracting write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self) -> dict[str, FeedState]:
        """Return what is known of each feed, by its configured address."""
        names = [field.name for field in fields(FeedState)]
        with self._database.reading() as connection:
            rows = connection.execute(select(*(feeds.c[name] for name in names))).mappings()
            return {row["url"]: FeedState(**row) for row in rows}

    def save_visit(self, visit: FeedVisit) -> int:
        """Keep what a feed answered, in one transaction; return how many entries are to be read for it."""
        with self._database.writing() as connection:
            _save_state(connection, visit)
            _replace_problems(connection, visit)
            # A feed that gives two items one id would else have each replace the other at every visit.
            first = {entry.id: entry for entry in reversed(visit.entries)}
            return sum(_save_entry(connection, visit, entry) for entry in first.values())

    def pending(self, feed_urls: Sequence[str], now: datetime) -> tuple[PendingEntry, ...]:
        """Return the entries of `feed_urls` still to be read at `now`, in the order of the feeds."""
        order = {url: place for place, url in enumerate(feed_urls)}
        # What was tried in a time still to come was tried by a clock that was wrong: it is not waited for.
        waited = or_(entries.c.retry_at <= now, entries.c.handled > now)
        due = or_(entries.c.state == EntryState.NEW, and_(entries.c.state == EntryState.RETRY, waited))
        with self._database.reading() as connection:
            rows = connection.execute(select(entries).where(due)).mappings().all()
        found = [self._pending(row) for row in rows if row["feed"] in order]
        return tuple(sorted(found, key=lambda one: (order[one.entry.feed], one.entry.id)))

    def taken(self) -> dict[str, EntryKey]:
        """Return, for each article address already dealt with, the entry that stands for it."""
        handled = (EntryState.READ, EntryState.REFUSED, EntryState.RETRY)
        query = select(entries.c.address, entries.c.feed, entries.c.id).where(entries.c.state.in_(handled))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(entries.c.feed.desc(), entries.c.id.desc())).all()
        return {row.address: (row.feed, row.id) for row in rows if row.address}

    def save_outcomes(self, outcomes: Iterable[EntryOutcome]) -> None:
        """Keep what became of entries, with their articles and problems, in one transaction."""
        with self._database.writing() as connection:
            for outcome in outcomes:
                _save_outcome(connection, outcome)
                if outcome.article is not None:
                    _save_article(connection, outcome)

    def problems(self, feed_urls: Iterable[str], since: datetime) -> tuple[Problem, ...]:
        """Return what is wrong with `feed_urls` now, and with their entries handled after `since`."""
        known = set(feed_urls)
        query = select(problems).where(or_(problems.c.entry == "", problems.c.at >= since))
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        rows = [row for row in rows if row["feed"] in known]
        rows.sort(key=lambda row: (row["feed"], row["entry"], row["id"]))
        return tuple(dict.fromkeys(self._problem(row) for row in rows))

    def feed_problems(self, feed_url: str) -> tuple[Problem, ...]:
        """Return what is wrong with one feed as a whole now."""
        query = select(problems).where(problems.c.feed == feed_url, problems.c.entry == "")
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(problems.c.id)).mappings().all()
        return tuple(dict.fromkeys(self._problem(row) for row in rows))

    def activity(self, now: datetime, days: float) -> dict[str, FeedActivity]:
        """Return how much each feed gave in the last `days` before `now`; no time is less than a day.

        An item counts when it was published, or first seen if it does not say. A feed not known for so long
        is judged from its first item on.
        """
        since = now - timedelta(days=days)
        published = func.json_extract(entries.c.payload, "$.published")
        recent = select(entries.c.feed, published, entries.c.first_seen).where(entries.c.first_seen >= since)
        first = select(entries.c.feed, func.min(entries.c.first_seen, type_=UtcTime)).group_by(entries.c.feed)
        with self._database.reading() as connection:
            known = {feed: [seen] for feed, seen in connection.execute(first)}
            for feed, time, seen in connection.execute(recent):
                known[feed].append(datetime.fromisoformat(time) if time else seen)
        return {feed: _activity(times, since, now) for feed, times in known.items()}

    def _pending(self, row: RowMapping) -> PendingEntry:
        entry = self._database.decode(Entry, row["payload"], f"entry {row['id']}")
        return PendingEntry(entry=entry, address=row["address"], attempts=row["attempts"])

    def _problem(self, row: RowMapping) -> Problem:
        return self._database.decode(Problem, row["payload"], f"problem {row['id']}")


def _activity(times: Sequence[datetime], since: datetime, now: datetime) -> FeedActivity:
    """Return the activity of a feed known since the first of `times`, with items at the others."""
    start = max(min(times), since)
    items = sum(since <= time <= now for time in times[1:])
    return FeedActivity(items=items, days=max((now - start) / timedelta(days=1), 1.0))


def _save_state(connection: Connection, visit: FeedVisit) -> None:
    failed = visit.status == "failed"
    values = {
        "url": visit.feed,
        "etag": visit.etag,
        "last_modified": visit.last_modified,
        "moved_to": visit.moved_to,
        "status": visit.status,
        "last_tried": visit.at,
        "skip_until": visit.skip_until,
        "failures": 1 if failed else 0,
        "failing_since": visit.at if failed else None,
    }
    if not failed:
        values["last_success"] = visit.at
    statement = upsert(feeds).values(values)
    new = statement.excluded
    again = {
        "failures": feeds.c.failures + 1,
        "failing_since": func.coalesce(feeds.c.failing_since, new.failing_since),
    }
    changes = values | (again if failed else {})
    connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=changes))


def _replace_problems(connection: Connection, visit: FeedVisit) -> None:
    sent_body = visit.status == "ok"
    ended = (VISIT, CONTENT) if sent_body else (VISIT,)
    of_feed = and_(problems.c.feed == visit.feed, problems.c.entry == "")
    connection.execute(delete(problems).where(of_feed, problems.c.kind.in_(ended)))
    kind = CONTENT if sent_body else VISIT
    _insert_problems(connection, visit.feed, "", kind, visit.at, visit.problems)


def _insert_problems(
    connection: Connection, feed: str, entry: str, kind: str, at: datetime, found: Iterable[Problem]
) -> None:
    rows = [
        {"feed": feed, "entry": entry, "kind": kind, "at": at, "payload": encode(problem)}
        for problem in found
    ]
    if rows:
        connection.execute(insert(problems), rows)


def _save_entry(connection: Connection, visit: FeedVisit, entry: Entry) -> bool:
    """Keep an entry that is new or now has another title or address; say whether it is to be read."""
    row = {
        "feed": visit.feed,
        "id": entry.id,
        # Times and texts of an item change with every visit of some feeds; a new title is news.
        "digest": sha256(f"{entry.title}\n{entry.url}".encode()).hexdigest(),
        "address": article_id(entry.url) if entry.url else "",
        "payload": encode(entry),
        "first_seen": visit.at,
        "state": EntryState.NEW,
        "attempts": 0,
    }
    return connection.execute(_NEW_ENTRY, row).rowcount > 0


def _save_outcome(connection: Connection, outcome: EntryOutcome) -> None:
    key = {"of_feed": outcome.entry.feed, "of_entry": outcome.entry.id}
    values = {
        "state": outcome.state,
        "handled": outcome.at,
        "retry_at": outcome.retry_at,
        "article": outcome.article.id if outcome.article else None,
    }
    connection.execute(_HANDLED, key | values)
    connection.execute(_NO_PROBLEMS, key)
    _insert_problems(connection, outcome.entry.feed, outcome.entry.id, CONTENT, outcome.at, outcome.problems)


def _save_article(connection: Connection, outcome: EntryOutcome) -> None:
    """Keep an article, by the rules of `_article_statement`."""
    assert outcome.article is not None
    row = {
        "id": outcome.article.id,
        "content_hash": outcome.content_hash,
        "completeness": outcome.article.completeness,
        "feed": outcome.entry.feed,
        "entry": outcome.entry.id,
        "published": outcome.article.published,
        "fetched": outcome.at,
        "payload": encode(outcome.article),
    }
    connection.execute(_ARTICLE, row)


def _entry_statement() -> Insert:
    statement = upsert(entries)
    again = {name: statement.excluded[name] for name in ("digest", "address", "payload", "state", "attempts")}
    return statement.on_conflict_do_update(
        index_elements=["feed", "id"], set_=again, where=entries.c.digest != statement.excluded.digest
    )


def _article_statement() -> Insert:
    """Of two entries that led to one article the first by feed and id wins, whichever was quicker.

    An entry read again replaces its article, unless now only the feed's own text could be had.
    """
    statement = upsert(articles)
    new = statement.excluded
    same = and_(articles.c.feed == new.feed, articles.c.entry == new.entry)
    earlier = tuple_(new.feed, new.entry) < tuple_(articles.c.feed, articles.c.entry)
    better = or_(new.completeness == BEST_READ, articles.c.completeness != BEST_READ)
    replaces = or_(and_(same, better), and_(earlier, articles.c.fetched == new.fetched, better))
    changes = {column.name: new[column.name] for column in articles.c if column.name != "id"}
    return statement.on_conflict_do_update(index_elements=["id"], set_=changes, where=replaces)


# Built once: putting a statement together takes longer than SQLite takes to run it.
_NEW_ENTRY = _entry_statement()
_ARTICLE = _article_statement()
_HANDLED = (
    update(entries)
    .where(entries.c.feed == bindparam("of_feed"), entries.c.id == bindparam("of_entry"))
    .values(
        state=bindparam("state"),
        handled=bindparam("handled"),
        retry_at=bindparam("retry_at"),
        article=bindparam("article"),
        attempts=entries.c.attempts + 1,
    )
)
_NO_PROBLEMS = delete(problems).where(
    problems.c.feed == bindparam("of_feed"), problems.c.entry == bindparam("of_entry")
)
