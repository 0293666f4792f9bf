"""RSS, Atom and RDF however odd, through feedparser, which is handed bytes and never fetches. Pure."""

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

from aggregator.fetch.items import Item
from aggregator.fetch.taming import tame

MAX_AUTHORS_LINE = 1_000
"""Characters of an item's authors that are looked at; real lists have about a hundred."""
MAX_AUTHORS = 50
"""Authors of an item that are looked at."""

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

_MAIL = re.compile(r"\S+@\S+")

tame()


def read_any(body: bytes, content_type: str) -> Any:
    """Return what feedparser reads. It is not told the feed's address, or it would make links of ids.

    Raises:
        Any of `PARSER_ERRORS`.
    """
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


def items_in(found: Any) -> Iterator[Item]:
    """Yield the items of what was read."""
    language = text_of(found.feed.get("language"))
    for entry in found.entries:
        yield _item(entry, language)


def _item(entry: Any, language: str) -> Item:
    published, dated = _published(entry)
    contents = [one for one in entry.get("content") or [] if one.get("type", "") in TEXT_TYPES]
    details = [*contents, entry.get("summary_detail") or {}]
    own_language = next((str(one["language"]) for one in details if one.get("language")), "")
    return Item(
        id=text_of(entry.get("id")),
        link=_link(entry),
        title=text_of(entry.get("title")),
        bodies=tuple(body for one in contents if (body := text_of(one.get("value"))))
        + ((text_of(entry.get("summary")),) if entry.get("summary") else ()),
        published=published,
        updated=_time(entry, "updated"),
        dated=dated,
        authors=tuple(_authors(entry)),
        outlet=text_of((entry.get("source") or {}).get("title")),
        language=own_language or language,
    )


def _link(entry: Any) -> str:
    """Return the address of the article; a tracking service's copy is passed over."""
    direct = text_of(entry.get("feedburner_origlink")) or text_of(entry.get("link"))
    if direct and not (direct == entry.get("id") and not direct.startswith(("http://", "https://"))):
        return direct  # unless it is an id that the feed forgot to say is no address
    links = entry.get("links") or []
    return next((text_of(one.get("href")) for one in links if one.get("rel") == "alternate"), "")


def _authors(entry: Any) -> Iterator[str]:
    """Yield the authors' names. feedparser takes long endings of mail addresses for names."""
    line = text_of(entry.get("author"))[:MAX_AUTHORS_LINE]
    for one in (entry.get("authors") or [])[:MAX_AUTHORS]:
        name, mail = text_of(one.get("name"))[:MAX_AUTHORS_LINE], text_of(one.get("email"))
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


def text_of(value: Any) -> str:
    """Return a value of feedparser's as text; damaged feeds put other things in its place."""
    return value if isinstance(value, str) else ""
