from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from aggregator.cluster.linkage import Labels, Pairs, join, whole


def joined(
    likeness: NDArray[np.float64], threshold: float, copies: Sequence[tuple[int, int]] = ()
) -> list[int]:
    one, other = np.nonzero(np.triu(likeness >= threshold, 1))
    links = Pairs(one, other, whole(likeness[one, other]))

    def alike(one: Labels, other: Labels) -> NDArray[np.float64]:
        return np.asarray(likeness[one, other])

    return list(join(len(likeness), links, copies, threshold, alike).tolist())


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
    labels = joined(likeness, threshold)
    found = {frozenset(place for place, held in enumerate(labels) if held == label) for label in set(labels)}
    assert found == one_by_one(likeness, threshold)


def test_equal_likenesses_end() -> None:
    likeness = np.full((7, 7), 0.5) - np.eye(7) * 0.5
    assert set(joined(likeness, 0.5)) == {0}


def test_copies_start_together_however_unlike() -> None:
    labels = joined(np.zeros((4, 4)), 0.5, [(0, 2), (2, 3)])
    assert labels[0] == labels[2] == labels[3] != labels[1]
