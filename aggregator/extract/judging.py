"""When an article was published, where feed, page, address and words say different things. Pure.

A time after the reading cannot be true. Of the others the page's own comes first, for feeds often give the
time at which they listed an item again; but not where the page knows only the day, nor where it is days
later than the feed: then it gives the time of a change. The address and the words speak where nobody else
does, the address also against a feed alone that comes days later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from aggregator.extract.dates import AHEAD
from aggregator.models import StatedTime

OF_PAGE = ("record", "meta", "created", "markup")
"""Sources of a page's own time, the most reliable first."""
CHANGES = frozenset({"feed_updated", "modified"})
"""Sources that say when an article was changed, which is never when it was published."""

LATER = timedelta(days=1)
"""From here on a later time is that of a change; less may be a time zone."""
DAY_LATER = timedelta(days=2)
"""The same of a day without a time."""


def judged(
    stated: Iterable[StatedTime], read: datetime | None
) -> tuple[datetime | None, tuple[StatedTime, ...]]:
    """Return when an article was published, and all times with why they lost ("" for the one taken).

    Args:
        stated: what was said, by whom.
        read: when the article was read; None bounds nothing.
    """
    times = tuple(one for one in stated if one.source != "reading")
    open_ = [one for one in times if one.source not in CHANGES and (read is None or one.time <= read)]
    taken, why = _choice(open_)
    if taken is None and read is not None and any(_nearly(one, read) for one in times):
        taken = StatedTime(source="reading", time=read)
    marked = tuple(replace(one, lost="" if one is taken else _lost(one, read, why)) for one in times)
    if taken is None:
        return None, marked
    return taken.time, marked if taken in times else (taken, *marked)


def _choice(open_: Sequence[StatedTime]) -> tuple[StatedTime | None, str]:
    """Return the time to take, and why the others are not."""
    page = next((one for name in OF_PAGE for one in open_ if one.source == name), None)
    feed = _of(open_, "feed")
    address = _of(open_, "address")
    if page and feed:
        if page.time.date() == feed.time.date() and _day_only(page):
            return feed, "day_only"
        return (feed, "later") if page.time - feed.time > LATER else (page, "page_first")
    if feed and address and feed.time - address.time > DAY_LATER:
        return address, "later"
    return page or feed or address or _of(open_, "words"), "less_sure"


def _of(open_: Sequence[StatedTime], source: str) -> StatedTime | None:
    return next((one for one in open_ if one.source == source), None)


def _day_only(one: StatedTime) -> bool:
    return one.time.time() == time.min


def _nearly(one: StatedTime, read: datetime) -> bool:
    return one.source not in CHANGES and read < one.time <= read + AHEAD


def _lost(one: StatedTime, read: datetime | None, why: str) -> str:
    if one.source in CHANGES:
        return "changed"
    return "future" if read is not None and one.time > read else why
