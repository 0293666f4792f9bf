"""The live articles and how alike each two of them are, kept while articles come and go.

What stands here depends on the articles that are live and on the weights, not on the order in which they
came: only what a change can reach is worked out again, and comes out as it would from the start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from aggregator.cluster.factors import Factors
from aggregator.cluster.frequencies import Weights
from aggregator.cluster.index import Places
from aggregator.cluster.likeness import (
    BARE_TITLES,
    DIGITS,
    LEAST_LIKE,
    LONE,
    LONE_SHARE,
    NEIGHBOUR_SHARE,
    NEIGHBOURS,
)
from aggregator.cluster.node import Node
from aggregator.cluster.reading import Bags, Columns
from aggregator.cluster.rows import Rows, Values, most_telling, own_rows
from aggregator.cluster.table import Table
from aggregator.config import ClusterSettings
from aggregator.identity import is_copy

COPY_CONTAINMENT = 0.6
"""Share of the smaller text's five-word runs from which two articles are joined before any are weighed.
Higher than the policy's share for origins: pages of one outlet share boilerplate and are no one story."""

T = TypeVar("T")

NEAR_TERMS = 32
"""Most telling terms by which articles propose one another, and NEAR_FROM the product of these alone from
which they are compared in full. With all terms and from 0 no F1 of `./run bench cluster` is 0.001 higher, and
with 12 terms they are lower by up to 0.015; the cost of an article grows with the terms."""
NEAR_FROM = 0.06
LINK_TERMS = 16
"""The same for widened articles, which are compared for links of `join_threshold` only."""
LINK_FROM = 0.1


AT_ONCE = 256
"""Articles that come into the tables together; it bounds what is held meanwhile, and decides nothing."""


