"""Articles into stories: which articles tell of one event.

    articles | views -> vectors | likeness of pairs | copies joined | average linkage | tickers attached
             | an editor's choices | ids kept -> stories

From titles and texts alone; dates help where they are known. The result depends on the set of articles, not
on their order. docs/stories.md says how the constants were chosen and with which command to check them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from aggregator.cluster.keeping import keep_ids
from aggregator.cluster.linkage import Labels, attach, join
from aggregator.cluster.mending import mended
from aggregator.cluster.weighing import Weighed, weigh
from aggregator.cluster.why import Tie, Why, why
from aggregator.config import ClusterSettings
from aggregator.models import Article, Mend, Story

__all__ = ["Tie", "Why", "cluster", "why"]


def cluster(
    articles: Sequence[Article],
    known: Sequence[Story] = (),
    settings: ClusterSettings | None = None,
    *,
    past: Sequence[Story] = (),
    mends: Sequence[Mend] = (),
) -> tuple[Story, ...]:
    """Return the stories of `articles`, ordered by id, every article in exactly one.

    `mends`, an editor's choices, are applied in their order to what clustering found. A story of `known`
    passes its id to the one that holds most of its articles, one of `past`, ended before, to one that holds
    most of its articles and would else be new; other stories take theirs from their earliest article.
    Articles of one id count once.
    """
    settings = settings or ClusterSettings()
    weighed = weigh(articles, settings)
    labels = mended(_labels(weighed, settings), weighed.names, mends, weighed.likeness)
    groups: dict[int, list[Article]] = defaultdict(list)
    for article, label in zip(weighed.articles, labels, strict=True):
        groups[int(label)].append(article)
    return keep_ids(list(groups.values()), known, past)


def _labels(weighed: Weighed, settings: ClusterSettings) -> Labels:
    likeness, collection = weighed.likeness, weighed.collection
    labels = join(likeness.without(collection), weighed.copies, settings.join_threshold)
    return attach(labels, likeness.pairs, collection, settings.join_threshold)
