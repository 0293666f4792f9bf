"""What grouping made, laid out by place for what comes after it: an editor's choices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aggregator.cluster.graph import Graph
from aggregator.cluster.index import Places
from aggregator.cluster.linkage import Labels
from aggregator.cluster.stream import Stream


@dataclass(frozen=True, slots=True)
class Weighed:
    """Live articles ordered by id, and the group of each; `order` leads to their places in `graph`."""

    graph: Graph
    order: Places
    labels: Labels

    @property
    def names(self) -> list[str]:
        """The ids of the articles, by place."""
        return [self.graph.name(place) for place in self.order.tolist()]

    def mean(self, one: int, others: Sequence[int]) -> float:
        """Return the mean likeness of the article at one place to those at `others`; 0 to none."""
        found = self.graph.likeness_to(int(self.order[one]), self.order[list(others)].tolist())
        return math.fsum(found) / max(len(others), 1)


def weigh(stream: Stream) -> Weighed:
    """Return the articles of a stream as they stand."""
    graph = stream.graph
    order = sorted(graph.nodes, key=graph.name)
    rank = {place: number for number, place in enumerate(order)}
    labels = np.zeros(len(order), dtype=np.int64)
    for number, group in enumerate(stream.groups()):
        labels[[rank[place] for place in group]] = number
    return Weighed(graph, np.array(order, dtype=np.int64), labels)
