from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from aggregator.cluster.linkage import join


def one_by_one(likeness: NDArray[np.float64], threshold: float) -> set[frozenset[int]]:
    """Average linkage by the book: the two groups of highest mean join, one pair at a time."""
    groups = [frozenset({place}) for place in range(len(likeness))]
    while len(groups) > 1:
        mean, a, b = max(
            (float(np.mean([likeness[i, j] for i in a for j in b])), a, b)
            for a, b in itertools.combinations(sorted(groups, key=sorted), 2)
        )
        if mean < threshold:
            break
        groups = [group for group in groups if group not in (a, b)] + [a | b]
    return set(groups)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9), st.integers(0, 10_000), st.floats(0.1, 0.9))
def test_joining_all_mutual_pairs_is_average_linkage(places: int, seed: int, threshold: float) -> None:
    values = np.random.default_rng(seed).random((places, places))
    likeness = np.triu(values, 1) + np.triu(values, 1).T
    labels = join(csr_array(likeness), [], threshold)
    found = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}
    assert found == one_by_one(likeness, threshold)


def test_equal_likenesses_end() -> None:
    likeness = np.full((7, 7), 0.5) - np.eye(7) * 0.5
    assert set(join(csr_array(likeness), [], 0.5).tolist()) == {0}


def test_copies_start_together_however_unlike() -> None:
    labels = join(csr_array((4, 4)), [(0, 2), (2, 3)], 0.5)
    assert labels[0] == labels[2] == labels[3] != labels[1]
