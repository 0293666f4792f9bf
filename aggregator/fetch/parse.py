"""From the bytes of a feed to its entries, and what is wrong with it. Pure.

bytes -> (JSON Feed | plain RSS and Atom (`quick`) | anything else (`feedparsing`)) -> items -> entries
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from xml.sax import SAXException

import feedparser

from aggregator.fetch import quick
from aggregator.fetch.feedparsing import PARSER_ERRORS, items_in, read_any, text_of
from aggregator.fetch.items import entries_of
from aggregator.fetch.jsonfeed import json_items, looks_like_json, read_json_feed
from aggregator.fetch.plain import plain_line
from aggregator.fetch.reasons import Reason, problem
from aggregator.fetch.taming import TooMuchError
from aggregator.models import Entry, Feed, Problem

Parsed = tuple[tuple[Entry, ...], tuple[Problem, ...]]

GUESSES = frozenset({"windows-1252", "iso-8859-2"})
"""Encodings that feedparser falls back on; almost any bytes are valid in them."""


def parse_feed(
    body: bytes, *, feed: Feed, url: str, content_type: str = "", now: datetime, max_items: int
) -> Parsed:
    """Return the entries of a feed in its order, and everything that was lost or is wrong.

    There is a fatal problem if and only if the feed as a whole could not be read. Never raises.

    Args:
        body: the feed as it came, decompressed but not decoded.
        feed: where it is from.
        url: its address after redirects; relative links are relative to it.
        content_type: the `Content-Type` it came with.
        now: the run's clock (aware, UTC); later dates than a day after it are dropped.
        max_items: entries kept.
    """
    if not body.strip():
        return _failure(feed, Reason.EMPTY_BODY, "The server sent nothing.")
    if looks_like_json(body):
        return _parse_json(body, feed, url, now, max_items)
    items = quick.items_of(body)
    if items is not None:
        return entries_of(items, feed, url, now, max_items)
    return _parse_any(body, feed, url, content_type, now, max_items)


def _parse_any(body: bytes, feed: Feed, url: str, content_type: str, now: datetime, max_items: int) -> Parsed:
    """Return what feedparser makes of a feed, however odd it is."""
    try:
        found = read_any(body, content_type)
    except TooMuchError as error:
        return _failure(feed, Reason.MALFORMED, str(error))
    except PARSER_ERRORS as error:
        return _failure(feed, Reason.MALFORMED, f"The feed cannot be read ({type(error).__name__}).")
    if not found.entries:
        return _without_items(found, feed)
    entries, problems = entries_of(items_in(found), feed, url, now, max_items)
    return entries, _doubts(found, feed) + problems


def count_items(body: bytes, *, content_type: str = "") -> int:
    """Return how many items the underlying parser finds, before any is judged.

    Raises:
        Any of `PARSER_ERRORS`.
    """
    if looks_like_json(body):
        read = read_json_feed(body)
        return len(read.items) if read else 0
    return len(read_any(body, content_type).entries) if body.strip() else 0


def feed_title(body: bytes, *, content_type: str = "") -> str:
    """Return what a feed calls itself as one plain line, "" if it does not say or is none. Never raises."""
    if looks_like_json(body):
        read = read_json_feed(body)
        return plain_line(read.title or "") if read else ""
    try:
        return plain_line(text_of(read_any(body, content_type).feed.get("title")))
    except PARSER_ERRORS:
        return ""


def _parse_json(body: bytes, feed: Feed, url: str, now: datetime, max_items: int) -> Parsed:
    read = read_json_feed(body)
    if read is None:
        return _failure(feed, Reason.NOT_A_FEED, "This is JSON, but no JSON Feed.")
    if not read.items:
        return (), (_empty(feed),)
    return entries_of(json_items(read), feed, url, now, max_items)


def _failure(feed: Feed, reason: Reason, detail: str) -> Parsed:
    return (), (problem(feed.name, reason, detail, url=feed.url, fatal=True),)


def _empty(feed: Feed) -> Problem:
    return problem(feed.name, Reason.EMPTY_FEED, "The feed lists nothing.", url=feed.url)


def _without_items(found: Any, feed: Feed) -> Parsed:
    """Return why there are no items: none listed, no feed at all, or too damaged to find any."""
    broken = _xml_error(found)
    if not found.version:
        return _failure(feed, Reason.NOT_A_FEED, "This is no RSS, Atom or JSON feed; has it moved?")
    if broken:
        return _failure(feed, Reason.MALFORMED, f"Broken XML, and no items could be found: {broken}.")
    return (), (_empty(feed), *_doubts(found, feed))


def _doubts(found: Any, feed: Feed) -> tuple[Problem, ...]:
    """Return what is wrong with a feed that could be read nevertheless."""
    doubts = []
    if broken := _xml_error(found):
        detail = f"Broken XML, read as well as may be ({len(found.entries)} items): {broken}."
        doubts.append(problem(feed.name, Reason.MALFORMED, detail, url=feed.url))
    if found.get("encoding") in GUESSES and isinstance(
        found.get("bozo_exception"), feedparser.CharacterEncodingOverride
    ):
        detail = f"The encoding is not the declared one; read as {found.encoding}."
        doubts.append(problem(feed.name, Reason.GUESSED_ENCODING, detail, url=feed.url))
    return tuple(doubts)


def _xml_error(found: Any) -> str:
    """Return the parser's complaint about the XML, "" if there is none."""
    error = found.get("bozo_exception") if found.get("bozo") else None
    if isinstance(error, SAXException):
        return " ".join(str(error.getMessage()).split())[:200]
    return "the encoding is unknown" if isinstance(error, feedparser.CharacterEncodingUnknown) else ""
