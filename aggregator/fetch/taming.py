"""Bounds that feedparser lacks, put in its place: crafted feeds cost it time that grows with their square.

It searches what stands before the first element with patterns that back up over every blank line and every
declaration, looks for a mail address in authors of any length, and compares each category with all before
it. It has no settings for these, so its own names are given bounded ones; a test fails when they move.
"""

from __future__ import annotations

import re
from typing import Any

import feedparser.api
import feedparser.encodings
import feedparser.mixin

MAX_PROLOG = 10_000
"""Bytes before the first element (declaration, comments, document type), runs of white space as one."""
MAX_ENTITY = 12
"""Characters that a feed's own entity may stand for ("&#128512;"); longer ones would multiply a feed."""
MAX_AUTHOR = 300
"""Characters of an author as the feed writes it; three times the longest name kept."""
MAX_TAGS = 50
"""Categories of an item; they are not read."""

_FIRST_ELEMENT = re.compile(rb"<\w")
_SPACE = re.compile(rb"\s++")
_DECLARED_ENCODING = re.compile(rb"^<\?[^\n>]{0,300}encoding=['\"]([^'\"\n>]{0,100})['\"][^\n>]{0,300}\?>")

_replace_doctype = feedparser.api.replace_doctype
_sync_author_detail = feedparser.mixin._FeedParserMixin._sync_author_detail  # noqa: SLF001 - see above
_add_tag = feedparser.mixin._FeedParserMixin._add_tag  # noqa: SLF001 - see above


class TooMuchError(ValueError):
    """A feed holds more of something than any honest one; the message says of what."""


def _bounded_doctype(data: bytes) -> Any:
    """Return what feedparser's own function does, for a head of bounded size.

    Raises:
        TooMuchError: if the head is too long, or an entity stands for too much.
    """
    found = _FIRST_ELEMENT.search(data)
    start = found.start() if found else len(data)
    head = _SPACE.sub(lambda run: b"\n" if b"\n" in run[0] else b" ", data[:start])
    if len(head) > MAX_PROLOG:
        raise TooMuchError(f"More than {MAX_PROLOG:,} bytes stand before its first element.")
    version, rest, entities = _replace_doctype(head + data[start:])
    if any(len(value) > MAX_ENTITY for value in entities.values()):
        raise TooMuchError(f"It declares entities of more than {MAX_ENTITY} characters.")
    return version, rest, entities


def _bounded_author(parser: Any, key: str = "author") -> None:
    context = parser._get_context()  # noqa: SLF001 - as above
    if isinstance(author := context.get(key), str):
        context[key] = author[:MAX_AUTHOR]
    _sync_author_detail(parser, key)


def _bounded_tag(parser: Any, term: Any, scheme: Any, label: Any) -> None:
    tags = parser._get_context().setdefault("tags", [])  # noqa: SLF001 - as above
    if len(tags) < MAX_TAGS:
        _add_tag(parser, term, scheme, label)


def tame() -> None:
    """Put the bounds in place; doing it again changes nothing."""
    feedparser.api.replace_doctype = _bounded_doctype
    feedparser.encodings.lazy_chardet_encoding = None
    feedparser.encodings.RE_XML_PI_ENCODING = _DECLARED_ENCODING
    feedparser.mixin._FeedParserMixin._sync_author_detail = _bounded_author  # noqa: SLF001 - as above
    feedparser.mixin._FeedParserMixin._add_tag = _bounded_tag  # noqa: SLF001 - as above
