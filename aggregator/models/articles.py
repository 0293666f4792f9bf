"""What extract hands on: one article as read, and how much of it we could read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Span = tuple[int, int]
"""Start and end offset into `Article.text`; end is exclusive."""


class Completeness(StrEnum):
    """How much of an article we could read."""

    FULL = "full"
    PARTIAL = "partial"
    FEED_ONLY = "feed_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTime:
    """A time that an article is given: by its page, its feed, its address, its words.

    `source`: record, meta, created, markup (of the page), feed, address, words; feed_updated and modified
    for times of change; reading where all others lie ahead of it. `lost` says why it is not the time of
    publication: page_first, later, day_only, less_sure, future, changed; "" if it is.
    """

    source: str
    time: datetime
    lost: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as read. Paragraphs of `text` are separated by a blank line.

    `credits` are wire services or outlets credited for the text ("AP", "Reuters"); `dateline` is kept
    as a fact and is not part of `text`; `notices` are editorial notes ("Correction: ..."). `times` are all
    the times it is given, and `original` is the address on another site that its page names as the original.
    """

    id: str
    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    family: str = ""
    owner: str = ""
    kind: str = "outlet"
    category: str = ""
    feed: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    fetched: datetime | None = None
    language: str = "en"
    completeness: Completeness = Completeness.FULL
    dateline: str = ""
    credits: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    opinion: bool = False
    times: tuple[StatedTime, ...] = ()
    original: str = ""
