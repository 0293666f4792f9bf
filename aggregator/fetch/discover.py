"""From an address that a person names to the feeds it leads to: a feed, or a page that offers feeds.

address | answer -> a feed, or links of a page | answers -> feeds

Everything goes through one client, so the bounds and manners are those of every other fetch; an address
that a person names is asked for as a feed is, without robots.txt.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from aggregator.config import FetchSettings
from aggregator.fetch.client import open_client
from aggregator.fetch.exchange import Answer
from aggregator.fetch.feeds import answer_of
from aggregator.fetch.headers import looks_binary, media_type
from aggregator.fetch.items import absolute_url
from aggregator.fetch.parse import feed_title
from aggregator.fetch.plain import plain_line
from aggregator.fetch.reasons import FetchError
from aggregator.fetch.results import FeedRequest, FeedResult, result_of
from aggregator.fetch.stream import Backlog, as_they_finish
from aggregator.identity import canonical_url
from aggregator.models import Feed

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
"""What a page says a feed is; `application/json` is left out, as it is most often no feed."""

MAX_LINKS = 12
"""Feeds of one page that are asked; the largest papers offer one for each desk, the main one first."""

HEAD_BYTES = 1_000_000
"""Bytes of a page in which feeds are looked for: they are offered in its head."""

COMMENTS = "comment"
"""In the title or address of a feed it tells of readers' comments, which are no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that was offered, or named itself: how it answered, and what it is called."""

    result: FeedResult
    title: str

    @property
    def url(self) -> str:
        """Where to ask for it from now on."""
        return self.result.moved_to or self.result.feed.url

    @property
    def readable(self) -> bool:
        """Whether it answered with a feed."""
        return self.result.status == "ok"

    @property
    def comments(self) -> bool:
        """Whether it seems to carry readers' comments."""
        return COMMENTS in f"{self.title} {self.url}".lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What an address led to. `page` is where the page that offers the feeds came from, "" for a feed.

    Where there is no feed at all, `feeds` holds the address itself with what is wrong with it.
    """

    page: str
    feeds: tuple[FoundFeed, ...]

    @property
    def best(self) -> FoundFeed | None:
        """The first readable feed, one of news before one of comments."""
        readable = sorted((one for one in self.feeds if one.readable), key=lambda one: one.comments)
        return next(iter(readable), None)


def discover(url: str, settings: FetchSettings, *, now: datetime) -> Discovery:
    """Return the feeds that `url` leads to, in the order in which its page offers them.

    Args:
        url: a feed, or a page with `<link rel="alternate">` to feeds.
        settings: limits and manners.
        now: the clock (aware, UTC).
    """
    session = partial(_session, settings=settings, now=now)
    return next(iter(as_they_finish([url], session, 1)))


@asynccontextmanager
async def _session(
    backlog: Backlog, *, settings: FetchSettings, now: datetime
) -> AsyncIterator[Callable[[str], Awaitable[Discovery]]]:
    async with open_client(settings, now, backlog) as client:

        async def ask(url: str, title: str = "") -> tuple[FoundFeed, Answer | FetchError]:
            request = FeedRequest(feed=Feed(url=url, name=title or url, outlet="", family=""))
            answer = await answer_of(client, request, settings)
            return _found(request, answer, title, settings, now), answer

        async def look(url: str) -> Discovery:
            found, answer = await ask(url)
            if found.readable or isinstance(answer, FetchError):
                return Discovery(page="", feeds=(found,))
            links = feed_links(answer.body, answer.url)
            offered = tuple([(await ask(link, title))[0] for link, title in links])
            return Discovery(page=answer.url if offered else "", feeds=offered or (found,))

        yield look


def _found(
    request: FeedRequest, answer: Answer | FetchError, title: str, settings: FetchSettings, now: datetime
) -> FoundFeed:
    result = result_of(request, answer, settings, now)
    own = ""
    if result.status == "ok" and isinstance(answer, Answer):
        own = feed_title(answer.body, content_type=answer.content_type)
    return FoundFeed(result=result, title=own or title)


def feed_links(body: bytes, url: str) -> tuple[tuple[str, str], ...]:
    """Return the feeds that a page offers in `<link rel="alternate">`, address and title, each once.

    Args:
        body: the page, decompressed but not decoded; what is no page offers nothing.
        url: where it came from; relative links are relative to it, or to the page's `<base>`.
    """
    tree = None if looks_binary(body) else _tree(body[:HEAD_BYTES])
    if tree is None:
        return ()
    base = next((absolute_url(one.get("href", ""), url) for one in tree.iter("base")), "") or url
    found: dict[str, tuple[str, str]] = {}
    for link, title in _alternates(tree):
        address = absolute_url(link, base)
        if address:
            found.setdefault(canonical_url(address), (address, plain_line(title)))
    return tuple(found.values())[:MAX_LINKS]


def _tree(body: bytes) -> HtmlElement | None:
    try:
        body.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # what the page itself declares, or Latin-1
    parser = HTMLParser(encoding=encoding, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(body, parser=parser)
    except (LxmlError, ValueError):
        return None


def _alternates(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield address and title of every link that says it is another form of this page, and a feed."""
    for link in tree.iter("link"):
        relations = link.get("rel", "").lower().split()
        if "alternate" in relations and media_type(link.get("type", "")) in FEED_TYPES:
            yield link.get("href", ""), link.get("title", "")
