"""Average linkage on sparse likenesses: groups join while the mean over all their pairs is high enough.

In every round each group looks for the one most like it, and all that look at each other join. Average
linkage is reducible (Bruynooghe 1977), so this ends where joining one pair at a time would, in few rounds.

Two groups can join only where a pair of theirs is as alike as that. So it starts from such links alone, and
asks for the likeness of other pairs when their groups stand to be weighed: the cost grows with the links.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from aggregator.cluster.likeness import DIGITS

Labels = NDArray[np.int64]
"""The group of every place."""

Alike = Callable[[Labels, Labels], NDArray[np.float64]]
"""The likenesses of places, pair by pair."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of groups with their sums of likeness, `one` before `other`.

    Sums are whole numbers, of the last decimal that a likeness has: they come out the same in any order.
    """

    one: Labels
    other: Labels
    sums: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Members:
    """What is in each group: `order` from `starts`, `sizes` of them."""

    order: Labels
    starts: Labels
    sizes: Labels

    @classmethod
    def of(cls, labels: Labels) -> Members:
        """Return what has each label."""
        sizes = np.bincount(labels)
        return cls(np.argsort(labels, kind="stable"), np.cumsum(sizes) - sizes, sizes)

    def crossed(self, one: Labels, other: Labels) -> tuple[Labels, Labels, Labels]:
        """Return every member of a group beside every one of another: number of the pair, and both."""
        times = self.sizes[one] * self.sizes[other]
        number = np.repeat(np.arange(len(one)), times)
        within = np.arange(len(number)) - np.repeat(np.cumsum(times) - times, times)
        first, second = np.divmod(within, self.sizes[other][number])
        return (
            number,
            self.order[self.starts[one][number] + first],
            self.order[self.starts[other][number] + second],
        )


def join(
    places: int, links: Pairs, copies: Sequence[tuple[int, int]], threshold: float, alike: Alike
) -> Labels:
    """Return the groups: `copies` together from the start, then joined down to a mean of `threshold`.

    `links` are all pairs of places that are as alike as that; `alike` gives the likeness of any.
    """
    labels = np.arange(places)
    likely = np.ones(len(links.sums), dtype=bool)
    held, step = links, _connected(places, np.array(copies, dtype=np.int64).reshape(-1, 2))
    while True:
        held = _joined(held, likely, step, Members.of(labels), alike)
        labels = step[labels]
        means = _means(held, np.bincount(labels))
        likely = means >= threshold
        mutual = _looking_at_each_other(held.one[likely], held.other[likely], means[likely])
        if not len(mutual):
            return labels
        step = _connected(int(labels.max(initial=-1)) + 1, mutual)


def whole(likeness: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return likenesses as whole numbers of their last decimal."""
    return np.asarray(np.rint(likeness * 10**DIGITS), dtype=np.int64)


def _connected(places: int, links: NDArray[np.int64]) -> Labels:
    graph = csr_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(places, places))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _joined(held: Pairs, likely: NDArray[np.bool_], step: Labels, members: Members, alike: Alike) -> Pairs:
    """Return pairs of what groups become that `step` says, with all that makes them up.

    A mean is never above all those that it is made of: without one that is `likely` a pair is left out.
    `members` are the places of the groups as they were.
    """
    groups = len(step)
    one, other = step[held.one], step[held.other]
    apart = one != other
    keys = np.minimum(one, other)[apart] * groups + np.maximum(one, other)[apart]
    made, number = np.unique(keys, return_inverse=True)
    sums, hopes, parts = (np.zeros(len(made), dtype=np.int64) for _ in range(3))
    np.add.at(sums, number, held.sums[apart])
    np.add.at(hopes, number, likely[apart])
    np.add.at(parts, number, 1)
    made, sums, parts = made[hopes > 0], sums[hopes > 0], parts[hopes > 0]
    low, high = np.divmod(made, groups)
    within = Members.of(step)
    short = np.flatnonzero(parts < within.sizes[low] * within.sizes[high])
    pair, first, second = within.crossed(low[short], high[short])
    first, second = np.minimum(first, second), np.maximum(first, second)
    new = ~np.isin(first * groups + second, held.one * groups + held.other)
    number, place, beside = members.crossed(first[new], second[new])
    np.add.at(sums, short[pair[new][number]], whole(alike(place, beside)))
    return Pairs(low, high, sums)


def _means(held: Pairs, sizes: Labels) -> NDArray[np.float64]:
    made: NDArray[np.float64] = held.sums / (10**DIGITS * sizes[held.one] * sizes[held.other])
    return made


def _looking_at_each_other(one: Labels, other: Labels, means: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the pairs of groups each of which is the other's most like; of equals, the first."""
    rows, columns, values = np.append(one, other), np.append(other, one), np.append(means, means)
    order = np.lexsort((columns, -values, rows))
    looking, firsts = np.unique(rows[order], return_index=True)
    best = np.full(int(rows.max(initial=-1)) + 1, -1, dtype=np.int64)
    best[looking] = columns[order[firsts]]
    mutual = looking[(best[best[looking]] == looking) & (looking < best[looking])]
    return np.stack((mutual, best[mutual]), axis=1)
