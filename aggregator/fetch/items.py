"""From an item as a feed gives it to an `Entry`: cleaned, checked, each article once. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from aggregator.fetch.losses import Losses
from aggregator.fetch.plain import MAX_TEXT, MAX_TITLE, plain_line, plain_text, shortened, visible
from aggregator.fetch.reasons import Reason
from aggregator.identity import canonical_url
from aggregator.models import Entry, Feed, Problem

MAX_URL = 2_000
"""Characters of an address; longer ones are refused by many servers."""
MAX_ID = 300
"""Characters of an item's id; a longer one is replaced by its hash."""
MAX_NAME = 100
MAX_AUTHORS = 20
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web there were no feeds: an earlier date is a zero or a default."""
CLOCK_SKEW = timedelta(days=1)
"""How far ahead a date may lie: time zones are left out or mistaken by as much."""

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
_BY = re.compile(r"\A(?:by|from)\s+", re.IGNORECASE)
_AND = re.compile(r"\s*;\s*|\s+(?:and|&)\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item as the feed gives it; every string may hold markup, and `link` may be relative.

    `published` is None both when there is no date and when it cannot be read; `dated` tells them apart.
    `updated` is when it was last changed, if it says so beside `published`.
    `bodies` are its texts as HTML, `broken` says that the feed's format was not kept.
    """

    id: str = ""
    link: str = ""
    title: str = ""
    bodies: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    dated: bool = False
    authors: tuple[str, ...] = ()
    outlet: str = ""
    language: str = ""
    broken: bool = False


def entries_of(
    items: Iterable[Item], feed: Feed, base: str, now: datetime, max_items: int
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return the entries of a feed's items, in their order, and what was lost.

    Args:
        items: the feed's items.
        feed: where they are from.
        base: the address that relative links are relative to.
        now: the run's clock.
        max_items: entries kept; the rest is counted.
    """
    losses = Losses()
    seen = _Seen()
    entries: list[Entry] = []
    for item in items:
        if len(entries) >= max_items:
            losses.add(Reason.OVER_MAX_ITEMS, "")
            continue
        entry = _entry(item, feed, base, now, losses)
        if entry is None:
            continue
        if seen.before(entry):
            losses.add(Reason.LISTED_TWICE, entry.title)
        else:
            entries.append(seen.with_own_id(entry))
    return tuple(entries), losses.problems(feed)


class _Seen:
    """The entries of one feed so far. One with a known address is the same article.

    So is one with a known id, unless both its address and its title differ: some publishers give all
    their items one id.
    """

    def __init__(self) -> None:
        self._addresses: set[str] = set()
        self._by_id: dict[str, list[Entry]] = {}

    def before(self, entry: Entry) -> bool:
        """Return whether `entry` is there already; if not, remember it."""
        address = canonical_url(entry.url)
        namesakes = self._by_id.setdefault(entry.id, [])
        known = bool(address and address in self._addresses) or any(
            not entry.url or not one.url or one.title == entry.title for one in namesakes
        )
        if not known:
            namesakes.append(entry)
            self._addresses.add(address)
        return known

    def with_own_id(self, entry: Entry) -> Entry:
        """Return `entry` with an id that no other has."""
        if len(self._by_id[entry.id]) == 1:
            return entry
        return replace(entry, id=_hashed(f"{entry.id}\n{entry.url}"))


def _entry(item: Item, feed: Feed, base: str, now: datetime, losses: Losses) -> Entry | None:
    """Return the entry of one item, None if there is nothing in it."""
    title = plain_line(item.title)
    if item.broken:
        losses.add(Reason.BAD_ITEM, title)
        return None
    outlet = plain_line(item.outlet, MAX_NAME) if feed.kind == "aggregator" else ""
    title = _without_outlet(title, outlet)
    text = max((plain_text(body) for body in item.bodies), key=len, default="")
    if outlet and not text.replace(title, "").replace(outlet, "").strip(" -–—|·\n"):
        text = ""  # aggregators repeat the headline as if it were the text
    link = absolute_url(item.link, base)
    name = title or text[:60] or item.link[:60]
    if item.link.strip() and not link:
        losses.add(Reason.BAD_LINK, name)
    if not (title or text or link):
        losses.add(Reason.EMPTY_ITEM, name)
        return None
    if len(title) >= MAX_TITLE or len(text) > MAX_TEXT:
        losses.add(Reason.CUT, name)
    return Entry(
        feed=feed.url,
        id=_id(item.id, link, title, text),
        url=link,
        title=title,
        text=shortened(text, MAX_TEXT),
        published=_published(item, now, name, losses),
        updated=_updated(item, now),
        authors=_authors(item.authors),
        outlet=outlet,
        language=_language(item.language),
    )


def absolute_url(link: str, base: str) -> str:
    """Return `link` as an absolute http or https address without white space, "" if it is none."""
    link = "".join(link.split())
    try:
        whole = link.startswith(("http://", "https://"))
        parts = urlsplit(link if whole else urljoin(base, link) if link else "")
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return ""
    joined = parts.geturl()
    return joined if usable and joined.isprintable() and len(joined) <= MAX_URL else ""


def _id(given: str, link: str, title: str, text: str) -> str:
    """Return the item's id within its feed, made from its content where the feed gives none."""
    given = " ".join(visible(given).split())
    if given:
        return given if len(given) <= MAX_ID else _hashed(given)
    return link if 0 < len(link) <= MAX_ID else _hashed(link or f"{title}\n{text}")


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _published(item: Item, now: datetime, name: str, losses: Losses) -> datetime | None:
    if item.published is None or item.published < EARLIEST:
        if item.dated:
            losses.add(Reason.BAD_DATE, name)
        return None
    if item.published > now + CLOCK_SKEW:
        losses.add(Reason.FUTURE_DATE, name)
        return None
    return item.published


def _updated(item: Item, now: datetime) -> datetime | None:
    """Return when an item was changed after it was published; None where it says nothing that can be true."""
    if item.updated is None or item.published is None or item.updated > now + CLOCK_SKEW:
        return None
    return item.updated if item.updated > max(item.published, EARLIEST) else None


def _authors(given: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the authors; mail addresses are not names."""
    names: list[str] = []
    for line in given:
        for part in _AND.split(_BY.sub("", plain_line(line, MAX_NAME * 3))):
            pieces = part.split(",")
            # "Ann Other, Bo Third" are two people, "Ann Other, Lowmere" is one.
            several = len(pieces) > 1 and all(" " in piece.strip() for piece in pieces)
            names.extend(piece.strip() for piece in (pieces if several else [part]))
    kept = dict.fromkeys(shortened(name, MAX_NAME) for name in names if name and "@" not in name)
    return tuple(kept)[:MAX_AUTHORS]


def _language(given: str) -> str:
    given = given.strip()
    return given.replace("_", "-") if _LANGUAGE.fullmatch(given) else ""


def _without_outlet(title: str, outlet: str) -> str:
    """Return a title without the outlet that aggregators append ("Ferry sinks - The Lowmere Post")."""
    head, dash, tail = title.rpartition(" - ")
    return head.strip() if dash and outlet and tail.strip() == outlet else title
