"""What grouping goes by: how alike the articles are, which run through many events, which are copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.cluster.collections import is_collection
from aggregator.cluster.likeness import Likeness, measure
from aggregator.config import ClusterSettings
from aggregator.identity import near_duplicates
from aggregator.models import Article

COPY_CONTAINMENT = 0.6
"""Share of the smaller text's five-word runs from which two articles are joined before any are weighed.
Higher than the policy's share for origins: pages of one outlet share boilerplate and are no one story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Articles ordered by id, each once, and what is known of them and of their pairs, by place."""

    articles: tuple[Article, ...]
    collection: NDArray[np.bool_]
    likeness: Likeness
    copies: tuple[tuple[int, int], ...]

    @property
    def names(self) -> list[str]:
        """The ids of the articles, by place."""
        return [article.id for article in self.articles]


def weigh(articles: Sequence[Article], settings: ClusterSettings) -> Weighed:
    """Return what speaks for and against each two of `articles`. Articles of one id count once."""
    ordered = tuple(sorted({article.id: article for article in articles}.values(), key=lambda one: one.id))
    collection = np.array([is_collection(article) for article in ordered], dtype=bool)
    likeness = measure(ordered, settings, collection)
    copies = tuple(_copies(ordered, likeness, settings))
    return Weighed(articles=ordered, collection=collection, likeness=likeness, copies=copies)


def _copies(
    articles: Sequence[Article], likeness: Likeness, settings: ClusterSettings
) -> list[tuple[int, int]]:
    """Return pairs of places that are one text: copies that are also alike as a whole."""
    places = {article.id: place for place, article in enumerate(articles)}
    texts = {article.id: article.text for article in articles if article.text}
    return [
        (one, other)
        for group in near_duplicates(texts, COPY_CONTAINMENT)
        for one in sorted(places[name] for name in group)
        for other in sorted(places[name] for name in group)
        if one < other and likeness.at(one, other) >= settings.join_threshold
    ]
