"""When and where a feed is asked next, decided from what it answered and what is known of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from aggregator.config import LONGEST_WAIT
from aggregator.models import Problem
from aggregator.store import FeedState, FeedVisit

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.config import FetchSettings
    from aggregator.fetch import FeedResult, NextPoll
    from aggregator.models import Entry, Rhythm

HELD_POLLS = 3
"""Polls in a row that must be led to one new address before the feed is asked there: a site under repair, or
a portal between us and it, sends everybody away for good for an hour."""

BACK_AFTER = 3
"""Failures in a row at the new address after which the old one is tried again."""

NOT_THERE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
"""Answers after which that is done at once."""

GONE = "gone"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a feed is asked, and how far it is on its way to a new address."""

    address: str = ""
    moved_to: str = ""
    polls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What follows from an answer; `entries` are those of a feed that lists something new."""

    status: str
    poll: NextPoll
    interval: float
    rhythm: Rhythm
    listing: str
    problems: tuple[Problem, ...]
    entries: tuple[Entry, ...] | None = None


def is_due(state: FeedState, now: datetime) -> bool:
    """Return whether a feed is to be asked at `now`."""
    waits = state.skip_until is not None and now < state.skip_until <= now + LONGEST_WAIT
    return not (waits or state.gone_since or state.rhythm.rests(now))


def visit_of(
    result: FeedResult, known: FeedState | None, now: datetime, settings: FetchSettings
) -> FeedVisit:
    """Return what is to be kept of a feed's answer.

    Args:
        result: the answer.
        known: what was known of the feed when it was asked.
        now: the run's clock.
        settings: bounds of the time between two polls.
    """
    state = known or FeedState(url=result.feed.url)
    place = _place(result, state)
    failed = result.status == "failed"
    plan = _failed(result, state, now) if failed else _answered(result, state, now, settings)
    return FeedVisit(
        feed=state.url,
        at=now,
        status=plan.status,
        etag=result.etag,
        last_modified=result.last_modified,
        problems=plan.problems,
        address=place.address,
        moved_to=place.moved_to,
        moved_polls=place.polls,
        skip_until=plan.poll.at,
        waits_for=plan.poll.why,
        gone_since=now if plan.status == GONE else None,
        interval=plan.interval,
        rhythm=plan.rhythm,
        listing=plan.listing,
        entries=plan.entries,
    )


def _answered(result: FeedResult, state: FeedState, now: datetime, settings: FetchSettings) -> _Plan:
    from aggregator.fetch import interval_of, next_poll  # noqa: PLC0415 - the HTTP client loads when it is used

    sent_body = result.status == "ok"
    news = sent_body and result.listing != state.listing
    rhythm = state.rhythm if result.rhythm is None else result.rhythm
    interval = interval_of(state.interval, result.entries, settings, news=news)
    return _Plan(
        status=result.status,
        poll=next_poll(interval, rhythm, result.max_age, now),
        interval=interval,
        rhythm=rhythm,
        listing=result.listing if sent_body else state.listing,
        problems=result.problems,
        entries=result.entries if news else None,
    )


def _failed(result: FeedResult, state: FeedState, now: datetime) -> _Plan:
    from aggregator.fetch import NextPoll, after_failure  # noqa: PLC0415 - as above

    gone = result.http_status == HTTPStatus.GONE and not state.address
    poll = NextPoll() if gone else after_failure(state.url, state.failures + 1, result.skip_until, now)
    return _Plan(
        status=GONE if gone else result.status,
        poll=poll,
        interval=state.interval,
        rhythm=state.rhythm,
        listing=state.listing,
        problems=(_gone(result),) if gone else result.problems,
    )


def _gone(result: FeedResult) -> Problem:
    detail = "The server says that it is gone for good (410). It is not asked any more: take it out."
    return Problem(step="fetch", subject=result.feed.name, reason=GONE, detail=detail, url=result.feed.url)


def _place(result: FeedResult, state: FeedState) -> _Place:
    """Return where the feed is asked from now on.

    The address in the settings stays the feed's name; only where it is asked changes, and goes back when
    the new place does not hold.
    """
    here = _Place(state.address, state.moved_to, state.moved_polls)
    if result.status == "failed":
        lost = result.http_status in NOT_THERE or state.failures + 1 >= BACK_AFTER
        return _Place() if state.address and lost else here
    if not result.moved_to:
        # Asked at its new address it leads nowhere else; at the old one, it has taken the move back.
        return here if state.address else _Place()
    polls = state.moved_polls + 1 if result.moved_to == state.moved_to else 1
    if polls < HELD_POLLS:
        return _Place(state.address, result.moved_to, polls)
    return _Place(result.moved_to, result.moved_to, 0)
