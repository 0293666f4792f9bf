"""The live articles and how alike each two of them are, kept while articles come and go.

What stands here depends on the articles that are live and on the weights, not on the order in which they
came: only what a change can reach is worked out again, and comes out as it would from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, triu

from aggregator.cluster.collections import is_collection
from aggregator.cluster.frequencies import Weights
from aggregator.cluster.likeness import (
    BARE_TITLES,
    COUNTED_FROM,
    DIGITS,
    LEAST_LIKE,
    NEIGHBOUR_SHARE,
    NEIGHBOURS,
    figure_factor,
    time_factors,
)
from aggregator.cluster.reading import Bags
from aggregator.cluster.rows import Row, Values, figure_row, own_row, widened
from aggregator.cluster.table import Places, Table
from aggregator.config import ClusterSettings
from aggregator.identity import Shingles, shingles
from aggregator.models import Article

NEAR_TERMS = 48
"""Most telling terms by which articles propose one another, and NEAR_FROM the product of these alone from
which they are compared in full. With all terms and from 0 every F1 of `./run bench cluster` is the same, and
with 12 terms lower by up to 0.015; the cost of an article grows with the terms."""
NEAR_FROM = 0.04
LINK_TERMS = 16
"""The same for widened articles, which are compared for links of `join_threshold` only."""
LINK_FROM = 0.1

Neighbours = tuple[tuple[float, str, int], ...]
"""The nearest articles, nearest first: minus the likeness, id and place."""


@dataclass(slots=True)
class Node:
    """A live article.

    By place, `near` holds likenesses as the articles stand, from `LEAST_LIKE`, and `links` those of the
    widened ones that reach the threshold from which groups join.
    """

    article: Article
    bags: Bags
    collection: bool
    days: float
    figures: dict[int, float] = field(default_factory=dict)
    near: dict[int, float] = field(default_factory=dict)
    links: dict[int, float] = field(default_factory=dict)
    neighbours: Neighbours | None = None
    _shingles: Shingles | None = None

    @property
    def shingles(self) -> Shingles:
        """The runs of words by which copies are known, made when they are first asked for."""
        if self._shingles is None:
            self._shingles = shingles(self.article.text)
        return self._shingles


class Graph:
    """Live articles by place. A place is given out anew when its article has gone."""

    def __init__(self, settings: ClusterSettings, weights: Weights) -> None:
        """Begin with no article."""
        self.settings, self.weights = settings, weights
        self.nodes: dict[int, Node] = {}
        self.places: dict[str, int] = {}
        self._own, self._wide = Table(NEAR_TERMS), Table(LINK_TERMS)
        self._free: list[int] = []
        self._days, self._raised = np.zeros(0), np.zeros(0)
        self._figured = np.zeros(0, dtype=bool)

    def change(self, coming: Sequence[tuple[Article, Bags]], going: Iterable[int] = ()) -> set[int]:
        """Let articles come and those at some places go; return the places whose edges changed or went."""
        touched = set(going)
        moved = self._remove(touched)
        for article, bags in coming:
            moved |= self._insert(article, bags)
        again = sorted((place for place in moved if self._look_around(place)), key=self.name)
        self._widen(again)
        return touched | set(again)

    def name(self, place: int) -> str:
        """Return the id of the article at a place."""
        return self.nodes[place].article.id

    def _remove(self, places: set[int]) -> set[int]:
        """Take articles out; return the places of those that had them near."""
        moved: set[int] = set()
        for place in places:
            node = self.nodes[place]
            self._own.drop(place)
            self._narrow(place)
            for other in node.near:
                del self.nodes[other].near[place]
            moved |= node.near.keys()
        for place in places:
            del self.places[self.nodes.pop(place).article.id]
        self._free = sorted({*self._free, *places}, reverse=True)
        return moved - places

    def _insert(self, article: Article, bags: Bags) -> set[int]:
        """Put an article in and find what is near it; return the places where that may change something."""
        place = self._free.pop() if self._free else len(self.nodes)
        published = article.published
        days = published.timestamp() / 86400 if published else np.nan
        node = Node(article, bags, is_collection(article), days, figure_row(bags, self.weights))
        self.nodes[place] = node
        self.places[article.id] = place
        self._note(place, node)
        self._own.put(place, own_row(bags, self.weights, bare=not article.text))
        found = self._own.proposed(place, NEAR_FROM)
        timed = self._timed(place, found, self._own.products(place, found))
        for other, value in zip(
            found[timed >= LEAST_LIKE].tolist(), timed[timed >= LEAST_LIKE].tolist(), strict=True
        ):
            node.near[other] = self.nodes[other].near[place] = value
        return {place, *node.near}

    def _look_around(self, place: int) -> bool:
        """Choose the neighbours of a place again; return whether anything about them has changed."""
        node = self.nodes[place]
        # A round-up widens no other: it would bring the words of all its events.
        found = [
            (-value, self.nodes[other].article.id, other)
            for other, value in node.near.items()
            if not self.nodes[other].collection
        ]
        neighbours = tuple(sorted(found)[:NEIGHBOURS])
        if neighbours == node.neighbours:
            return False
        node.neighbours = neighbours
        return True

    def _widen(self, places: Sequence[int]) -> None:
        """Widen the articles at `places`, which have other neighbours now, and find their edges again."""
        for place in places:
            self._narrow(place)
        for place in places:
            self._wide.put(place, self._widened(place))
            self._link(place)

    def _widened(self, place: int) -> Row:
        around = [
            (-NEIGHBOUR_SHARE * minus, self._own[other])
            for minus, _, other in self.nodes[place].neighbours or ()
        ]
        return widened([(1.0, self._own[place]), *around], self.weights)

    def _link(self, place: int) -> None:
        """Find the links between a place and all that are widened already."""
        node = self.nodes[place]
        found = self._wide.proposed(place, LINK_FROM)
        products = self._wide.products(place, found)
        likely = products >= self.settings.join_threshold / BARE_TITLES
        found = found[likely]
        likeness = self._weighed(np.full(len(found), place), found, products[likely])
        strong = likeness >= self.settings.join_threshold
        for other, value in zip(found[strong].tolist(), likeness[strong].tolist(), strict=True):
            node.links[other] = self.nodes[other].links[place] = value

    def _narrow(self, place: int) -> None:
        self._wide.drop(place)
        links = self.nodes[place].links
        for other in links:
            del self.nodes[other].links[place]
        links.clear()

    def likeness(self, place: int, others: Places) -> Values:
        """Return how alike the article at a place and those at `others` are, 0..1."""
        return self._weighed(np.full(len(others), place), others, self._wide.products(place, others))

    def likeness_within(self, places: Places, lots: NDArray[np.int64]) -> csr_array:
        """Return how alike all pairs of the articles at `places` are that are of one lot, by their order."""
        upper = triu(self._wide.products_within(places, lots), k=1).tocoo()
        values = self._weighed(places[upper.row], places[upper.col], upper.data)
        kept = values > 0
        half = csr_array((values[kept], (upper.row[kept], upper.col[kept])), shape=upper.shape)
        return csr_array(half + half.T)

    def _weighed(self, rows: Places, columns: Places, products: Values) -> Values:
        """Return products of widened rows against dates and figures; 0 for pairs that do not count."""
        made = np.zeros(len(products))
        counted = np.flatnonzero(products >= COUNTED_FROM)
        one, other = rows[counted], columns[counted]
        factor = time_factors(self._days[one] - self._days[other], self.settings)
        factor *= self._raised[one] * self._raised[other]
        for at in np.flatnonzero(self._figured[one] & self._figured[other]).tolist():
            factor[at] *= figure_factor(self.nodes[int(one[at])].figures, self.nodes[int(other[at])].figures)
        made[counted] = np.minimum(products[counted] * factor, 1.0)
        return np.round(made, DIGITS)

    def _timed(self, place: int, others: Places, products: Values) -> Values:
        timed = products * time_factors(self._days[others] - self._days[place], self.settings)
        return np.round(timed, DIGITS)

    def _note(self, place: int, node: Node) -> None:
        """Keep what pairs are weighed by where it can be had for many at once."""
        if place >= len(self._days):
            more = max(1024, len(self._days))
            self._days = np.concatenate([self._days, np.zeros(more)])
            self._raised = np.concatenate([self._raised, np.zeros(more)])
            self._figured = np.concatenate([self._figured, np.zeros(more, dtype=bool)])
        self._days[place] = node.days
        self._raised[place] = 1.0 if node.article.text else BARE_TITLES**0.5
        self._figured[place] = bool(node.figures)
