"""When an article is counted: once nothing that was told before it can be expected any more.

Counts that hung on the order of arrival would make weights, and with them stories, hang on it. So articles
wait, and are counted in the order in which they were told (a watermark, as in Akidau et al. 2015).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from aggregator.cluster.frequencies import Weights
from aggregator.cluster.node import Node

LATE = 1 / 24
"""Days by which an article may come after others that were told later, without that changing any weight."""


class Learning:
    """The articles that wait to be counted, and in days the newest, the last counted and the last taken."""

    def __init__(self, weights: Weights, most_days: float) -> None:
        """Begin with none. Counts that were in force for `most_days` are taken anew."""
        self._weights, self._most_days = weights, most_days
        self.waiting: dict[str, Node] = {}
        self.newest = self.counted_to = self.taken = -math.inf

    def learn(self, coming: Iterable[Node]) -> float | None:
        """Count what need not wait; return up to which day counts new in force go, None if there are none.

        An article without a date is counted as it comes.
        """
        due: list[Node] = []
        for node in coming:
            if math.isnan(node.days):
                due.append(node)
            else:
                self.waiting[node.id] = node
                self.newest = max(self.newest, node.days)
        due += sorted(
            (node for node in self.waiting.values() if node.days < self.newest - LATE),
            key=lambda node: (node.days, node.id),
        )
        taken = [self.counted_to for node in due if self._count(node)]
        return taken[-1] if taken else None

    def forget(self, going: Iterable[str]) -> None:
        """Let articles of some ids go uncounted."""
        for name in going:
            self.waiting.pop(name, None)

    def renew(self, live: Iterable[Node]) -> None:
        """Take those of `live` that wait in place of the nodes that there were."""
        self.waiting = {node.id: node for node in live if node.id in self.waiting}

    def _count(self, node: Node) -> bool:
        """Count an article; return whether other counts came into force."""
        self.waiting.pop(node.id, None)
        self._weights.count(node.bags or self._weights.vocabulary.read(node.article))
        if not math.isnan(node.days):
            self.counted_to = max(self.counted_to, node.days)
        if not self._weights.grown and not self.counted_to - self.taken >= self._most_days:
            return False
        self._weights.take()
        self.taken = self.counted_to
        return True
