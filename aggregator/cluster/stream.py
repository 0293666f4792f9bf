"""Stories of a stream: articles come and go, and only the neighbourhood that they touch is grouped again.

Groups join from a mean likeness of `join_threshold`, so each is held together by links of that strength, and
what no such link reaches can be grouped apart. A touched part of the graph is grouped by the same average
linkage from the start, so that the outcome is that of grouping all live articles at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from aggregator.cluster.frequencies import Frequencies, Weights
from aggregator.cluster.graph import Graph
from aggregator.cluster.groups import Groups
from aggregator.cluster.learning import Learning
from aggregator.cluster.node import Node
from aggregator.config import ClusterSettings
from aggregator.models import Article


class Stream:
    """The live articles of a stream, in groups."""

    def __init__(
        self,
        settings: ClusterSettings | None = None,
        frequencies: Frequencies | None = None,
        *,
        learning: bool = True,
    ) -> None:
        """Begin with no article. `frequencies` are in force, for good unless there is `learning`."""
        self.settings = settings or ClusterSettings()
        self.weights = Weights(frequencies)
        self.learning = Learning(self.weights, self.settings.window_days) if learning else None
        self._empty()

    def update(self, coming: Iterable[Article], going: Iterable[str] = ()) -> None:
        """Take in articles, and let those of some ids go. One of an id that is live takes its place."""
        by_id = {article.id: article for article in coming}
        left = set(going)
        places = self.graph.places
        gone = {places[name] for name in left | by_id.keys() if name in places}
        if self.learning:
            self.learning.forget(left)
        fresh = [Node.of(by_id[name], self.weights.vocabulary.read(by_id[name])) for name in sorted(by_id)]
        if not self._learned(fresh):
            self.grouped.regroup(self.graph.change(fresh, gone))
            return
        kept = [node.alone() for place, node in self.graph.nodes.items() if place not in gone]
        self._empty()
        self._narrow([*kept, *fresh])
        self.grouped.regroup(self.graph.change([*kept, *fresh]))

    def resume(self, articles: Iterable[Article]) -> None:
        """Take in articles that were learned from before."""
        learning, self.learning = self.learning, None
        self.update(articles)
        self.learning = learning

    def groups(self) -> list[tuple[int, ...]]:
        """Return the groups as places in the graph, round-ups in the group that they are most like."""
        return self.grouped.places()

    def names(self) -> list[tuple[str, ...]]:
        """Return the groups as sorted ids of their articles."""
        return self.grouped.names()

    def by_age(self, names: Iterable[str]) -> list[str]:
        """Return ids of live articles, the earliest first, those without a date last."""
        nodes = [self.graph.nodes[self.graph.places[name]] for name in names]
        undated = math.inf
        nodes.sort(key=lambda node: (undated if math.isnan(node.days) else node.days, node.id))
        return [node.id for node in nodes]

    def _empty(self) -> None:
        self.graph = Graph(self.settings, self.weights)
        self.grouped = Groups(self.graph, self.settings.join_threshold)

    def _narrow(self, live: Sequence[Node]) -> None:
        """Let words go that nobody uses any more: a stream without end meets new ones without end."""
        columns = self.weights.narrow([node.bags for node in live if node.bags])
        if columns is None:
            return
        for node in live:
            node.bags = node.bags.moved(columns) if node.bags else None
        if self.learning:
            self.learning.renew(live)

    def _learned(self, fresh: list[Node]) -> bool:
        """Learn from articles that were not met before; return whether other counts came into force."""
        if self.learning is None:
            return False
        met = self.graph.places.keys() - self.learning.waiting.keys()
        taken = self.learning.learn(node for node in fresh if node.id not in met)
        if taken is None:
            return False
        live = {node.id: node.days for node in (*self.graph.nodes.values(), *fresh)}
        self.weights.live = sum(not days > taken for days in live.values())
        return True
