"""A page to be read, as it goes to a worker and comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.config import ExtractSettings
from aggregator.models import Article, Entry, Feed, Problem


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
