"""Ask feeds and pages over HTTP, politely and within bounds.

    requests | (wait for our turn at the host, check the address, ask, follow redirects) -> answers
    | parse -> entries

One result per request, as it finishes; whatever fails is a value with its reason (docs/fetching.md).
"""

from __future__ import annotations

from aggregator.fetch.discover import Discovery, FoundFeed, discover
from aggregator.fetch.feeds import FeedRequest, FeedResult, fetch_feeds
from aggregator.fetch.lint import Fault, Finding, lint_feeds, newest
from aggregator.fetch.pages import PageResult, fetch_pages
from aggregator.fetch.parse import parse_feed
from aggregator.fetch.reasons import Reason

__all__ = [
    "Discovery",
    "Fault",
    "FeedRequest",
    "FeedResult",
    "Finding",
    "FoundFeed",
    "PageResult",
    "Reason",
    "discover",
    "fetch_feeds",
    "fetch_pages",
    "lint_feeds",
    "newest",
    "parse_feed",
]
