"""Rows by place, and the inverted index by which they propose one another."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from aggregator.cluster.reading import Columns
from aggregator.cluster.rows import TERMS_KEPT, Row, Values

Places = NDArray[np.int64]


class Table:
    """Rows of at most `TERMS_KEPT` terms, in arrays of fixed width."""

    def __init__(self, telling: int) -> None:
        """Begin empty; the `telling` largest terms of each row stand in the index."""
        self._telling = telling
        self._columns = np.zeros((0, TERMS_KEPT), dtype=np.int32)
        self._values = np.zeros((0, TERMS_KEPT), dtype=np.float32)
        self._lengths = np.zeros(0, dtype=np.int32)
        self._index: dict[int, Holders] = {}
        self._scratch = np.zeros(0)
        self._shared = np.zeros(0)

    def __getitem__(self, place: int) -> Row:
        """Return the row at a place."""
        length = self._lengths[place]
        return self._columns[place, :length], self._values[place, :length].astype(np.float64)

    def put(self, place: int, row: Row) -> None:
        """Set the row at a place that has none."""
        while place >= len(self._lengths):
            self._grow()
        length = len(row[0])
        self._columns[place, :length], self._values[place, :length] = row
        self._columns[place, length:], self._values[place, length:] = 0, 0
        self._lengths[place] = length
        for column, value in zip(*self._heads(place), strict=True):
            holders = self._index.get(column)
            if holders is None:
                holders = self._index[column] = Holders()
            holders.add(place, value)

    def drop(self, place: int) -> None:
        """Take the row at a place out, if it has one."""
        if place >= len(self._lengths):
            return
        for column in self._heads(place)[0]:
            if not self._index[column].drop(place):
                del self._index[column]
        self._lengths[place] = 0

    def proposed(self, place: int, least: float) -> Places:
        """Return the other places whose telling terms alone give a product of `least` with that one."""
        columns, values = self._heads(place)
        met: list[Columns] = []
        for column, value in zip(columns, values, strict=True):
            places, weights = self._index[column].view()
            self._shared[places] += value * weights
            met.append(places)
        found = np.concatenate(met) if met else np.zeros(0, dtype=np.int32)
        enough: Places = np.unique(found[self._shared[found] >= least]).astype(np.int64)
        self._shared[found] = 0
        return np.asarray(enough[enough != place])

    def products(self, place: int, others: Places) -> Values:
        """Return the products of the row at `place` with those at `others`."""
        columns, values = self[place]
        held = self._columns[others]
        top = int(max(columns.max(initial=0), held.max(initial=0)))
        if top >= len(self._scratch):
            self._scratch = np.zeros(2 * top + 1)
        self._scratch[columns] = values
        made = np.einsum("ij,ij->i", self._scratch[held], self._values[others], dtype=np.float64)
        self._scratch[columns] = 0
        return np.asarray(made, dtype=np.float64)

    def products_within(self, places: Places, lots: NDArray[np.int64]) -> csr_array:
        """Return the products of all pairs of the rows at `places` that are of one lot, by their order."""
        lengths = self._lengths[places]
        held = np.arange(TERMS_KEPT) < lengths[:, None]
        columns = self._columns[places].astype(np.int64)
        _, named = np.unique(
            (lots[:, None] * (columns.max(initial=0) + 1) + columns)[held], return_inverse=True
        )
        ends = np.concatenate([[0], np.cumsum(lengths)])
        rows = csr_array(
            (self._values[places][held].astype(np.float64), named, ends),
            shape=(len(places), int(named.max(initial=0)) + 1),
        )
        return csr_array(rows @ rows.T)

    def _heads(self, place: int) -> tuple[Sequence[int], Sequence[float]]:
        end = min(self._telling, self._lengths[place])
        return self._columns[place, :end].tolist(), self._values[place, :end].tolist()

    def _grow(self) -> None:
        more = max(1024, len(self._lengths))
        self._columns = np.concatenate([self._columns, np.zeros((more, TERMS_KEPT), dtype=np.int32)])
        self._values = np.concatenate([self._values, np.zeros((more, TERMS_KEPT), dtype=np.float32)])
        self._lengths = np.concatenate([self._lengths, np.zeros(more, dtype=np.int32)])
        self._shared = np.zeros(len(self._lengths))


class Holders:
    """The places whose rows hold a term among their most telling, with its value in each."""

    __slots__ = ("_places", "_values")

    def __init__(self) -> None:
        """Begin empty."""
        self._places, self._values = array("i"), array("f")

    def add(self, place: int, value: float) -> None:
        """Take a place in."""
        self._places.append(place)
        self._values.append(value)

    def drop(self, place: int) -> bool:
        """Take a place out; return whether any is left."""
        at = self._places.index(place)
        self._places[at], self._values[at] = self._places[-1], self._values[-1]
        self._places.pop()
        self._values.pop()
        return len(self._places) > 0

    def view(self) -> tuple[Columns, NDArray[np.float32]]:
        """Return the places and values; to be let go before any comes or goes."""
        return np.frombuffer(self._places, dtype=np.int32), np.frombuffer(self._values, dtype=np.float32)
