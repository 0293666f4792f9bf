"""Feeds as text, and what is made of them, for the tests of parsing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aggregator.fetch import parse_feed
from aggregator.fetch.feedparsing import PARSER_ERRORS
from aggregator.fetch.losses import LOST
from aggregator.fetch.parse import count_items
from aggregator.models import Entry, Feed, Problem

from .conftest import NOW

URL = "https://post.lowmere.example/feeds/rss"

FEED = Feed(url=URL, name="Lowmere Post", outlet="Lowmere Post", family="lowmere")


def parse(
    body: str | bytes, *, feed: Feed = FEED, content_type: str = "", max_items: int = 200
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    raw = body if isinstance(body, bytes) else body.encode()
    return parse_feed(raw, feed=feed, url=URL, content_type=content_type, now=NOW, max_items=max_items)


def one(body: str | bytes, **options: Any) -> Entry:
    (entry,), problems = parse(body, **options)
    assert problems == ()
    return entry


def titles(body: str | bytes, **options: Any) -> list[str]:
    return [entry.title for entry in parse(body, **options)[0]]


def reasons(problems: tuple[Problem, ...]) -> dict[str, bool]:
    return {problem.reason: problem.fatal for problem in problems}


def rss(*items: str, head: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        f"<channel><title>Post</title>{head}{inside}</channel></rss>"
    )


def atom(*entries: str, attributes: str = "") -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Post</title>{inside}</feed>'


def checked(body: bytes, content_type: str = "") -> None:
    """Assert what holds for any bytes: nothing raised, nothing lost in silence, everything clean."""
    entries, problems = parse(body, content_type=content_type, max_items=50)
    assert entries or problems
    assert not (entries and any(problem.fatal for problem in problems))
    assert len({entry.id for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.url == "" or entry.url.startswith(("http://", "https://"))
        assert entry.title or entry.text or entry.url
        assert entry.published is None or entry.published.utcoffset() == timedelta(0)
        f"{entry}{problems}".encode()
    try:
        seen = count_items(body, content_type=content_type)
    except PARSER_ERRORS:
        return
    if seen > len(entries) > 0:
        assert {problem.reason for problem in problems} & LOST
