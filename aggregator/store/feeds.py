"""Feeds and their entries: what was asked, what is still to be read, and what is wrong with them now."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, or_, select, update

from aggregator.models import ANY_TIME, Entry, Problem, Rhythm
from aggregator.store.database import Database, batches
from aggregator.store.outcomes import save_outcome
from aggregator.store.records import (
    EntryKey,
    EntryOutcome,
    EntryState,
    FeedActivity,
    FeedState,
    FeedVisit,
    PendingEntry,
)
from aggregator.store.schema import UtcTime, entries, feeds, problems
from aggregator.store.visits import save_visits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import RowMapping


class FeedStore:
    """The part of the store that fetching and extracting write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self, urls: Sequence[str] | None = None) -> dict[str, FeedState]:
        """Return what is known of each feed, or of those at `urls`, by its configured address."""
        return {state.url: state for state in self.each_state(urls)}

    def each_state(self, urls: Sequence[str] | None = None) -> Iterator[FeedState]:
        """Yield what is known of each feed, or of those at `urls`, one at a time."""
        listed = {} if urls is None else {"urls": json.dumps(urls)}
        with self._database.reading() as connection:
            for row in connection.execute(_STATES if urls is None else _SOME_STATES, listed).mappings():
                yield self._state(row)

    def save_visit(self, visit: FeedVisit) -> int:
        """Keep what a feed answered, in one transaction; return how many entries are to be read for it."""
        return self.save_visits([visit])[0]

    def save_visits(self, visits: Sequence[FeedVisit]) -> list[int]:
        """Keep what feeds answered, in one transaction; return for each how many entries are to be read."""
        with self._database.writing() as connection:
            return save_visits(connection, visits)

    def ask_again(self, feed_url: str) -> bool:
        """Have a feed asked at the next run, whatever kept it from that; return whether it was known."""
        known = update(feeds).where(feeds.c.url == feed_url)
        with self._database.writing() as connection:
            done = connection.execute(known.values(skip_until=None, waits_for="", gone_since=None))
        return done.rowcount > 0

    def pending(self, feed_urls: Sequence[str], now: datetime) -> tuple[PendingEntry, ...]:
        """Return the entries of `feed_urls` still to be read at `now`, in the order of the feeds.

        They come without their texts, which `entry` gives one by one: there may be very many.
        """
        order = {url: place for place, url in enumerate(feed_urls)}
        # What was tried in a time still to come was tried by a clock that was wrong: it is not waited for.
        waited = or_(entries.c.retry_at <= now, entries.c.handled > now)
        due = or_(entries.c.state == EntryState.NEW, and_(entries.c.state == EntryState.RETRY, waited))
        bare = func.json_remove(entries.c.payload, "$.text").label("payload")
        columns = (entries.c.feed, entries.c.id, entries.c.address, entries.c.attempts, entries.c.article)
        query = select(*columns, bare).where(due)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings()
            found = [self._pending(row) for row in rows if row["feed"] in order]
        return tuple(sorted(found, key=lambda one: (order[one.entry.feed], one.entry.id)))

    def entry(self, key: EntryKey) -> Entry:
        """Return an entry with its text."""
        feed, name = key
        query = select(entries.c.payload).where(entries.c.feed == feed, entries.c.id == name)
        with self._database.reading() as connection:
            return self._database.decode(Entry, connection.execute(query).scalar_one(), f"entry {name}")

    def taken(self, addresses: Iterable[str]) -> dict[str, EntryKey]:
        """Return, for those of `addresses` already dealt with, the entry that stands for each.

        That is one that lists the address, or one whose page called it its own.
        """
        handled = entries.c.state.in_((EntryState.READ, EntryState.REFUSED, EntryState.RETRY))
        found: dict[str, EntryKey] = {}
        with self._database.reading() as connection:
            for batch in batches(addresses):
                for of in (entries.c.article, entries.c.address):
                    query = select(of.label("address"), entries.c.feed, entries.c.id)
                    query = query.where(handled, of.in_(batch))
                    rows = connection.execute(query.order_by(entries.c.feed.desc(), entries.c.id.desc()))
                    found |= {row.address: (row.feed, row.id) for row in rows}
        return found

    def save_outcomes(self, outcomes: Iterable[EntryOutcome]) -> None:
        """Keep what became of entries, with their articles and problems, in one transaction."""
        with self._database.writing() as connection:
            for outcome in outcomes:
                save_outcome(connection, outcome)

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

    def problems_by_feed(self) -> dict[str, tuple[Problem, ...]]:
        """Return what is wrong now with each feed as a whole, for those with which something is."""
        query = select(problems).where(problems.c.entry == "").order_by(problems.c.id)
        found: defaultdict[str, list[Problem]] = defaultdict(list)
        with self._database.reading() as connection:
            for row in connection.execute(query).mappings():
                found[row["feed"]].append(self._problem(row))
        return {feed: tuple(dict.fromkeys(all_of_it)) for feed, all_of_it in found.items()}

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

    def _state(self, row: RowMapping) -> FeedState:
        raw = row["rhythm"]
        rhythm = self._database.decode(Rhythm, raw, f"feed {row['url']}") if raw else ANY_TIME
        return FeedState(**dict(row) | {"rhythm": rhythm})

    def _pending(self, row: RowMapping) -> PendingEntry:
        entry = self._database.decode(Entry, row["payload"], f"entry {row['id']}")
        return PendingEntry(
            entry=entry, address=row["address"], attempts=row["attempts"], article=row["article"] or ""
        )

    def _problem(self, row: RowMapping) -> Problem:
        return self._database.decode(Problem, row["payload"], f"problem {row['id']}")


def _activity(times: Sequence[datetime], since: datetime, now: datetime) -> FeedActivity:
    """Return the activity of a feed known since the first of `times`, with items at the others."""
    start = max(min(times), since)
    items = sum(since <= time <= now for time in times[1:])
    return FeedActivity(items=items, days=max((now - start) / timedelta(days=1), 1.0))


_STATES = select(*(feeds.c[field.name] for field in fields(FeedState)))
# One value for all addresses: to bind each by itself takes longer than to find its row.
_SOME_STATES = _STATES.where(
    feeds.c.url.in_(select(func.json_each(bindparam("urls")).table_valued("value").c.value))
)
