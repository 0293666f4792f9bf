"""The walk's first arrow: feeds due | fetch -> entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.models import Feed, Problem
from aggregator.pipeline.polling import GONE, is_due, visit_of
from aggregator.pipeline.report import FeedReport
from aggregator.store import FeedState

if TYPE_CHECKING:
    from aggregator.fetch import FeedRequest, FeedResult
    from aggregator.pipeline.context import Walk


def ask(walk: Walk) -> tuple[FeedReport, ...]:
    """Ask every feed that is due; keep each answer as it comes. Report on all feeds, in their order."""
    from aggregator.fetch import fetch_feed_batches  # noqa: PLC0415 - the HTTP client loads only when it is used

    feeds = walk.feeds
    requests, reports = _due(walk, feeds)
    batches = fetch_feed_batches(requests, walk.settings.fetch, now=walk.now, parallel=walk.runner.map)
    asked = 0
    for results in walk.watch.waiting("fetch", batches):
        reports |= _keep(walk, results)
        asked += len(results)
        walk.progress("fetch", asked, len(requests))
    return _with_problems(walk, (reports[feed.url] for feed in feeds))


def problems(walk: Walk, reports: Sequence[FeedReport]) -> tuple[Problem, ...]:
    """Return what failed in this run. That a feed is gone is a failure once; then it is only told."""
    gone = {report.url for report in reports if report.status == GONE}
    before = {url for url, state in walk.store.feeds.states().items() if state.gone_since != walk.now}
    found = walk.store.feeds.problems((report.url for report in reports), walk.now)
    return tuple(
        replace(one, fatal=False) if one.reason == GONE and one.url in gone & before else one for one in found
    )


def _due(walk: Walk, feeds: Sequence[Feed]) -> tuple[list[FeedRequest], dict[str, FeedReport]]:
    """Return the requests for those that are due, and reports on the others.

    What is known of a feed is looked up again when its answer is there: that of all feeds at once takes as
    much memory as all else that is held of them.
    """
    fresh = {feed.url: feed for feed in feeds}
    requests: dict[str, FeedRequest] = {}
    unasked: dict[str, FeedReport] = {}
    for state in walk.store.feeds.each_state():
        feed = fresh.pop(state.url, None)
        if feed and is_due(state, walk.now):
            requests[state.url] = _request(feed, state)
        elif feed:
            unasked[state.url] = _unasked(feed, state)
    requests |= {url: _request(feed, FeedState(url=url)) for url, feed in fresh.items()}
    return [requests[feed.url] for feed in feeds if feed.url in requests], unasked


def _request(feed: Feed, known: FeedState) -> FeedRequest:
    from aggregator.fetch import FeedRequest  # noqa: PLC0415 - the HTTP client loads only when it is used

    return FeedRequest(feed=feed, address=known.address, etag=known.etag, last_modified=known.last_modified)


def _keep(walk: Walk, results: Sequence[FeedResult]) -> dict[str, FeedReport]:
    """Commit what feeds answered."""
    states = walk.store.feeds.states([result.feed.url for result in results])
    visits = [
        visit_of(result, states.get(result.feed.url), walk.now, walk.settings.fetch) for result in results
    ]
    new = walk.store.feeds.save_visits(visits)
    return {
        visit.feed: FeedReport(
            name=result.feed.name,
            url=visit.feed,
            status=visit.status,
            http_status=result.http_status,
            items=len(result.entries),
            new=count,
            bytes=result.bytes,
            seconds=round(result.seconds, 3),
        )
        for result, visit, count in zip(results, visits, new, strict=True)
    }


def _unasked(feed: Feed, state: FeedState) -> FeedReport:
    """Return the report on a feed that was not asked: its time has not come, or it is gone."""
    return FeedReport(name=feed.name, url=feed.url, status=GONE if state.gone_since else "waiting")


def _with_problems(walk: Walk, reports: Iterable[FeedReport]) -> tuple[FeedReport, ...]:
    found = walk.store.feeds.problems_by_feed()
    return tuple(
        replace(report, problems=found[report.url]) if report.url in found else report for report in reports
    )
