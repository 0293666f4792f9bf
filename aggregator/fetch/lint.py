"""What is wrong with feeds, told by one fetch of all of them. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from aggregator.fetch.reasons import Reason
from aggregator.fetch.results import FeedResult
from aggregator.identity.addresses import address_key

THIN_CHARS = 80
"""Characters of text under which an item says no more than its headline does."""

UNDATED_FROM = 0.25
"""Share of items without a usable date from which a feed is undated; single slips are everywhere."""

SAME_FROM = 0.8
"""Share of all items of two feeds that both list from which one repeats the other: a few come in between."""

MIN_SAME = 3
"""Items that two feeds must share: one story may be all that two small desks have."""


class Fault(StrEnum):
    """What can be wrong with a feed as a whole; docs/commands.md says what each means."""

    DEAD = "dead"
    CERTIFICATE = "certificate"
    NOT_A_FEED = "not_a_feed"
    EMPTY = "empty"
    MOVED = "moved"
    DUPLICATE = "duplicate"
    STALE = "stale"
    UNDATED = "undated"
    FUTURE = "future"
    THIN = "thin"


OF_REASON: dict[str, Fault] = {
    Reason.TLS: Fault.CERTIFICATE,
    Reason.NOT_A_FEED: Fault.NOT_A_FEED,
    Reason.WRONG_TYPE: Fault.NOT_A_FEED,
    Reason.MALFORMED: Fault.NOT_A_FEED,
    Reason.EMPTY_BODY: Fault.EMPTY,
}
"""What a fatal reason comes to; any other is a feed that gave no answer of use."""

OF_DOUBT: dict[str, Fault] = {
    Reason.MOVED: Fault.MOVED,
    Reason.EMPTY_FEED: Fault.EMPTY,
    Reason.FUTURE_DATE: Fault.FUTURE,
}
"""Reasons that are a fault though the feed could be read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of one feed, with one plain sentence on it."""

    fault: Fault
    detail: str


def lint_feeds(
    results: Sequence[FeedResult], *, now: datetime, stale_days: float
) -> tuple[tuple[Finding, ...], ...]:
    """Return what is wrong with each feed, in the order of `Fault`; nothing for a sound one.

    Args:
        results: one result for each feed, none of them asked with validators: each lists all it has.
        now: when they were asked (aware, UTC).
        stale_days: days without a new item after which a feed is stale.
    """
    repeated = _repeated(results)
    found = []
    for result, first in zip(results, repeated, strict=True):
        findings = [*_of_answer(result), *_of_items(result, now, stale_days)]
        if first is not None:
            findings.append(Finding(Fault.DUPLICATE, f"It lists what {first.feed.name} lists."))
        found.append(tuple(sorted(findings, key=lambda one: list(Fault).index(one.fault))))
    return tuple(found)


def newest(result: FeedResult) -> datetime | None:
    """Return when the newest item of a feed was published, None where no item is dated."""
    return max((entry.published for entry in result.entries if entry.published), default=None)


def _of_answer(result: FeedResult) -> Iterator[Finding]:
    for problem in result.problems:
        if problem.fatal:
            yield Finding(OF_REASON.get(problem.reason, Fault.DEAD), problem.detail)
        elif (fault := OF_DOUBT.get(problem.reason)) is not None:
            yield Finding(fault, problem.detail)


def _of_items(result: FeedResult, now: datetime, stale_days: float) -> Iterator[Finding]:
    entries, last = result.entries, newest(result)
    if not entries:
        return
    if last is not None and now - last > timedelta(days=stale_days):
        age = (now - last).days
        yield Finding(Fault.STALE, f"The newest item is of {last:%Y-%m-%d}, {age} days ago.")
    undated = sum(entry.published is None for entry in entries)
    if undated >= UNDATED_FROM * len(entries):
        yield Finding(Fault.UNDATED, f"{undated} of {len(entries)} items have no usable date.")
    chars = median(len(entry.text) for entry in entries)
    if chars < THIN_CHARS and result.feed.kind != "aggregator":
        yield Finding(Fault.THIN, f"Half of the items have at most {chars:.0f} characters of text.")


def _repeated(results: Sequence[FeedResult]) -> list[FeedResult | None]:
    """Return for each feed the first before it that is the same, by its address or by what it lists."""
    by_address: dict[str, FeedResult] = {}
    listed: defaultdict[str, list[int]] = defaultdict(list)
    contents = [{address_key(entry.url) for entry in result.entries if entry.url} for result in results]
    found: list[FeedResult | None] = []
    for place, (result, items) in enumerate(zip(results, contents, strict=True)):
        first = by_address.setdefault(address_key(result.moved_to or result.feed.url), result)
        shared = Counter(other for item in items for other in listed[item])
        same = (results[other] for other in sorted(shared) if _alike(shared[other], items, contents[other]))
        found.append(first if first is not result else next(same, None))
        for item in items:
            listed[item].append(place)
    return found


def _alike(shared: int, one: set[str], other: set[str]) -> bool:
    return shared >= MIN_SAME and shared >= SAME_FROM * len(one | other)
