"""Articles as rows of weighed terms: the most telling ones of each, of unit length, in tables of fixed width.

Whatever comes first, rows come out the same: where two terms weigh the same, their keys order them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.cluster.frequencies import Weights
from aggregator.cluster.reading import FIGURES, VIEWS, Bags, Columns

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
"""Columns and their values."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of many articles in arrays of one width: columns and values, the largest first, then zeros."""

    columns: Columns
    values: NDArray[np.float32]
    lengths: NDArray[np.int32]

    @classmethod
    def of(
        cls, columns: Columns, values: NDArray[np.float32], lengths: NDArray[np.int32], width: int
    ) -> Rows:
        """Return rows that come one after the other."""
        held = np.arange(width) < lengths[:, None]
        made = cls(np.zeros(held.shape, dtype=np.int32), np.zeros(held.shape, dtype=np.float32), lengths)
        made.columns[held], made.values[held] = columns, values
        return made

    @property
    def held(self) -> NDArray[np.bool_]:
        """Where there is something."""
        made: NDArray[np.bool_] = np.arange(self.columns.shape[1]) < self.lengths[:, None]
        return made


def view_rows(bags: Bags, weights: Weights, *, bare: bool) -> tuple[Row, ...]:
    """Return title, text and names as rows of unit length. `bare`: the article is a title alone."""
    values = _weighed([bags], weights, np.array([bare]))
    views = [bags.view(view) for view in range(FIGURES)]
    return tuple((bags.columns[held], _unit(values[held])) for held in views)


def own_rows(held: Sequence[Bags], weights: Weights, bare: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Return for each article its three views side by side, and its figures, at most `FIGURES_KEPT`.

    A view that the article has not leaves its weight to the others. `bare`: which are titles alone.
    """
    values = _weighed(held, weights, bare)
    lengths = np.diff([bags.ends for bags in held], prepend=0)
    view_of = np.repeat(np.arange(lengths.size), lengths.ravel())
    squares = np.bincount(view_of, values**2, lengths.size).reshape(len(held), -1)
    shares = np.array([*VIEW_WEIGHTS, 1.0]) / np.where(squares > 0, squares, 1)
    values *= np.sqrt(shares).ravel()[view_of]
    columns = np.concatenate([bags.columns for bags in held])
    figured = view_of % len(VIEWS) == FIGURES
    ends = lengths[:, :FIGURES].sum(axis=1)
    own = most_telling(columns[~figured], values[~figured], ends, weights)
    figures = columns[figured], values[figured], lengths[:, FIGURES]
    return own, most_telling(*figures, weights, FIGURES_KEPT)


def most_telling(
    columns: Columns, values: Floats, lengths: NDArray[np.int64], weights: Weights, most: int = TERMS_KEPT
) -> Rows:
    """Return for each article its largest values with their columns, at most `most`, of unit length.

    Terms come one article after the other, `lengths` of each.
    """
    # Terms met equally often weigh the same: their keys part them, by less than any two values differ else.
    parted = values * (weights.vocabulary.keys(columns) * _APART - 1)
    at = _smallest(parted, lengths, most)
    chosen, weighed = np.append(columns, 0)[at], np.append(values, 0.0)[at]
    # All are of one width, or the sums would come out by what stands beside a row.
    norms = np.sqrt(np.sum(weighed**2, axis=1, keepdims=True))
    weighed /= np.where(norms > 0, norms, 1)
    return Rows(
        chosen.astype(np.int32), weighed.astype(np.float32), np.minimum(lengths, most).astype(np.int32)
    )


def _smallest(parted: Values, lengths: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return where the `most` smallest values of each article stand, in order, then a place behind all."""
    wide = max(most, int(lengths.max(initial=0)))
    held = np.arange(wide) < lengths[:, None]
    order, at = np.full(held.shape, np.inf), np.full(held.shape, len(parted))
    order[held], at[held] = parted, np.arange(len(parted))
    if wide > most:
        kept = np.argpartition(order, most, axis=1)[:, :most]
        order, at = np.take_along_axis(order, kept, axis=1), np.take_along_axis(at, kept, axis=1)
    return np.take_along_axis(at, np.argsort(order, axis=1), axis=1)


def cosine(one: Row, other: Row) -> float:
    """Return the product of two rows: their cosine, if they are of unit length."""
    held = dict(zip(one[0].tolist(), one[1].tolist(), strict=True))
    pairs = zip(other[0].tolist(), other[1].tolist(), strict=True)
    return math.fsum(value * held[column] for column, value in pairs if column in held)


def _weighed(held: Sequence[Bags], weights: Weights, bare: NDArray[np.bool_]) -> Values:
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
