"""Articles into stories: which articles tell of one event.

    articles | views -> vectors | likeness of pairs | copies joined | average linkage | tickers attached
             | an editor's choices | ids kept -> stories

From titles and texts alone; dates help where they are known. The result depends on the set of articles, not
on their order. docs/stories.md says how the constants were chosen and with which command to check them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.cluster.keeping import keep_ids
from aggregator.cluster.linkage import Labels, attach, join
from aggregator.cluster.mending import mended
from aggregator.cluster.weighing import Weighed, weigh
from aggregator.cluster.why import Tie, Why, why
from aggregator.config import ClusterSettings
from aggregator.models import Article, Mend, Story

__all__ = ["Clustering", "Tie", "Why", "cluster", "cluster_mended", "why"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """Stories ordered by id, and an editor's choices as they follow them: to be given in the next time."""

    stories: tuple[Story, ...]
    mends: tuple[Mend, ...] = ()


def cluster(
    articles: Sequence[Article], known: Sequence[Story] = (), settings: ClusterSettings | None = None
) -> tuple[Story, ...]:
    """Return the stories of `articles`, ordered by id, every article in exactly one.

    A story of `known` passes its id to the one that holds most of its articles; other stories take theirs
    from their earliest article. Articles of one id count once.
    """
    return cluster_mended(articles, (), known=known, settings=settings).stories


def cluster_mended(
    articles: Sequence[Article],
    mends: Sequence[Mend],
    *,
    known: Sequence[Story] = (),
    past: Sequence[Story] = (),
    settings: ClusterSettings | None = None,
) -> Clustering:
    """Cluster as `cluster` does, and apply `mends`, an editor's choices, in their order.

    A story of `past`, which ended, gets back its id in a group that holds half of it and would be new.
    """
    settings = settings or ClusterSettings()
    weighed = weigh(articles, settings)
    labels, followed = mended(_labels(weighed, settings), weighed.names, mends, weighed.likeness)
    groups: dict[int, list[Article]] = defaultdict(list)
    for article, label in zip(weighed.articles, labels, strict=True):
        groups[int(label)].append(article)
    return Clustering(stories=keep_ids(list(groups.values()), known, past), mends=followed)


def _labels(weighed: Weighed, settings: ClusterSettings) -> Labels:
    likeness, collection = weighed.likeness, weighed.collection
    labels = join(likeness.without(collection), weighed.copies, settings.join_threshold)
    return attach(labels, likeness.pairs, collection, settings.join_threshold)
