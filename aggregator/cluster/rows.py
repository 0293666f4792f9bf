"""Articles as rows of weighed terms: the most telling ones of each, of unit length, in tables of fixed width.

Whatever comes first, rows come out the same: where two terms weigh the same, their keys order them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from aggregator.cluster.frequencies import ENGLISH_SHARE, ENGLISH_SHARE_OF_TITLES, Weights
from aggregator.cluster.reading import FIGURES, Bags, Columns

VIEW_WEIGHTS = (0.3, 0.5, 0.2)
"""Title, title and body, names: chosen among six mixtures; on full texts their BCubed F1 lie within 0.01,
the body alone 0.03 below. Run `./run bench cluster` when they move."""

TERMS_KEPT = 100
"""Most telling terms of an article that are compared; the rest changed BCubed F1 by less than 0.005."""

Values = NDArray[np.float64]
Row = tuple[Columns, Values]
"""Columns and their values, the largest first."""


def view_rows(bags: Bags, weights: Weights, *, bare: bool) -> tuple[Row, ...]:
    """Return title, text and names as rows of unit length. `bare`: the article is a title alone."""
    share = ENGLISH_SHARE_OF_TITLES if bare else ENGLISH_SHARE
    return tuple(
        (bag.columns, _unit(bag.times * weights.rarity(view, bag.columns, share)))
        for view, bag in enumerate(bags[:FIGURES])
    )


def own_row(bags: Bags, weights: Weights, *, bare: bool) -> Row:
    """Return the three views side by side; one that the article has not leaves its weight to the others."""
    views = view_rows(bags, weights, bare=bare)
    columns = np.concatenate([row[0] for row in views])
    values = np.concatenate([share**0.5 * row[1] for share, row in zip(VIEW_WEIGHTS, views, strict=True)])
    return most_telling(columns, values, weights)


def figure_row(bags: Bags, weights: Weights) -> dict[int, float]:
    """Return the figures of an opening, of unit length."""
    bag = bags[FIGURES]
    values = _unit(bag.times * weights.rarity(FIGURES, bag.columns, 0.0))
    return dict(zip(bag.columns.tolist(), values.tolist(), strict=True))


def most_telling(columns: Columns, values: Values, weights: Weights) -> Row:
    """Return the largest values with their columns, at most `TERMS_KEPT`, of unit length."""
    order = np.lexsort((weights.vocabulary.keys(columns), -values))[:TERMS_KEPT]
    return columns[order], _unit(values[order])


def widened(rows: list[tuple[float, Row]], weights: Weights) -> Row:
    """Return the sum of rows, each times its factor, as a row."""
    together = np.concatenate([row[0] for _, row in rows])
    columns, places = np.unique(together, return_inverse=True)
    summed = np.bincount(places, np.concatenate([factor * row[1] for factor, row in rows]))
    values: Values = summed.astype(np.float64)
    return most_telling(columns, values, weights)


def cosine(one: Row, other: Row) -> float:
    """Return the product of two rows: their cosine, if they are of unit length."""
    held = dict(zip(one[0].tolist(), one[1].tolist(), strict=True))
    pairs = zip(other[0].tolist(), other[1].tolist(), strict=True)
    return math.fsum(value * held[column] for column, value in pairs if column in held)


def _unit(values: Values) -> Values:
    length = math.sqrt(float(values @ values))
    return values / length if length else values
