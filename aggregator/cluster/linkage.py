"""Average linkage on sparse likenesses: groups join while the mean over all their pairs is high enough.

In every round each group looks for the one most like it, and all that look at each other join. Average
linkage is reducible (Bruynooghe 1977), so this ends where joining one pair at a time would, in few rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, triu
from scipy.sparse.csgraph import connected_components

from aggregator.cluster.likeness import DIGITS

Labels = NDArray[np.int64]
"""The group of every place."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of groups, `one` before `other`, with their sums of likeness, and the sizes of the groups.

    Sums are whole numbers, of the last decimal that a likeness has: they come out the same in any order.
    """

    one: Labels
    other: Labels
    sums: NDArray[np.int64]
    sizes: NDArray[np.int64]


def join(pairs: csr_array, copies: Sequence[tuple[int, int]], threshold: float) -> Labels:
    """Return the groups: `copies` together from the start, then joined down to a mean of `threshold`."""
    labels = _connected(pairs.shape[0], np.array(copies, dtype=np.int64).reshape(-1, 2))
    upper = triu(pairs, k=1).tocoo()
    sums = np.rint(upper.data * 10**DIGITS).astype(np.int64)
    alone = Pairs(upper.row, upper.col, sums, np.ones(len(labels), dtype=np.int64))
    held = _joined(alone, labels)
    while len(mutual := _looking_at_each_other(held, threshold)):
        step = _connected(len(held.sizes), mutual)
        labels, held = step[labels], _joined(held, step)
    return labels


def _connected(places: int, links: NDArray[np.int64]) -> Labels:
    graph = csr_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(places, places))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _joined(held: Pairs, step: Labels) -> Pairs:
    """Return what is left of pairs when groups become those that `step` says."""
    one, other = step[held.one], step[held.other]
    apart = one != other
    first, second = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
    sizes = np.zeros(int(step.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(sizes, step, held.sizes)
    shape = (len(sizes), len(sizes))
    summed = csr_array((held.sums[apart], (first, second)), shape=shape).tocoo()
    return Pairs(summed.row.astype(np.int64), summed.col.astype(np.int64), summed.data, sizes)


def _looking_at_each_other(held: Pairs, threshold: float) -> NDArray[np.int64]:
    """Return the pairs of groups each of which is the other's most like; of equals, the first."""
    means = held.sums / (10**DIGITS * held.sizes[held.one] * held.sizes[held.other])
    enough = means >= threshold
    one, other, means = held.one[enough], held.other[enough], means[enough]
    rows, columns, values = np.append(one, other), np.append(other, one), np.append(means, means)
    order = np.lexsort((columns, -values, rows))
    firsts = order[np.unique(rows[order], return_index=True)[1]]
    best = np.full(len(held.sizes), -1, dtype=np.int64)
    best[rows[firsts]] = columns[firsts]
    looking = np.flatnonzero(best >= 0)
    mutual = looking[(best[best[looking]] == looking) & (looking < best[looking])]
    return np.stack((mutual, best[mutual]), axis=1)
