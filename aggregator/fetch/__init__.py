"""Ask feeds and pages over HTTP, politely and within bounds.

    requests | (wait for our turn at the host, check the address, ask, follow redirects) -> answers
    | parse -> entries

One result per request, as it finishes; whatever fails is a value with its reason (docs/fetching.md).
"""

from __future__ import annotations

from aggregator.fetch.discover import Discovery, FoundFeed, discover
from aggregator.fetch.feeds import fetch_feed_batches, fetch_feeds
from aggregator.fetch.lint import Fault, Finding, lint_feeds, newest
from aggregator.fetch.lookup import Reply, look_up
from aggregator.fetch.pages import PageResult, fetch_pages
from aggregator.fetch.parse import parse_feed
from aggregator.fetch.ping import ping
from aggregator.fetch.reasons import Reason
from aggregator.fetch.results import FeedRequest, FeedResult
from aggregator.fetch.schedule import NextPoll, after_failure, interval_of, next_poll
from aggregator.fetch.traffic import HostTraffic, Traffic, counted

__all__ = [
    "Discovery",
    "Fault",
    "FeedRequest",
    "FeedResult",
    "Finding",
    "FoundFeed",
    "HostTraffic",
    "NextPoll",
    "PageResult",
    "Reason",
    "Reply",
    "Traffic",
    "after_failure",
    "counted",
    "discover",
    "fetch_feed_batches",
    "fetch_feeds",
    "fetch_pages",
    "interval_of",
    "lint_feeds",
    "look_up",
    "newest",
    "next_poll",
    "parse_feed",
    "ping",
]
