"""What fetch hands on: the feeds that are polled, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address we poll. Feeds of one `family` (same owner or masthead) never count as two origins."""

    url: str
    name: str
    outlet: str
    family: str
    owner: str = ""
    kind: str = "outlet"
    category: str = "general"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a feed wants to be asked, as it says itself (times in UTC).

    Not sooner than `ttl` or `period` seconds after the last time (`<ttl>`, `sy:updatePeriod`), and not in
    `skip_hours` (0..23) or on `skip_days` (0 is Monday).
    """

    ttl: int = 0
    period: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()

    def rests(self, at: datetime) -> bool:
        """Whether the feed does not want to be asked in the hour of `at`."""
        return at.hour in self.skip_hours or at.weekday() in self.skip_days


ANY_TIME = Rhythm()
"""The rhythm of a feed that says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, cleaned of markup. `text` is what the feed itself carried of the article.

    `updated` is when the feed says that the item was last changed, where it says so beside `published`.
    """

    feed: str
    id: str
    url: str
    title: str
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    outlet: str = ""
    language: str = ""
