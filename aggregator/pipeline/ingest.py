"""The first half of the walk: feeds due | fetch -> entries | fetch pages | extract -> articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aggregator import identity
from aggregator.config import ExtractSettings
from aggregator.models import Article, Entry, Feed, Problem
from aggregator.pipeline.polling import GONE, is_due, visit_of
from aggregator.pipeline.report import FeedReport
from aggregator.store import EntryOutcome, EntryState, FeedState, PendingEntry

if TYPE_CHECKING:
    from aggregator.fetch import FeedRequest, FeedResult, PageResult
    from aggregator.pipeline.context import Walk

TEMPORARY = frozenset(
    {
        "broken_reply",
        "connect",
        "timeout",
        "waiting",
        "http_429",
        "http_500",
        "http_502",
        "http_503",
        "http_504",
    }
)
"""Reasons for which a page may be readable later; until then the feed's own text stands in."""

MAX_ATTEMPTS = 3
"""Runs in which a page is asked for before its feed text is taken for all there is."""

SAME_TEXT = 0.5
"""Share of the smaller text's five-word runs in the larger from which two readings are one article: copies
share most of them, two reports of one event few (`identity.containment`)."""

RETRY_AFTER = timedelta(hours=1)
"""The least time between two such runs: a server in trouble should not meet us every quarter of an hour."""

LONGEST_WAIT = timedelta(days=1)
"""A feed is never left alone for longer; `fetch` grants no server more."""


def fetch(walk: Walk) -> tuple[FeedReport, ...]:
    """Ask every feed that is due; keep each answer as it comes. Report on all feeds, in their order."""
    from aggregator.fetch import fetch_feed_batches  # noqa: PLC0415 - the HTTP client loads only when it is used

    states = walk.store.feeds.states()
    known = {feed.url: _undated(states.get(feed.url), walk.now) for feed in walk.feeds}
    requests = [_request(feed, known[feed.url]) for feed in walk.feeds if is_due(known[feed.url], walk.now)]
    reports: dict[str, FeedReport] = {}
    batches = fetch_feed_batches(requests, walk.settings.fetch, now=walk.now, parallel=walk.runner.map)
    for results in walk.watch.waiting("fetch", batches):
        reports |= _keep(walk, results, states)
        walk.progress("fetch", len(reports), len(requests))
    return _with_problems(walk, (reports.get(feed.url) or _unasked(feed, states) for feed in walk.feeds))


