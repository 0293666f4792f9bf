"""Rows by place, and the inverted index by which they propose one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from aggregator.cluster.frequencies import Weights
from aggregator.cluster.index import Index, Places, ends_of
from aggregator.cluster.reading import Columns
from aggregator.cluster.rows import TERMS_KEPT, Rows, Values

PAIRS_AT_ONCE = 8192
"""Pairs of which all terms are looked at together; it bounds what is held meanwhile, and decides nothing."""


class Table:
    """Rows of at most `TERMS_KEPT` terms, in arrays of fixed width."""

    def __init__(self, telling: int, weights: Weights) -> None:
        """Begin empty; of the `telling` largest terms of each row, those not common stand in the index."""
        self._telling, self._weights = telling, weights
        self._columns = np.zeros((0, TERMS_KEPT), dtype=np.int32)
        self._values = np.zeros((0, TERMS_KEPT), dtype=np.float32)
        self._lengths = np.zeros(0, dtype=np.int32)
        self._index = Index(self._heads)
        self._scratch = np.zeros(0, dtype=np.float32)

    def put(self, places: Places, rows: Rows) -> None:
        """Set the rows at places that have none."""
        if not len(places):
            return
        while places.max() >= len(self._lengths):
            self._grow()
        self._columns[places], self._values[places] = rows.columns, rows.values
        self._lengths[places] = rows.lengths
        self._index.put(places)

    def drop(self, places: Places) -> None:
        """Take the rows at places out, where there are any."""
        known = places[places < len(self._lengths)]
        self._index.drop(known)
        self._lengths[known] = 0

    def pairs(self, places: Places, least: float) -> tuple[Places, Places, Values]:
        """Return pairs of one of `places` and another, and the products of their rows.

        Those whose telling terms alone give a product of `least`, each pair once.
        """
        ones, others = self._index.met(places, least)
        order = np.argsort(ones, kind="stable")
        ones, others = ones[order], others[order]
        return ones, others, self.products(ones, others)

    def products(self, ones: Places, others: Places) -> Values:
        """Return the products of the rows at `ones` with those at `others`, pair by pair.

        It is quick where pairs of one place stand together.
        """
        made = np.zeros(len(ones))
        for start, shared in self._shared(ones, others):
            shared.sum(axis=1, dtype=np.float64, out=made[start : start + len(shared)])
        return made

    def lone(self, ones: Places, others: Places) -> Values:
        """Return what share of each of these products one term makes, in all views; 0 where there is none."""
        lots = (slice(start, start + PAIRS_AT_ONCE) for start in range(0, len(ones), PAIRS_AT_ONCE))
        made = [self._lone(ones[lot], others[lot]) for lot in lots]
        return np.concatenate(made) if made else np.zeros(0)

    def _lone(self, ones: Places, others: Places) -> Values:
        shared = np.concatenate([held for _, held in self._shared(ones, others)])
        pairs, at = np.nonzero(shared)
        terms = self._weights.vocabulary.same(self._columns[others[pairs], at]).astype(np.int64)
        made, number = np.unique(pairs << 32 | terms, return_inverse=True)
        largest = np.zeros(len(ones))
        np.maximum.at(largest, made >> 32, np.bincount(number, shared[pairs, at], len(made)))
        totals = shared.sum(axis=1, dtype=np.float64)
        return largest / np.where(totals > 0, totals, 1)

    def _shared(self, ones: Places, others: Places) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield what each term of `others` brings to the products with a place, and where its pairs begin."""
        scratch = self._scratch_row()
        starts = np.flatnonzero(np.diff(ones, prepend=-1)).tolist()
        for start, end in pairwise([*starts, len(ones)]):
            place = int(ones[start])
            columns = self._columns[place, : self._lengths[place]]
            scratch[columns] = self._values[place, : len(columns)]
            shared = scratch.take(self._columns.take(others[start:end], axis=0))
            scratch[columns] = 0
            shared *= self._values.take(others[start:end], axis=0)
            yield start, shared

    def rows(self, places: Places) -> Rows:
        """Return the rows at `places`."""
        return Rows(self._columns[places], self._values[places], self._lengths[places])

    def sums(self, factors: csr_array) -> tuple[Columns, Values, NDArray[np.int64]]:
        """Return for each row of `factors`, by place, the sum of the rows there, each times its factor.

        Columns and values, one row after the other, and how many each has.
        """
        places, named = np.unique(factors.indices, return_inverse=True)
        found = self.rows(places)
        values, columns = found.values[found.held].astype(np.float64), found.columns[found.held]
        shape = len(places), len(self._weights.vocabulary)
        rows = csr_array((values, columns, ends_of(found.held)), shape=shape)
        narrow = factors.data, named.astype(np.int32), factors.indptr
        made = csr_array(narrow, shape=(factors.shape[0], len(places))) @ rows
        return made.indices, made.data, np.diff(made.indptr).astype(np.int64)

    def _heads(self, places: Places) -> csr_array:
        """Return the terms by which the articles at `places` propose one another, a row for each."""
        columns, values = self._columns[places, : self._telling], self._values[places, : self._telling]
        held = np.arange(self._telling) < self._lengths[places, None]
        held &= ~self._weights.common(columns)
        shape = (len(places), len(self._weights.vocabulary))
        return csr_array((values[held], columns[held], ends_of(held)), shape=shape)

    def _scratch_row(self) -> NDArray[np.float32]:
        """Return zeros, one for each column; whoever sets some sets them back."""
        if len(self._scratch) < len(self._weights.vocabulary):
            self._scratch = np.zeros(2 * len(self._weights.vocabulary), dtype=np.float32)
        return self._scratch

    def _grow(self) -> None:
        more = max(1024, len(self._lengths))
        self._columns = np.concatenate([self._columns, np.zeros((more, TERMS_KEPT), dtype=np.int32)])
        self._values = np.concatenate([self._values, np.zeros((more, TERMS_KEPT), dtype=np.float32)])
        self._lengths = np.concatenate([self._lengths, np.zeros(more, dtype=np.int32)])
