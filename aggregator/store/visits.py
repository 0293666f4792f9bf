"""What is written when feeds have answered: how they stand, what is wrong with them, and their new entries.

A feed that has nothing new costs one row; see `save_visits`.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from aggregator.identity import article_id
from aggregator.models import ANY_TIME
from aggregator.store.database import encode
from aggregator.store.records import EntryState
from aggregator.store.schema import entries, feeds, problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection, RowMapping
    from sqlalchemy.dialects.sqlite import Insert

    from aggregator.models import Entry, Problem
    from aggregator.store.records import FeedVisit

VISIT, CONTENT = "visit", "content"
"""Two kinds of problem: of the last visit, and of the last body. An unchanged feed (304) sends no body, so
what was wrong with the one before still stands."""

ANSWERED = frozenset({"ok", "not_modified"})

MAX_EDITS = 5
"""How often an item is read again because its feed says that it was changed; live pages change all day."""

EDIT_GAP = timedelta(hours=1)
"""The least time between two such readings: editors change a piece several times in its first hour."""

MOST_EDITED = 0.2
"""A feed that says that more of its items than this were changed at once gives the time of its own making."""
FEW_EDITED = 3
"""So many may be changed at once however few items a feed has."""


def save_visits(connection: Connection, visits: Sequence[FeedVisit]) -> list[int]:
    """Keep what feeds answered; return for each how many entries are new or have another title or address."""
    if visits:
        connection.execute(_STATE, [_state(visit) for visit in visits])
        _replace_problems(connection, visits)
    return _save_entries(connection, visits)


def insert_problems(
    connection: Connection, feed: str, entry: str, kind: str, at: datetime, found: Iterable[Problem]
) -> None:
    """Keep problems of one feed, or of one of its entries."""
    rows = [
        {"feed": feed, "entry": entry, "kind": kind, "at": at, "payload": encode(problem)}
        for problem in found
    ]
    if rows:
        connection.execute(insert(problems), rows)


def _state(visit: FeedVisit) -> dict[str, Any]:
    answered = visit.status in ANSWERED
    return {
        "url": visit.feed,
        "etag": visit.etag,
        "last_modified": visit.last_modified,
        "moved_to": visit.moved_to,
        "status": visit.status,
        "last_tried": visit.at,
        "last_success": visit.at if answered else None,
        "skip_until": visit.skip_until,
        "failures": 0 if answered else 1,
        "failing_since": None if answered else visit.at,
        "address": visit.address,
        "moved_polls": visit.moved_polls,
        "gone_since": visit.gone_since,
        "waits_for": visit.waits_for,
        "interval": visit.interval,
        "rhythm": "" if visit.rhythm == ANY_TIME else encode(visit.rhythm),
        "listing": visit.listing,
    }


def _replace_problems(connection: Connection, visits: Sequence[FeedVisit]) -> None:
    """Put the problems of these visits in place of those that they end."""
    ended = [{"of_feed": one.feed, "of_kind": VISIT} for one in visits]
    ended += [{"of_feed": one.feed, "of_kind": CONTENT} for one in visits if one.status == "ok"]
    connection.execute(_ENDED, ended)
    for visit in visits:
        kind = CONTENT if visit.status == "ok" else VISIT
        insert_problems(connection, visit.feed, "", kind, visit.at, visit.problems)


def _save_entries(connection: Connection, visits: Sequence[FeedVisit]) -> list[int]:
    """Keep the entries that are new or changed; return for each visit how many are to be read as if new."""
    fresh = [_fresh(connection, visit) if visit.entries else [] for visit in visits]
    if rows := [row for rows in fresh for row in rows]:
        connection.execute(_ENTRY, rows)
    return [len(rows) for rows in fresh]


def _fresh(connection: Connection, visit: FeedVisit) -> list[dict[str, Any]]:
    """Return the rows of entries that are new or changed; have those read again that were edited."""
    # A feed that gives two items one id would else have each replace the other at every visit.
    listed = {entry.id: entry for entry in reversed(visit.entries or ())}
    rows = connection.execute(_KNOWN, {"of_feed": visit.feed}).mappings()
    known = {row["id"]: row for row in rows if row["id"] in listed}
    digests = {name: _digest(entry) for name, entry in listed.items()}
    fresh = [name for name in listed if name not in known or known[name]["digest"] != digests[name]]
    same = [listed[name] for name in listed if name in known and known[name]["digest"] == digests[name]]
    _read_edited_again(connection, visit, [one for one in same if _edited(one, known[one.id])], known)
    return [_row(visit, listed[name], digests[name]) for name in reversed(fresh)]


def _digest(entry: Entry) -> str:
    # Times and texts of an item change with every visit of some feeds; a new title is news.
    return sha256(f"{entry.title}\n{entry.url}".encode()).hexdigest()


def _row(visit: FeedVisit, entry: Entry, digest: str) -> dict[str, Any]:
    return {
        "feed": visit.feed,
        "id": entry.id,
        "digest": digest,
        "address": article_id(entry.url) if entry.url else "",
        "payload": encode(entry),
        "first_seen": visit.at,
        "state": EntryState.NEW,
        "attempts": 0,
        "edits": 0,
        "updated": entry.updated,
    }


def _edited(entry: Entry, row: RowMapping) -> bool:
    """Return whether an entry says that it was changed since its page was read."""
    if not (entry.updated and entry.url and row["handled"] and row["state"] == EntryState.READ):
        return False
    last: datetime = max(row["handled"], row["updated"] or row["handled"])
    return entry.updated > last and int(row["edits"]) < MAX_EDITS


def _read_edited_again(
    connection: Connection, visit: FeedVisit, edited: Sequence[Entry], known: dict[str, RowMapping]
) -> None:
    """Have the pages of edited entries read again, unless too many say so at once to be believed."""
    listed = len(visit.entries or ())
    if not edited or len(edited) > max(FEW_EDITED, MOST_EDITED * listed):
        return
    connection.execute(
        _EDITED,
        [
            {
                "of_feed": visit.feed,
                "of_entry": entry.id,
                "payload": encode(entry),
                "updated": entry.updated,
                "retry_at": max(visit.at, known[entry.id]["handled"] + EDIT_GAP),
            }
            for entry in edited
        ],
    )


def _state_statement() -> Insert:
    statement = upsert(feeds)
    new = statement.excluded
    failed = new.failures > 0
    counted = {
        "failures": case((failed, feeds.c.failures + 1), else_=0),
        "failing_since": case((failed, func.coalesce(feeds.c.failing_since, new.failing_since)), else_=None),
        "last_success": func.coalesce(new.last_success, feeds.c.last_success),
    }
    plain = {column.name: new[column.name] for column in feeds.c if column.name not in {"url", *counted}}
    return statement.on_conflict_do_update(index_elements=["url"], set_=plain | counted)


def _entry_statement() -> Insert:
    statement = upsert(entries)
    changed = ("digest", "address", "payload", "state", "attempts", "updated")
    again = {name: statement.excluded[name] for name in changed}
    return statement.on_conflict_do_update(index_elements=["feed", "id"], set_=again)


# Built once: putting a statement together takes longer than SQLite takes to run it.
_STATE = _state_statement()
_ENTRY = _entry_statement()
_KNOWN = select(
    entries.c.id, entries.c.digest, entries.c.state, entries.c.handled, entries.c.edits, entries.c.updated
).where(entries.c.feed == bindparam("of_feed"))
_ENDED = delete(problems).where(
    problems.c.feed == bindparam("of_feed"), problems.c.entry == "", problems.c.kind == bindparam("of_kind")
)
_EDITED = (
    update(entries)
    .where(entries.c.feed == bindparam("of_feed"), entries.c.id == bindparam("of_entry"))
    .values(
        payload=bindparam("payload"),
        updated=bindparam("updated"),
        state=EntryState.RETRY,
        retry_at=bindparam("retry_at"),
        attempts=0,
        edits=entries.c.edits + 1,
    )
)
