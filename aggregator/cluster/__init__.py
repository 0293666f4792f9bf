"""Articles into stories: which articles tell of one event.

    articles | bags of terms -> rows | index -> likeness of pairs | copies joined | average linkage
             | tickers attached | an editor's choices | ids kept -> stories

From titles and texts alone; dates help where they are known. The result depends on the set of articles and
on how often each term was met before, not on the order in which they come: `Stream` takes them as they come,
and gives what `cluster` gives for all that are live. docs/stories.md says how the constants were chosen and
with which command to check them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.cluster.frequencies import Frequencies, learned
from aggregator.cluster.keeping import keep_ids
from aggregator.cluster.mending import mended
from aggregator.cluster.state import packed, unpacked
from aggregator.cluster.stream import Stream
from aggregator.cluster.weighing import weigh
from aggregator.cluster.why import Tie, Why, why
from aggregator.config import ClusterSettings
from aggregator.models import Article, Mend, Story

__all__ = [
    "Clustering",
    "Frequencies",
    "Stream",
    "Tie",
    "Why",
    "cluster",
    "cluster_mended",
    "learned",
    "packed",
    "stories_of",
    "unpacked",
    "why",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """Stories ordered by id, and an editor's choices as they follow them: to be given in the next time."""

    stories: tuple[Story, ...]
    mends: tuple[Mend, ...] = ()


def cluster(
    articles: Sequence[Article],
    known: Sequence[Story] = (),
    settings: ClusterSettings | None = None,
    frequencies: Frequencies | None = None,
) -> tuple[Story, ...]:
    """Return the stories of `articles`, ordered by id, every article in exactly one.

    A story of `known` passes its id to the one that holds most of its articles; other stories take theirs
    from their earliest article. Articles of one id count once. Without `frequencies`, how often a term is
    met is counted in `articles`.
    """
    return cluster_mended(articles, (), known=known, settings=settings, frequencies=frequencies).stories


def cluster_mended(
    articles: Sequence[Article],
    mends: Sequence[Mend],
    *,
    known: Sequence[Story] = (),
    past: Sequence[Story] = (),
    settings: ClusterSettings | None = None,
    frequencies: Frequencies | None = None,
) -> Clustering:
    """Cluster as `cluster` does, and apply `mends`, an editor's choices, in their order.

    A story of `past`, which ended, gets back its id in a group that holds half of it and would be new.
    """
    distinct = {article.id: article for article in articles}.values()
    stream = Stream(settings, frequencies or learned(Frequencies(), distinct), learning=False)
    stream.update(distinct)
    return stories_of(stream, mends, known=known, past=past)


def stories_of(
    stream: Stream, mends: Sequence[Mend] = (), *, known: Sequence[Story] = (), past: Sequence[Story] = ()
) -> Clustering:
    """Return the stories of what is live in `stream`, as `cluster_mended` does."""
    groups = stream.names()
    followed: tuple[Mend, ...] = ()
    if mends:
        weighed = weigh(stream)
        labels, followed = mended(weighed.labels, weighed.names, mends, weighed.mean)
        held: dict[int, list[str]] = {}
        for name, label in zip(weighed.names, labels.tolist(), strict=True):
            held.setdefault(label, []).append(name)
        groups = [tuple(group) for group in held.values()]
    return Clustering(stories=keep_ids(groups, stream.by_age, known, past), mends=followed)
