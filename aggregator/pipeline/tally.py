"""Counts of a run that are made where things happen and end in its report."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aggregator.pipeline.report import FeedReport, HostReport
from aggregator.store import EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.fetch import Traffic
    from aggregator.store import EntryOutcome


@dataclass(slots=True)
class ItemCounts:
    """What became of the items of one feed."""

    pages: int = 0
    page_bytes: int = 0
    read: int = 0
    changed: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Tally:
    """What became of items, by the address of their feed."""

    feeds: defaultdict[str, ItemCounts] = field(default_factory=lambda: defaultdict(ItemCounts))

    def page(self, feed: str, size: int) -> None:
        """Count a page that was asked for, and the bytes that came."""
        self.feeds[feed].pages += 1
        self.feeds[feed].page_bytes += size

    def outcome(self, outcome: EntryOutcome, before: str) -> None:
        """Count what became of an entry; `before` is the hash of what its article said, "" if it is new."""
        counts = self.feeds[outcome.entry.feed]
        if outcome.article is not None:
            counts.read += 1
            counts.changed += before not in {"", outcome.content_hash}
        elif outcome.state is not EntryState.RETRY or outcome.problems:
            counts.refused[outcome.problems[-1].reason if outcome.problems else outcome.state.value] += 1

    def added_to(self, reports: Iterable[FeedReport]) -> tuple[FeedReport, ...]:
        """Return the reports on feeds with what became of their items."""
        return tuple(self._with_items(report) if report.url in self.feeds else report for report in reports)

    def _with_items(self, report: FeedReport) -> FeedReport:
        counts = self.feeds[report.url]
        return replace(
            report,
            pages=counts.pages,
            page_bytes=counts.page_bytes,
            read=counts.read,
            changed=counts.changed,
            refused=dict(counts.refused.most_common()),
        )


def host_reports(traffic: Traffic) -> tuple[HostReport, ...]:
    """Return the report on each host, the busiest first."""
    order = sorted(traffic.hosts.items(), key=lambda one: (-one[1].requests, one[0]))
    return tuple(
        HostReport(
            host=host,
            requests=found.requests,
            not_modified=found.not_modified,
            bytes=found.bytes,
            seconds=round(found.seconds, 3),
            errors=dict(found.errors.most_common()),
        )
        for host, found in order
    )
