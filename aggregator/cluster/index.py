"""An inverted index that takes in lots: which places hold a term, in segments that are merged as they grow.

A lot makes a segment of its own, and segments of like size become one (O'Neil et al. 1996, log-structured
merge trees), so that each row is written a few times, however many come. What was dropped stays in its
segment until that is merged, and is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Places = NDArray[np.int64]

MERGED_BELOW = 2
"""A segment is merged with the one before it while that is less than so many times as large."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Terms by the places that hold them, in the order of `places`."""

    number: int
    places: Places
    held: csr_array


class Index:
    """Places by the terms they hold."""

    def __init__(self, rows: Callable[[Places], csr_array]) -> None:
        """Begin empty. `rows` gives the terms at places, a row for each."""
        self._rows = rows
        self._segments: list[Segment] = []
        self._segment_of = np.zeros(0, dtype=np.int64)
        self._made = 0

    def put(self, places: Places) -> None:
        """Take in places that are not in it."""
        top = int(places.max(initial=-1))
        if top >= len(self._segment_of):
            more = np.zeros(top + 1, dtype=np.int64)
            self._segment_of = np.concatenate([self._segment_of, more])
        while self._segments and len(self._segments[-1].places) < MERGED_BELOW * len(places):
            places = np.concatenate([self._live(self._segments.pop()), places])
        self._made += 1
        self._segment_of[places] = self._made
        held = csr_array(self._rows(places).T.tocsr())
        self._segments.append(Segment(self._made, places, held))

    def drop(self, places: Places) -> None:
        """Let places go."""
        self._segment_of[places[places < len(self._segment_of)]] = 0

    def met(self, places: Places, least: float) -> tuple[Places, Places]:
        """Return pairs of one of `places` and another place of which the terms give a product of `least`.

        Of two that are both among `places`, each pair comes once.
        """
        asking = self._rows(places)
        ones: list[Places] = [places[:0]]
        others: list[Places] = [places[:0]]
        for segment in self._segments:
            found = (_narrowed(asking, segment.held.shape[0]) @ segment.held).tocoo()
            enough = found.data >= least
            one, other = places[found.row[enough]], segment.places[found.col[enough]]
            live = self._segment_of[other] == segment.number
            ones.append(one[live])
            others.append(other[live])
        one, other = np.concatenate(ones), np.concatenate(others)
        once = (other < one) | ~np.isin(other, places)
        return one[once], other[once]

    def _live(self, segment: Segment) -> Places:
        live: Places = segment.places[self._segment_of[segment.places] == segment.number]
        return live


def ends_of(held: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return where the rows of a sparse array begin and end that has what is `held` of a full one.

    As narrow as columns are, or all of the array would be kept and multiplied in numbers twice as wide.
    """
    return np.concatenate([[0], np.cumsum(held.sum(axis=1))]).astype(np.int32)


def _narrowed(rows: csr_array, columns: int) -> csr_array:
    """Return the rows without the columns from `columns` on, which came later."""
    held = rows.indices < columns
    ends = np.concatenate([[0], np.cumsum(held)])[rows.indptr].astype(np.int32)
    return csr_array((rows.data[held], rows.indices[held], ends), shape=(rows.shape[0], columns))
