"""What speaks against a likeness, for many pairs at once: time between the two, and figures that differ."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aggregator.cluster.index import Places
from aggregator.cluster.likeness import (
    BARE_TITLES,
    COUNTED_FROM,
    DIGITS,
    FIGURES_DIFFER,
    FIGURES_SHARED,
    time_factors,
)
from aggregator.cluster.rows import FIGURES_KEPT, Rows, Values
from aggregator.config import ClusterSettings

NONE = -1
"""Column where there is no figure."""


class Factors:
    """Times and figures of articles, by place."""

    def __init__(self, settings: ClusterSettings) -> None:
        """Begin with no article."""
        self._settings = settings
        self._days, self._raised = np.zeros(0), np.zeros(0)
        self._signs = np.zeros(0, dtype=np.uint64)
        self._columns = np.zeros((0, FIGURES_KEPT), dtype=np.int32)
        self._values = np.zeros((0, FIGURES_KEPT), dtype=np.float32)

    def put(self, places: Places, days: Values, figures: Rows, bare: NDArray[np.bool_]) -> None:
        """Note what articles are weighed by."""
        while places.max(initial=-1) >= len(self._days):
            self._grow()
        self._days[places] = days
        self._raised[places] = np.where(bare, BARE_TITLES**0.5, 1.0)
        self._columns[places] = np.where(figures.held, figures.columns, NONE)
        self._values[places] = figures.values
        signs = np.where(figures.held, np.uint64(1) << (figures.columns % 64).astype(np.uint64), np.uint64(0))
        self._signs[places] = np.bitwise_or.reduce(signs, axis=1)

    def weighed(self, rows: Places, columns: Places, products: Values) -> Values:
        """Return products of widened rows against dates and figures; 0 for pairs that do not count."""
        made = np.zeros(len(products))
        counted = np.flatnonzero(products >= COUNTED_FROM)
        one, other = rows[counted], columns[counted]
        factor = time_factors(self._days[one] - self._days[other], self._settings)
        factor *= self._raised[one] * self._raised[other]
        factor *= self._figured(one, other)
        made[counted] = np.minimum(products[counted] * factor, 1.0)
        return np.round(made, DIGITS)

    def texts(self, rows: Places, columns: Places) -> NDArray[np.bool_]:
        """Return which pairs are of two texts, neither of them a bare title."""
        made: NDArray[np.bool_] = np.maximum(self._raised[rows], self._raised[columns]) == 1
        return made

    def timed(self, rows: Places, columns: Places, products: Values) -> Values:
        """Return products of rows as they stand against dates alone."""
        timed = products * time_factors(self._days[columns] - self._days[rows], self._settings)
        return np.round(timed, DIGITS)

    def figures(self, places: Places) -> Rows:
        """Return the figures of the articles at `places`."""
        columns, values = self._columns[places], self._values[places]
        return Rows(np.maximum(columns, 0), values, np.sum(columns != NONE, axis=1, dtype=np.int32))

    def left(self, one: int, other: int) -> tuple[float, float]:
        """Return what is left of the likeness of two articles for the time between them, and for figures."""
        ends = np.array([one]), np.array([other])
        days = self._days[ends[0]] - self._days[ends[1]]
        return float(time_factors(days, self._settings)[0]), float(self._figured(*ends)[0])

    def _figured(self, one: Places, other: Places) -> NDArray[np.float64]:
        """Return what is left for figures: less where both openings have some and hardly share one."""
        made = np.ones(len(one))
        both = (self._signs[one] != 0) & (self._signs[other] != 0)
        made[both] = FIGURES_DIFFER
        # Most pairs share no figure, and the signs of most of these have no bit in common.
        likely = np.flatnonzero((self._signs[one] & self._signs[other]) != 0)
        one, other = one[likely], other[likely]
        same = self._columns[one][:, :, None] == self._columns[other][:, None, :]
        values = self._values[one][:, :, None] * self._values[other][:, None, :]
        shared = np.sum(values * same, axis=(1, 2), dtype=np.float64)
        made[likely] += (1 - FIGURES_DIFFER) * np.minimum(1.0, shared / FIGURES_SHARED)
        return made

    def _grow(self) -> None:
        more = max(1024, len(self._days))
        self._days = np.concatenate([self._days, np.zeros(more)])
        self._raised = np.concatenate([self._raised, np.zeros(more)])
        self._signs = np.concatenate([self._signs, np.zeros(more, dtype=np.uint64)])
        self._columns = np.concatenate([self._columns, np.full((more, FIGURES_KEPT), NONE, dtype=np.int32)])
        self._values = np.concatenate([self._values, np.zeros((more, FIGURES_KEPT), dtype=np.float32)])
