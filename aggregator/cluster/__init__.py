"""Articles into stories: which articles tell of one event.

    articles | views -> vectors | likeness of pairs | copies joined | average linkage | tickers attached
             | ids kept -> stories

From titles and texts alone; dates help where they are known. The result depends on the set of articles, not
on their order. docs/stories.md says how the constants were chosen and with which command to check them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from aggregator.cluster.collections import is_collection
from aggregator.cluster.keeping import keep_ids
from aggregator.cluster.likeness import Likeness, measure
from aggregator.cluster.linkage import attach, join
from aggregator.config import ClusterSettings
from aggregator.identity import near_duplicates
from aggregator.models import Article, Story

__all__ = ["cluster"]

COPY_CONTAINMENT = 0.6
"""Share of the smaller text's five-word runs from which two articles are joined before any are weighed.
Higher than the policy's share for origins: pages of one outlet share boilerplate and are no one story."""


def cluster(
    articles: Sequence[Article],
    known: Sequence[Story] = (),
    settings: ClusterSettings | None = None,
) -> tuple[Story, ...]:
    """Return the stories of `articles`, ordered by id, every article in exactly one.

    A story of `known` passes its id to the one that holds most of its articles; other stories take theirs
    from their earliest article. Articles of one id count once.
    """
    settings = settings or ClusterSettings()
    ordered = sorted({article.id: article for article in articles}.values(), key=lambda one: one.id)
    groups: dict[int, list[Article]] = defaultdict(list)
    for article, label in zip(ordered, _labels(ordered, settings), strict=True):
        groups[label].append(article)
    return keep_ids(list(groups.values()), known)


def _labels(articles: Sequence[Article], settings: ClusterSettings) -> list[int]:
    collection = np.array([is_collection(article) for article in articles], dtype=bool)
    likeness = measure(articles, settings, collection)
    labels = join(
        likeness.without(collection), _copies(articles, likeness, settings), settings.join_threshold
    )
    attached = attach(labels, likeness.pairs, collection, settings.join_threshold)
    return [int(label) for label in attached]


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