class Graph:
    """Live articles by place. A place is given out anew when its article has gone."""

    def __init__(self, settings: ClusterSettings, weights: Weights) -> None:
        """Begin with no article."""
        self.settings, self.weights = settings, weights
        self.nodes: dict[int, Node] = {}
        self.places: dict[str, int] = {}
        self.own, self.wide = Table(NEAR_TERMS, weights), Table(LINK_TERMS, weights)
        self._factors = Factors(settings)
        self._free: list[int] = []

    def change(self, coming: Sequence[Node], going: Iterable[int] = ()) -> set[int]:
        """Let articles come and those at some places go; return the places whose edges changed or went."""
        touched = set(going)
        moved = self._remove(touched) | self._insert(coming)
        again = sorted((place for place in moved if self._look_around(place)), key=self.name)
        self._widen(again)
        return touched | set(again)

    def name(self, place: int) -> str:
        """Return the id of the article at a place."""
        return self.nodes[place].id

    def rows(self, places: Places) -> tuple[Rows, Rows, Rows]:
        """Return for `places` their own rows, the widened ones and their figures."""
        return self.own.rows(places), self.wide.rows(places), self._factors.figures(places)

    def restore(self, nodes: Sequence[Node], own: Rows, wide: Rows, figures: Rows) -> None:
        """Set articles, with all that was found out about them, where there are none yet."""
        places = self._place(nodes, figures)
        self.own.put(places, own)
        self.wide.put(places, wide)
        for place in self.nodes:
            self._look_around(place)

    def bags(self, node: Node) -> Bags:
        """Return the terms of an article, read again if need be."""
        if node.bags is None:
            node.bags = self.weights.vocabulary.read(node.article)
        return node.bags

    def is_copy(self, one: int, other: int) -> bool:
        """Whether one of two texts is a copy of the other."""
        node, second = self.nodes[one], self.nodes[other]
        name = second.id
        if name not in node.copied:
            made = is_copy(node.shingles, second.shingles, COPY_CONTAINMENT)
            node.copied[name] = second.copied[node.id] = made
        return node.copied[name]

    def _remove(self, places: set[int]) -> set[int]:
        """Take articles out; return the places of those that had them near."""
        moved: set[int] = set()
        self.own.drop(_array(places))
        self._narrow(places)
        for place in places:
            node = self.nodes[place]
            for other in node.near:
                del self.nodes[other].near[place]
                self.nodes[other].copied.pop(node.id, None)
            moved |= node.near.keys()
        for place in places:
            del self.places[self.nodes.pop(place).id]
        self._free = sorted({*self._free, *places}, reverse=True)
        return moved - places

    def _insert(self, coming: Sequence[Node]) -> set[int]:
        """Put articles in and find what is near them; return the places where that may change something."""
        moved: set[int] = set()
        for lot in _lots(coming, AT_ONCE):
            bare = np.array([node.bare for node in lot])
            own, figures = own_rows([self.bags(node) for node in lot], self.weights, bare)
            places = self._place(lot, figures)
            self.own.put(places, own)
            one, other, products = self.own.pairs(places, NEAR_FROM)
            likeness = self._factors.timed(one, other, products)
            close = likeness >= LEAST_LIKE
            for first, second, value in _plain(one[close], other[close], likeness[close]):
                self.nodes[first].near[second] = self.nodes[second].near[first] = value
                moved.add(second)
            moved.update(places.tolist())
        return moved

    def _place(self, nodes: Sequence[Node], figures: Rows) -> Places:
        """Give articles places."""
        made: list[int] = []
        for node in nodes:
            place = self._free.pop() if self._free else len(self.nodes)
            self.nodes[place] = node
            self.places[node.id] = place
            made.append(place)
        places = _array(made)
        days, bare = (
            np.array([node.days for node in nodes]),
            np.array([node.bare for node in nodes], dtype=bool),
        )
        self._factors.put(places, days, figures, bare)
        return places

    def _look_around(self, place: int) -> bool:
        """Choose the neighbours of a place again; return whether anything about them has changed."""
        node = self.nodes[place]
        # A round-up widens no other: it would bring the words of all its events.
        found = [
            (-value, self.nodes[other].id, other)
            for other, value in node.near.items()
            if not self.nodes[other].collection
        ]
        neighbours = tuple(sorted(found)[:NEIGHBOURS])
        if neighbours == node.neighbours:
            return False
        node.neighbours = neighbours
        return True

    def _widen(self, places: Sequence[int]) -> None:
        """Widen the articles at `places`, which have other neighbours now, and find their links again."""
        self._narrow(places)
        for lot in _lots(places, AT_ONCE):
            self.wide.put(_array(lot), most_telling(*self._widened(lot), self.weights))
            self._link(*self.wide.pairs(_array(lot), LINK_FROM))

    def _widened(self, places: Sequence[int]) -> tuple[Columns, Values, NDArray[np.int64]]:
        """Return the rows at `places` with those of their neighbours added, as `Table.sums` does."""
        around = [self.nodes[place].neighbours or () for place in places]
        ends = np.cumsum([0, *(1 + len(near) for near in around)], dtype=np.int32)
        factors = [
            factor for near in around for factor in (1.0, *(-NEIGHBOUR_SHARE * minus for minus, _, _ in near))
        ]
        at = [
            one
            for place, near in zip(places, around, strict=True)
            for one in (place, *(other for _, _, other in near))
        ]
        return self.own.sums(csr_array((factors, at, ends), shape=(len(places), max(at) + 1)))

    def _link(self, one: Places, other: Places, products: Values) -> None:
        """Link the pairs that are alike enough."""
        likely = products >= self.settings.join_threshold / BARE_TITLES
        one, other = one[likely], other[likely]
        likeness = self._factors.weighed(one, other, products[likely])
        strong = likeness >= self.settings.join_threshold
        one, other = one[strong], other[strong]
        likeness = np.round(likeness[strong] * self._worded(one, other), DIGITS)
        strong = likeness >= self.settings.join_threshold
        for first, second, value in _plain(one[strong], other[strong], likeness[strong]):
            self.nodes[first].links[second] = self.nodes[second].links[first] = value

    def _narrow(self, places: Collection[int]) -> None:
        """Take what widened articles at `places` back, and their links."""
        self.wide.drop(_array(places))
        for place in places:
            links = self.nodes[place].links
            for other in links:
                del self.nodes[other].links[place]
            links.clear()

    def likeness(self, ones: Places, others: Places) -> Values:
        """Return how alike the articles at `ones` and `others` are, pair by pair, 0..1."""
        order = np.argsort(ones, kind="stable")
        one, other = ones[order], others[order]
        made = np.zeros(len(order))
        weighed = self._factors.weighed(one, other, self.wide.products(one, other))
        counted = np.flatnonzero(weighed)
        weighed[counted] *= self._worded(one[counted], other[counted])
        made[order] = np.round(weighed, DIGITS)
        return made

    def likeness_to(self, place: int, others: Collection[int]) -> Values:
        """Return how alike the article at a place and those at `others` are, 0..1."""
        return self.likeness(np.full(len(others), place), _array(others))

    def left(self, one: int, other: int) -> tuple[float, float, float]:
        """Return the shares of a likeness of two articles that are left for time, figures and words."""
        return *self._factors.left(one, other), float(self._worded(_array([one]), _array([other]))[0])

    def _worded(self, ones: Places, others: Places) -> Values:
        """Return what is left for words: less for two texts that one word alone ties together."""
        made = np.ones(len(ones))
        texts = np.flatnonzero(self._factors.texts(ones, others))
        made[texts[self.own.lone(ones[texts], others[texts]) >= LONE_SHARE]] = LONE
        return made


def _lots(held: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(held), most):
        yield held[start : start + most]


def _plain(one: Places, other: Places, values: Values) -> Iterator[tuple[int, int, float]]:
    return zip(one.tolist(), other.tolist(), values.tolist(), strict=True)


def _array(places: Collection[int]) -> Places:
    return np.array(list(places), dtype=np.int64)
