"""A live article, and what is near it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from aggregator.cluster.collections import is_collection
from aggregator.cluster.reading import Bags
from aggregator.identity import Shingles, shingles
from aggregator.models import Article

Neighbours = tuple[tuple[float, str, int], ...]
"""The nearest articles, nearest first: minus the likeness, id and place."""


@dataclass(slots=True)
class Node:
    """A live article.

    By place, `near` holds likenesses as the articles stand, from `LEAST_LIKE`, and `links` those of the
    widened ones that reach the threshold from which groups join. `copied` says by id of which others the text
    is a copy, where that was asked. `bags` are None where the article was read in an earlier run.
    """

    article: Article
    bags: Bags | None
    collection: bool
    days: float
    near: dict[int, float] = field(default_factory=dict)
    links: dict[int, float] = field(default_factory=dict)
    neighbours: Neighbours | None = None
    copied: dict[str, bool] = field(default_factory=dict)
    _shingles: Shingles | None = None

    @classmethod
    def of(cls, article: Article, bags: Bags) -> Node:
        """Return an article that nothing is near yet."""
        published = article.published
        days = published.timestamp() / 86400 if published else math.nan
        return cls(article, bags, is_collection(article), days)

    @property
    def shingles(self) -> Shingles:
        """The runs of words by which copies are known, made when they are first asked for."""
        if self._shingles is None:
            self._shingles = shingles(self.article.text)
        return self._shingles

    def alone(self) -> Node:
        """Return the same article with nothing near it."""
        return replace(self, near={}, links={}, neighbours=None)
