"""Average linkage on sparse likenesses: groups join while the mean over all their pairs is high enough.

In every round each group looks for the one most like it, and all that look at each other join. Average
linkage is reducible (Bruynooghe 1977), so this ends where joining one pair at a time would, in few rounds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, triu
from scipy.sparse.csgraph import connected_components

Labels = NDArray[np.int64]
"""The group of every place."""


def join(pairs: csr_array, copies: Sequence[tuple[int, int]], threshold: float) -> Labels:
    """Return the groups: `copies` together from the start, then joined down to a mean of `threshold`."""
    labels = _connected(pairs.shape[0], copies)
    while True:
        means = _means(pairs, labels)
        mutual = _looking_at_each_other(means, threshold)
        if not len(mutual):
            return labels
        labels = _connected(means.shape[0], mutual)[labels]


def attach(labels: Labels, pairs: csr_array, late: NDArray[np.bool_], threshold: float) -> Labels:
    """Return the groups with each `late` place in the group it is most like, if it is like one at all.

    Late places attach to what stood before them, never to one another.
    """
    if not late.any() or late.all():
        return labels
    early = _indicator(labels)[~late]
    sizes = np.asarray(early.sum(axis=0)).ravel()
    means = (pairs[late][:, ~late] @ early).toarray() / np.maximum(sizes, 1)
    best = means.argmax(axis=1)
    near = means[np.arange(len(best)), best] >= threshold
    attached = labels.copy()
    attached[np.flatnonzero(late)[near]] = best[near]
    return attached


def _connected(places: int, links: Sequence[tuple[int, int]] | NDArray[np.int64]) -> Labels:
    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(places, places))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _indicator(labels: Labels) -> csr_array:
    places = len(labels)
    shape = (places, int(labels.max()) + 1 if places else 0)
    return csr_array((np.ones(places), (np.arange(places), labels)), shape=shape)


def _means(pairs: csr_array, labels: Labels) -> csr_array:
    """Return the mean likeness of every two groups, exactly symmetric, nothing on the diagonal."""
    member = _indicator(labels)
    sizes = np.bincount(labels).astype(np.float64)
    sums = triu(member.T @ pairs @ member, k=1).tocoo()
    upper = csr_array((sums.data / (sizes[sums.row] * sizes[sums.col]), (sums.row, sums.col)), sums.shape)
    return csr_array(upper + upper.T)


def _looking_at_each_other(means: csr_array, threshold: float) -> NDArray[np.int64]:
    """Return the pairs of groups each of which is the other's most like; of equals, the first."""
    rows, columns = means.nonzero()
    enough = means.data >= threshold
    rows, columns, values = rows[enough], columns[enough], means.data[enough]
    order = np.lexsort((columns, -values, rows))
    firsts = order[np.unique(rows[order], return_index=True)[1]]
    best = np.full(means.shape[0], -1, dtype=np.int64)
    best[rows[firsts]] = columns[firsts]
    looking = np.flatnonzero(best >= 0)
    mutual = looking[(best[best[looking]] == looking) & (looking < best[looking])]
    return np.stack((mutual, best[mutual]), axis=1)
