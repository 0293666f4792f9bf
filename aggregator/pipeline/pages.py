"""The walk's second and third arrow: entries | fetch pages | extract -> articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from aggregator.models import Entry, Feed
from aggregator.pipeline.job import Job, extract_one
from aggregator.pipeline.outcomes import double_of, outcome_of
from aggregator.store import EntryOutcome, PendingEntry

if TYPE_CHECKING:
    from aggregator.fetch import PageResult
    from aggregator.pipeline.context import Walk


def read(walk: Walk) -> int:
    """Fetch and extract the pages of all entries still to be read; keep each as it comes. Return how many."""
    feeds = {feed.url: feed for feed in walk.feeds}
    pending = walk.store.feeds.pending(tuple(feeds), walk.now)
    wanted = _without_duplicates(walk, pending)
    if not wanted:
        return 0
    jobs = _jobs(walk, wanted, feeds)
    with walk.watch.step("extract"):
        for done, (job, found) in enumerate(
            walk.runner.map(extract_one, walk.watch.waiting("fetch pages", jobs)), 1
        ):
            _keep_outcome(walk, outcome_of(job, found, walk.store.texts.named))
            walk.progress("extract", done, len(wanted))
    return len(wanted)


def _without_duplicates(walk: Walk, pending: Sequence[PendingEntry]) -> list[PendingEntry]:
    """Return the entries to read. Of several that list one address the first by feed order is read."""
    taken = walk.store.feeds.taken(one.address for one in pending if one.address)
    wanted: list[PendingEntry] = []
    doubles: list[EntryOutcome] = []
    for one in pending:
        key = (one.entry.feed, one.entry.id)
        first = taken.setdefault(one.address, key) if one.address else key
        if first == key:
            wanted.append(one)
        else:
            doubles.append(double_of(one.entry, first[0], walk.now))
    walk.store.feeds.save_outcomes(doubles)
    for double in doubles:
        walk.tally.outcome(double, before="")
    return wanted


def _jobs(walk: Walk, wanted: Sequence[PendingEntry], feeds: dict[str, Feed]) -> Iterator[Job]:
    """Yield a job for each entry as its page arrives; entries without an address come first."""
    pending = {(one.entry.feed, one.entry.id): one for one in wanted}

    def job(bare: Entry, page: PageResult | None) -> Job:
        key = (bare.feed, bare.id)
        return Job(
            entry=walk.store.feeds.entry(key),
            feed=feeds[bare.feed],
            body=page.body if page and not page.problem else None,
            url=page.url if page else "",
            content_type=page.content_type if page else "",
            problem=page.problem if page else None,
            attempts=pending[key].attempts + 1,
            before=pending[key].article,
            now=walk.now,
            settings=walk.settings.extract,
        )

    from aggregator.fetch import fetch_pages  # noqa: PLC0415 - the HTTP client loads only when it is used

    yield from (job(one.entry, None) for one in wanted if not one.entry.url)
    paged = [one.entry for one in wanted if one.entry.url]
    for page in fetch_pages(paged, walk.settings.fetch, now=walk.now):
        walk.tally.page(page.entry.feed, len(page.body))
        yield job(page.entry, page)


def _keep_outcome(walk: Walk, outcome: EntryOutcome) -> None:
    """Commit what became of an entry, and count it."""
    before = walk.store.texts.content_hash(outcome.article.id) if outcome.article else ""
    walk.store.feeds.save_outcomes([outcome])
    walk.tally.outcome(outcome, before)
