"""What a feed says on how often it wants to be asked. Pure.

RSS 2.0 has `ttl`, `skipHours` and `skipDays` (https://www.rssboard.org/rss-specification), RSS 1.0 the
syndication module (`updatePeriod`, `updateFrequency`), which most weblogs of today send as well.
"""

from __future__ import annotations

import re

from aggregator.models import Rhythm

HEAD = 50_000
"""Bytes in which these elements are looked for; they stand before the first item."""

PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
"""Seconds of `sy:updatePeriod`."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS = 24

_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_TTL = re.compile(rb"<ttl>\s*(\d{1,7})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<\w+:updatePeriod>\s*(\w{5,8})\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<\w+:updateFrequency>\s*(\d{1,5})\s*</", re.IGNORECASE)
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,3000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,1000}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(rb"<day>\s*(\w{6,9})\s*</day>", re.IGNORECASE)


def rhythm_of(body: bytes) -> Rhythm:
    """Return what the head of a feed says of its rhythm.

    feedparser keeps only the last hour and day to skip, so these few elements are read here. A feed that
    wants to be left alone at all hours has made a mistake, which does not count.
    """
    head = body[:HEAD]
    item = _ITEM.search(head)
    head = head[: item.start()] if item else head
    ttl = _TTL.search(head)
    return Rhythm(
        ttl=int(ttl[1]) * 60 if ttl else 0,
        period=_period(head),
        skip_hours=_hours(head),
        skip_days=_days(head),
    )


def _period(head: bytes) -> int:
    named, times = _PERIOD.search(head), _FREQUENCY.search(head)
    seconds = PERIODS.get(named[1].decode("ascii", "replace").lower(), 0) if named else 0
    return seconds // max(int(times[1]) if times else 1, 1)


def _hours(head: bytes) -> tuple[int, ...]:
    block = _SKIP_HOURS.search(head)
    # Some feeds count from 1 to 24, where 24 is midnight.
    hours = {int(hour) % HOURS for hour in _HOUR.findall(block[1]) if int(hour) <= HOURS} if block else set()
    return tuple(sorted(hours)) if len(hours) < HOURS else ()


def _days(head: bytes) -> tuple[int, ...]:
    block = _SKIP_DAYS.search(head)
    named = {day.decode("ascii", "replace").lower() for day in _DAY.findall(block[1])} if block else set()
    days = tuple(number for number, day in enumerate(DAYS) if day in named)
    return days if len(days) < len(DAYS) else ()
