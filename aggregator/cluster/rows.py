"""Articles as rows of weighed terms: the most telling ones of each, of unit length, in tables of fixed width.

Whatever comes first, rows come out the same: where two terms weigh the same, their keys order them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from aggregator.cluster.frequencies import Weights
from aggregator.cluster.reading import FIGURES, Bags, Columns

VIEW_WEIGHTS = (0.3, 0.5, 0.2)
"""Title, title and body, names: chosen among six mixtures; on full texts their BCubed F1 lie within 0.01,
the body alone 0.03 below. Run `./run bench cluster` when they move."""

TERMS_KEPT = 100
"""Most telling terms of an article that are compared; the rest changed BCubed F1 by less than 0.005."""

FIGURES_KEPT = 16
"""Most telling figures of an opening; few have more, and lists of results have too many."""

_APART = 1e-9 / 2**32
"""Times a key: how far terms of one value are parted from one another, as a share of it."""

Values = NDArray[np.float64]
Floats = NDArray[np.float64 | np.float32]
Row = tuple[Columns, Floats]
"""Columns and their values, the largest first."""


def view_rows(bags: Bags, weights: Weights, *, bare: bool) -> tuple[Row, ...]:
    """Return title, text and names as rows of unit length. `bare`: the article is a title alone."""
    values = _weighed([bags], weights, [bare])
    views = [bags.view(view) for view in range(FIGURES)]
    return tuple((bags.columns[held], _unit(values[held])) for held in views)


def own_rows(held: Sequence[Bags], weights: Weights, bare: Sequence[bool]) -> Iterator[tuple[Row, Row]]:
    """Yield for each article its three views side by side, and its figures, at most `FIGURES_KEPT`.

    A view that the article has not leaves its weight to the others. `bare`: which are titles alone.
    """
    values = _weighed(held, weights, bare)
    lengths = np.diff([bags.ends for bags in held], prepend=0).ravel()
    view_of = np.repeat(np.arange(len(lengths)), lengths)
    squares = np.bincount(view_of, values**2, len(lengths)).reshape(len(held), -1)
    shares = np.array([*VIEW_WEIGHTS, 1.0]) / np.where(squares > 0, squares, 1)
    values *= np.sqrt(shares).ravel()[view_of]
    start = 0
    for bags in held:
        *_, end, last = bags.ends
        own = most_telling(bags.columns[:end], values[start : start + end], weights)
        figures = values[start + end : start + last]
        yield own, most_telling(bags.columns[end:], figures, weights, FIGURES_KEPT)
        start += last


def most_telling(columns: Columns, values: Floats, weights: Weights, most: int = TERMS_KEPT) -> Row:
    """Return the largest values with their columns, at most `most`, of unit length."""
    # Terms met equally often weigh the same: their keys part them, by less than any two values differ else.
    parted = values * (weights.vocabulary.keys(columns) * _APART - 1)
    if len(parted) > most:
        kept = np.argpartition(parted, most)[:most]
        columns, values, parted = columns[kept], values[kept], parted[kept]
    order = np.argsort(parted)
    return columns[order], _unit(values[order])


def cosine(one: Row, other: Row) -> float:
    """Return the product of two rows: their cosine, if they are of unit length."""
    held = dict(zip(one[0].tolist(), one[1].tolist(), strict=True))
    pairs = zip(other[0].tolist(), other[1].tolist(), strict=True)
    return math.fsum(value * held[column] for column, value in pairs if column in held)


def _weighed(held: Sequence[Bags], weights: Weights, bare: Sequence[bool]) -> Values:
    """Return what the terms of articles weigh, one article after the other."""
    titles = np.repeat(bare, [len(bags.columns) for bags in held])
    columns = np.concatenate([bags.columns for bags in held])
    return _times(np.concatenate([bags.counts for bags in held])) * weights.rarity(columns, titles)


def _times(counts: NDArray[np.uint16]) -> Values:
    """Return what a term weighs by how often it stands there: 1 + ln of it."""
    made: Values = _TIMES[np.minimum(counts, len(_TIMES) - 1)]
    return made


_TIMES = 1 + np.log(np.arange(1000, dtype=np.float64).clip(1))
"""By how often a term stands in `BODY_CHARS` characters."""


def _unit(values: Floats) -> Floats:
    length = math.sqrt(float(values @ values))
    return values / length if length else values
