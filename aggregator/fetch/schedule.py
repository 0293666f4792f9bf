"""When a feed is asked again. Pure, and the same for the same feed and history.

interval = half the time between its items at first; then half of itself after a poll that brought news,
           half as long again after one that did not; within fetch.poll_min_minutes..poll_max_minutes
next     = the latest of: now + interval, what max-age, ttl and updatePeriod ask for (a day at most);
           not in an hour or on a day that the feed wants left out
failed   = 15 minutes, doubled with every failure in a row, up to a day, less up to a half by lot
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from aggregator.config import LONGEST_WAIT, FetchSettings
from aggregator.models import Entry, Rhythm

FIRST_WAIT = timedelta(minutes=15)
"""After one failure; most are over by then, and the news is not old."""

SLACK = timedelta(minutes=1)
"""Taken off our own intervals: a run that starts a second early would else find nothing due."""

FASTER, SLOWER = 0.5, 1.5
"""What a poll with and without news makes of the interval (the rule of adaptive web caches, after Gwertzman
and Seltzer 1996): a feed that wakes up is found within a few polls, one that sleeps costs few."""

JUDGED = 10
"""Newest items from whose times the first interval is taken."""

WEEK_OF_HOURS = 7 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPoll:
    """Not before `at` (None: at the next run), for the reason `why`: a word of docs/fetching.md."""

    at: datetime | None = None
    why: str = ""


def interval_of(before: float, entries: Iterable[Entry], settings: FetchSettings, *, news: bool) -> float:
    """Return the seconds between two polls of a feed; `before` were those so far, 0 at its first poll."""
    most = settings.poll_max_minutes * 60
    least = min(settings.poll_min_minutes * 60, most)
    wanted = before * (FASTER if news else SLOWER) if before else _spacing(entries) * FASTER
    return min(max(wanted, least), most)


def next_poll(interval: float, rhythm: Rhythm, max_age: int, now: datetime) -> NextPoll:
    """Return when a feed that has answered is asked again.

    Args:
        interval: seconds that we would wait.
        rhythm: what the feed says of itself.
        max_age: seconds for which its answer is current.
        now: when it answered.
    """
    asked_for = {"max_age": max_age, "ttl": rhythm.ttl, "period": rhythm.period}
    times = {why: now + min(timedelta(seconds=wait), LONGEST_WAIT) for why, wait in asked_for.items()}
    times["interval"] = max(now, now + timedelta(seconds=interval) - SLACK)
    why = max(times, key=lambda one: (times[one], one))
    awake = _awake(times[why], rhythm)
    if awake <= now:
        return NextPoll()
    return NextPoll(at=awake, why="skip_hours" if awake != times[why] else why)


def after_failure(feed: str, failures: int, wait: datetime | None, now: datetime) -> NextPoll:
    """Return when a feed is asked again that has failed `failures` times in a row.

    Args:
        feed: its address, from which the lot is drawn: feeds of one dead host do not come back together.
        failures: how often, this time included.
        wait: before when its server does not want to be asked, if it said so.
        now: when it failed.
    """
    longest = min(FIRST_WAIT * 2 ** min(failures - 1, 16), LONGEST_WAIT)
    ours = now + longest * (0.5 + 0.5 * _lot(feed, failures))
    if wait is not None and wait >= ours:
        return NextPoll(at=wait, why="retry_after")
    return NextPoll(at=ours, why="backoff")


def _spacing(entries: Iterable[Entry]) -> float:
    """Return the usual number of seconds between two items of a feed, 0 if it does not show."""
    times = sorted((one.published for one in entries if one.published), reverse=True)[:JUDGED]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(times)]
    return median(gaps) if gaps else 0.0


def _awake(at: datetime, rhythm: Rhythm) -> datetime:
    """Return the first time from `at` on at which the feed may be asked; `at` if there is none in a week."""
    hour = at
    for _ in range(WEEK_OF_HOURS):
        if not rhythm.rests(hour):
            return hour
        hour = hour.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at


def _lot(feed: str, number: int) -> float:
    """Return a number in 0..1 that looks drawn by lot and is always the same."""
    digest = hashlib.sha256(f"{number} {feed}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFF_FFFF
