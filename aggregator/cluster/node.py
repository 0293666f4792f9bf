"""A live article, and what is near it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

from aggregator.cluster.collections import is_collection
from aggregator.cluster.reading import Bags
from aggregator.identity import Shingles, shingles
from aggregator.models import Article

Neighbours = tuple[tuple[float, str, int], ...]
"""The nearest articles, nearest first: minus the likeness, id and place."""


SHINGLED = 4096
"""Texts of which the runs of words are remembered, some 25 MB: copies come within days, most within hours."""


@dataclass(slots=True)
class Node:
    """A live article: its id, its title, its text as bytes, which take half of what a string does.

    By place, `near` holds likenesses as the articles stand, from `LEAST_LIKE`, and `links` those of the
    widened ones that reach the threshold from which groups join. `copied` says by id of which others the text
    is a copy, where that was asked. `bags` are None where the article was read in an earlier run.
    """

    id: str
    title: str
    told: bytes
    bags: Bags | None
    collection: bool
    days: float
    near: dict[int, float] = field(default_factory=dict)
    links: dict[int, float] = field(default_factory=dict)
    neighbours: Neighbours | None = None
    copied: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, article: Article, bags: Bags | None) -> Node:
        """Return an article that nothing is near yet."""
        published = article.published
        days = published.timestamp() / 86400 if published else math.nan
        return cls(article.id, article.title, _told(article), bags, is_collection(article), days)

    @property
    def bare(self) -> bool:
        """Whether it is a title alone."""
        return not self.told

    @property
    def article(self) -> Article:
        """The article, as far as clustering reads it."""
        return Article(id=self.id, title=self.title, text=self.told.decode("utf-8", "surrogatepass"))

    @property
    def shingles(self) -> Shingles:
        """The runs of words by which copies are known."""
        return _shingled(self.told)

    def alone(self) -> Node:
        """Return the same article with nothing near it."""
        fresh = Node(self.id, self.title, self.told, self.bags, self.collection, self.days)
        fresh.copied = self.copied
        return fresh


def _told(article: Article) -> bytes:
    return article.text.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=SHINGLED)
def _shingled(told: bytes) -> Shingles:
    return shingles(told.decode("utf-8", "surrogatepass"))