def problems(walk: Walk, reports: Sequence[FeedReport]) -> tuple[Problem, ...]:
    """Return what failed in this run. That a feed is gone is a failure once; then it is only told."""
    gone = {report.url for report in reports if report.status == GONE}
    before = {url for url, state in walk.store.feeds.states().items() if state.gone_since != walk.now}
    found = walk.store.feeds.problems((report.url for report in reports), walk.now)
    return tuple(
        replace(one, fatal=False) if one.reason == GONE and one.url in gone & before else one for one in found
    )


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
            _keep_outcome(walk, _outcome(walk, job, found))
            walk.progress("extract", done, len(wanted))
    return len(wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A page to be read, with all that a worker needs; `body` is None where no page could be had.

    `before` is the id of what was read of the entry the last time.
    """

    entry: Entry
    feed: Feed
    body: bytes | None
    url: str
    content_type: str
    problem: Problem | None
    attempts: int
    before: str
    now: datetime
    settings: ExtractSettings

    def without_body(self) -> Job:
        """Return the job as it goes back from the worker: pages are too large to travel twice."""
        return replace(self, body=None)


def extract_one(job: Job) -> tuple[Job, Article | Problem]:
    """Read one page; run in a worker."""
    from aggregator.extract import article_from_entry  # noqa: PLC0415 - the extractor is slow to import

    found = article_from_entry(
        job.entry,
        job.feed,
        body=job.body,
        url=job.url,
        content_type=job.content_type,
        fetched=job.now,
        settings=job.settings,
    )
    return job.without_body(), found


def _request(feed: Feed, state: FeedState | None) -> FeedRequest:
    from aggregator.fetch import FeedRequest  # noqa: PLC0415 - the HTTP client loads only when it is used

    known = state or FeedState(url=feed.url)
    return FeedRequest(feed=feed, address=known.address, etag=known.etag, last_modified=known.last_modified)


def _undated(state: FeedState | None, now: datetime) -> FeedState | None:
    """Return `state` without a wait longer than any server gets: our own clock was wrong when it was set."""
    if state and state.skip_until and state.skip_until > now + LONGEST_WAIT:
        return replace(state, skip_until=None)
    return state


def _keep(
    walk: Walk, results: Sequence[FeedResult], states: Mapping[str, FeedState]
) -> dict[str, FeedReport]:
    """Commit what feeds answered."""
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


def _unasked(feed: Feed, states: Mapping[str, FeedState]) -> FeedReport:
    """Return the report on a feed that was not asked: its time has not come, or it is gone."""
    status = GONE if states[feed.url].gone_since else "waiting"
    return FeedReport(name=feed.name, url=feed.url, status=status)


def _with_problems(walk: Walk, reports: Iterable[FeedReport]) -> tuple[FeedReport, ...]:
    found = walk.store.feeds.problems_by_feed()
    return tuple(replace(report, problems=found.get(report.url, ())) for report in reports)


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
            doubles.append(_double(one.entry, first[0], walk.now))
    walk.store.feeds.save_outcomes(doubles)
    for double in doubles:
        walk.tally.outcome(double, before="")
    return wanted


def _double(entry: Entry, first_feed: str, now: datetime) -> EntryOutcome:
    problem = Problem(
        step="fetch",
        subject=entry.title,
        reason="listed_elsewhere",
        detail=f"The same address is listed by {first_feed}.",
        url=entry.url,
        fatal=False,
    )
    return EntryOutcome(entry=entry, at=now, state=EntryState.DUPLICATE, problems=(problem,))


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

    from aggregator.fetch import fetch_pages  # noqa: PLC0415 - as above

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


def _outcome(walk: Walk, job: Job, found: Article | Problem) -> EntryOutcome:
    """Return what to keep of an entry: its article or why there is none, and whether to ask again."""
    article = None if isinstance(found, Problem) else _known_as(walk, found, job.before)
    doubt = _doubt(article) if article else None
    problems = [problem for problem in (job.problem, found, doubt) if isinstance(problem, Problem)]
    again = job.problem is not None and job.problem.reason in TEMPORARY and job.attempts < MAX_ATTEMPTS
    state = EntryState.RETRY if again else EntryState.READ if article else EntryState.REFUSED
    return EntryOutcome(
        entry=job.entry,
        at=job.now,
        state=state,
        article=article,
        content_hash=identity.content_hash(article) if article else "",
        problems=tuple(problems),
        retry_at=job.now + RETRY_AFTER if again else None,
    )


def _known_as(walk: Walk, article: Article, before: str) -> Article:
    """Return the article under the id that it already has, or that its original has.

    An item may get a new address under its old id, and a page may name an address on another site as its
    original. Both may also be said of another text (a bulletin that keeps its id, a page with a wrong
    link), so what is there must be the same text.
    """
    original = identity.article_id(article.original) if article.original else ""
    names = [name for name in (before, original) if name and name != article.id]
    there = walk.store.texts.named(names) if names else {}
    for name in names:
        if name in there and identity.containment(there[name].text, article.text) >= SAME_TEXT:
            return replace(article, id=name)
    return replace(article, id=original) if original and original not in there else article


def _doubt(article: Article) -> Problem | None:
    """Return what is wrong with an article's time of publication, None where nothing is."""
    if article.published is None:
        reason, detail = "undated", "Nobody says when it was published; it counts from when it was read."
    elif any(one.source == "reading" for one in article.times):
        reason, detail = "future_time", "All its times lie ahead of its reading, which counts in their place."
    else:
        return None
    return Problem(
        step="extract", subject=article.title, reason=reason, detail=detail, url=article.url, fatal=False
    )
