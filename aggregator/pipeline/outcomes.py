"""What becomes of an entry, decided from what came of its page and what is there already. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator import identity
from aggregator.models import Article, Entry, Problem
from aggregator.store import EntryOutcome, EntryState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from aggregator.pipeline.job import Job

    Named = Callable[[Collection[str]], Mapping[str, Article]]

TEMPORARY = frozenset(
    {
        "broken_reply",
        "connect",
        "timeout",
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


def outcome_of(job: Job, found: Article | Problem, named: Named) -> EntryOutcome:
    """Return what to keep of an entry: its article or why there is none, and whether to ask again.

    Args:
        job: the entry, and why its page could not be had if so.
        found: what was read of it, or why nothing could be.
        named: gives those of some articles that are there.
    """
    article = None if isinstance(found, Problem) else _known_as(found, job.before, named)
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


def double_of(entry: Entry, first_feed: str, now: datetime) -> EntryOutcome:
    """Return what to keep of an entry whose article another feed lists too."""
    problem = Problem(
        step="fetch",
        subject=entry.title,
        reason="listed_elsewhere",
        detail=f"The same address is listed by {first_feed}.",
        url=entry.url,
        fatal=False,
    )
    return EntryOutcome(entry=entry, at=now, state=EntryState.DUPLICATE, problems=(problem,))


def _known_as(article: Article, before: str, named: Named) -> Article:
    """Return the article under the id that it already has, or that its original has.

    An item may get a new address under its old id, and a page may name an address on another site as its
    original. Both may also be said of another text (a bulletin that keeps its id, a page with a wrong
    link), so what is there must be the same text.
    """
    original = identity.article_id(article.original) if article.original else ""
    names = [name for name in (before, original) if name and name != article.id]
    there = named(names) if names else {}
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
