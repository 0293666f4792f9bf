"""From the bytes of a feed to its entries: RSS, Atom and RDF through feedparser, JSON Feed without. Pure.

feedparser is handed bytes and never fetches anything.
"""

from __future__ import annotations

import calendar
import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax import SAXException

import feedparser

from aggregator.fetch import quick
from aggregator.fetch.items import Item, entries_of
from aggregator.fetch.jsonfeed import json_items, looks_like_json, read_json_feed
from aggregator.fetch.plain import plain_line
from aggregator.fetch.reasons import Reason, problem
from aggregator.fetch.taming import TooMuchError, tame
from aggregator.models import Entry, Feed, Problem

MAX_AUTHORS_LINE = 1_000
"""Characters of an item's authors that are looked at; real lists have about a hundred."""
MAX_AUTHORS = 50
"""Authors of an item that are looked at."""

_MAIL = re.compile(r"\S+@\S+")

tame()

Parsed = tuple[tuple[Entry, ...], tuple[Problem, ...]]

PARSER_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    SAXException,
    TypeError,
    ValueError,
)
"""What feedparser has been seen to raise on damaged input, beside what it reports itself."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TEXT_TYPES = frozenset({"", "text/html", "text/plain", "application/xhtml+xml"})
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
        found = _feedparser(body, content_type)
    except TooMuchError as error:
        return _failure(feed, Reason.MALFORMED, str(error))
    except PARSER_ERRORS as error:
        return _failure(feed, Reason.MALFORMED, f"The feed cannot be read ({type(error).__name__}).")
    if not found.entries:
        return _without_items(found, feed)
    entries, problems = entries_of(_items(found), feed, url, now, max_items)
    return entries, _doubts(found, feed) + problems


def count_items(body: bytes, *, content_type: str = "") -> int:
    """Return how many items the underlying parser finds, before any is judged.

    Raises:
        Any of `PARSER_ERRORS`.
    """
    if looks_like_json(body):
        read = read_json_feed(body)
        return len(read.items) if read else 0
    return len(_feedparser(body, content_type).entries) if body.strip() else 0


def feed_title(body: bytes, *, content_type: str = "") -> str:
    """Return what a feed calls itself as one plain line, "" if it does not say or is none. Never raises."""
    if looks_like_json(body):
        read = read_json_feed(body)
        return plain_line(read.title or "") if read else ""
    try:
        return plain_line(_text(_feedparser(body, content_type).feed.get("title")))
    except PARSER_ERRORS:
        return ""


def _feedparser(body: bytes, content_type: str) -> Any:
    """Return what feedparser reads. It is not told the feed's address, or it would make links of ids."""
    headers = {"content-type": _encoding_hint(body, content_type)}
    stripped = body.lstrip()
    # A blank line before the XML declaration is the commonest fault there is, and harms nobody.
    body = stripped if stripped.startswith(b"<") else body
    return feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _encoding_hint(body: bytes, content_type: str) -> str:
    """Return the content type to decode by.

    Servers often send a default charset that the feed itself contradicts. Bytes beyond ASCII that are
    valid UTF-8 are, for all practical purposes, UTF-8, whatever anyone declares.
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return content_type or "application/xml"
    return (content_type or "application/xml") if body.isascii() else "application/xml; charset=utf-8"


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


def _items(found: Any) -> Iterator[Item]:
    language = _text(found.feed.get("language"))
    for entry in found.entries:
        yield _item(entry, language)


def _item(entry: Any, language: str) -> Item:
    published, dated = _published(entry)
    contents = [one for one in entry.get("content") or [] if one.get("type", "") in TEXT_TYPES]
    details = [*contents, entry.get("summary_detail") or {}]
    own_language = next((str(one["language"]) for one in details if one.get("language")), "")
    return Item(
        id=_text(entry.get("id")),
        link=_link(entry),
        title=_text(entry.get("title")),
        bodies=tuple(body for one in contents if (body := _text(one.get("value"))))
        + ((_text(entry.get("summary")),) if entry.get("summary") else ()),
        published=published,
        updated=_time(entry, "updated"),
        dated=dated,
        authors=tuple(_authors(entry)),
        outlet=_text((entry.get("source") or {}).get("title")),
        language=own_language or language,
    )


def _link(entry: Any) -> str:
    """Return the address of the article; a tracking service's copy is passed over."""
    direct = _text(entry.get("feedburner_origlink")) or _text(entry.get("link"))
    if direct and not (direct == entry.get("id") and not direct.startswith(("http://", "https://"))):
        return direct  # unless it is an id that the feed forgot to say is no address
    links = entry.get("links") or []
    return next((_text(one.get("href")) for one in links if one.get("rel") == "alternate"), "")


def _authors(entry: Any) -> Iterator[str]:
    """Yield the authors' names. feedparser takes long endings of mail addresses for names."""
    line = _text(entry.get("author"))[:MAX_AUTHORS_LINE]
    for one in (entry.get("authors") or [])[:MAX_AUTHORS]:
        name, mail = _text(one.get("name"))[:MAX_AUTHORS_LINE], _text(one.get("email"))
        cut = bool(mail) and mail + name.partition(" ")[0] in line
        yield _MAIL.sub("", line).strip(" ()") if cut else name


def _published(entry: Any) -> tuple[datetime | None, bool]:
    """Return when an item was published, and whether it says so at all, readable or not.

    A time of change stands in for a missing time of publication. `dict.get` is used because
    feedparser's own lookup quietly takes one for the other.
    """
    for name in ("published", "created", "updated"):
        if read := _time(entry, name):
            return read, True
    return None, any(dict.get(entry, name) for name in ("published", "created", "updated"))


def _time(entry: Any, name: str) -> datetime | None:
    parsed = dict.get(entry, f"{name}_parsed")
    return _utc(parsed) if isinstance(parsed, time.struct_time) else None


def _utc(parsed: time.struct_time) -> datetime | None:
    try:
        return EPOCH + timedelta(seconds=calendar.timegm(parsed))
    except (ValueError, OverflowError):
        return None


def _text(value: Any) -> str:
    """Return a value of feedparser's as text; damaged feeds put other things in its place."""
    return value if isinstance(value, str) else ""
