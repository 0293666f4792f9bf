"""Stories of a stream: articles come and go, and only the neighbourhood that they touch is grouped again.

Groups join from a mean likeness of `join_threshold`, so each is held together by links of that strength, and
what no such link reaches can be grouped apart. A touched part of the graph is grouped by the same average
linkage from the start, so that the outcome is that of grouping all live articles at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from aggregator.cluster.frequencies import Frequencies, Weights
from aggregator.cluster.graph import Graph
from aggregator.cluster.grouping import Part, attached, parts_of
from aggregator.cluster.reading import Bags
from aggregator.config import ClusterSettings
from aggregator.models import Article


class Stream:
    """The live articles of a stream, in groups."""

    def __init__(
        self, settings: ClusterSettings | None = None, frequencies: Frequencies | None = None
    ) -> None:
        """Begin with no article. `frequencies` are in force for good; without them they are learned."""
        self.settings = settings or ClusterSettings()
        self.weights = Weights(frequencies)
        self.graph = Graph(self.settings, self.weights)
        self._learns = frequencies is None
        self._parts: dict[int, Part] = {}
        self._part_of: dict[int, int] = {}
        self._made = 0

    def update(self, coming: Iterable[Article], going: Iterable[str] = ()) -> None:
        """Take in articles, and let those of some ids go. One of an id that is live takes its place."""
        by_id = {article.id: article for article in coming}
        places = self.graph.places
        gone = {places[name] for name in {*going, *by_id} if name in places}
        fresh = {name: self.weights.vocabulary.read(by_id[name]) for name in sorted(by_id)}
        if self._learned(bags for name, bags in fresh.items() if name not in places):
            self._begin_anew(gone, [(by_id[name], bags) for name, bags in fresh.items()])
        else:
            self._group(self.graph.change([(by_id[name], bags) for name, bags in fresh.items()], gone))

    def groups(self) -> list[tuple[int, ...]]:
        """Return the groups as places in the graph, round-ups in the group that they are most like."""
        made = [group for part in self._parts.values() for group in part.groups]
        return attached(self.graph, made, self.settings.join_threshold)

    def _learned(self, met: Iterable[Bags]) -> bool:
        """Learn from articles; return whether other counts came into force."""
        if not self._learns:
            return False
        for bags in met:
            self.weights.count(bags)
        if not self.weights.grown:
            return False
        self.weights.take()
        return True

    def _begin_anew(self, gone: set[int], coming: list[tuple[Article, Bags]]) -> None:
        kept = [(node.article, node.bags) for place, node in self.graph.nodes.items() if place not in gone]
        self.graph = Graph(self.settings, self.weights)
        self._parts, self._part_of = {}, {}
        self._group(self.graph.change([*kept, *coming]))

    def _group(self, touched: set[int]) -> None:
        """Group the parts that `touched` places are in, or were in, from the start."""
        old = {self._part_of[place] for place in touched if place in self._part_of}
        reached = touched.union(*(self._parts.pop(part).places for part in old))
        for place in reached:
            self._part_of.pop(place, None)
        for part in parts_of(self.graph, reached, self.settings.join_threshold):
            for merged in {self._part_of[place] for place in part.places if place in self._part_of}:
                del self._parts[merged]
            self._made += 1
            self._parts[self._made] = part
            self._part_of.update(dict.fromkeys(part.places, self._made))
