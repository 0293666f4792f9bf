"""How alike two articles are: terms, widened by each article's nearest neighbours, against dates and figures.

Two reports of one event may share few words and yet share them with the same third report: every article
is compared with its neighbours' words added to its own (document expansion, Singhal and Pereira 1999).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, triu

from aggregator.cluster.views import figures, most_telling, unit_rows, vectors
from aggregator.config import ClusterSettings
from aggregator.models import Article

NEIGHBOURS = 5
"""Neighbours that widen an article, and LEAST_LIKE how alike they must be: 3 to 5 and 0.1 to 0.2 are all
within 0.02 F1; 8 neighbours merge look-alike events."""
LEAST_LIKE = 0.15
NEIGHBOUR_SHARE = 2.0
"""Weight of a neighbour's words, times its likeness; an article's own words weigh 1."""

COUNTED_FROM = 0.15
"""Pairs less alike count as not alike at all: their number grows with the square of the articles. Between 0.1
and 0.2 no F1 moves by more than 0.01, bare titles apart, which 0.1 holds back by 0.02."""

DAYS_SHARE = 3 / 7
"""Standard deviation of the Gaussian over days between two articles, as a share of the window: three days
for the window of seven, by which it has all but decayed."""
FAR_APART = 0.7
"""What is left of a likeness over any distance in time. Time alone never parts two articles: dates on the
web are often wrong, and an old article may be the background of a running story."""

FIGURES_DIFFER = 0.7
"""What is left of a likeness when both openings have figures and share none: another year, another toll."""
FIGURES_SHARED = 0.3
"""Cosine of the figures from which they are as good as shared."""

BARE_TITLES = 1.4
"""What a likeness of two bare titles counts: a dozen words overlap less than two texts of one event do."""

Places = NDArray[np.int64]

CHUNK = 1024
"""Rows compared at once, so that memory grows with the pairs that are alike."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Likeness of pairs of places, symmetric, nothing on the diagonal; what is not stored is 0."""

    pairs: csr_array

    def at(self, one: int, other: int) -> float:
        """Return the likeness of the articles at two places."""
        return float(self.pairs[one, other])

    def mean(self, one: int, others: Sequence[int]) -> float:
        """Return the mean likeness of the article at one place to those at `others`; 0 to none."""
        row = self.pairs[[one], :].toarray()[0]
        return math.fsum(row[list(others)]) / max(len(others), 1)

    def without(self, places: NDArray[np.bool_]) -> csr_array:
        """Return the pairs that none of the `places` is in."""
        rows, columns = self.pairs.nonzero()
        kept = ~(places[rows] | places[columns])
        shape = self.pairs.shape
        return csr_array((self.pairs.data[kept], (rows[kept], columns[kept])), shape=shape)


def measure(
    articles: Sequence[Article], settings: ClusterSettings, collection: NDArray[np.bool_]
) -> Likeness:
    """Return how alike the articles are, 0..1. Those marked in `collection` widen no other."""
    if not articles:
        return Likeness(csr_array((0, 0), dtype=np.float64))
    own = vectors(articles)
    near = _in_time(_alike(own, LEAST_LIKE), articles, settings)
    neighbours = _nearest(near, collection)
    wide = unit_rows(most_telling(csr_array((eye_array(own.shape[0]) + NEIGHBOUR_SHARE * neighbours) @ own)))
    timed = _in_time(_alike(wide, COUNTED_FROM), articles, settings)
    weighed = _titles_raised(_figures_held(timed, articles), articles)
    weighed.data = np.minimum(weighed.data, 1.0)
    return Likeness(csr_array(weighed + weighed.T))


def _alike(rows: csr_array, least: float) -> csr_array:
    """Return the products of all pairs of rows that reach `least`, each pair once (above the diagonal)."""
    turned = csr_array(rows.T)
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
    for start in range(0, rows.shape[0], CHUNK):
        product = triu(rows[start : start + CHUNK] @ turned, k=start + 1).tocoo()
        kept = product.data >= least
        found.append((product.row[kept] + start, product.col[kept], product.data[kept]))
    row, column, data = (np.concatenate(part) for part in zip(*found, strict=True))
    return csr_array((data, (row, column)), shape=(rows.shape[0], rows.shape[0]))


def _nearest(near: csr_array, collection: NDArray[np.bool_]) -> csr_array:
    both = csr_array(near + near.T).tocoo()
    kept = (both.data >= LEAST_LIKE) & ~collection[both.col]
    square = csr_array((both.data[kept], (both.row[kept], both.col[kept])), shape=both.shape)
    return most_telling(square, NEIGHBOURS)


def days_apart(articles: Sequence[Article], rows: Places, columns: Places) -> NDArray[np.float64]:
    """Return the days between the articles of each pair of places, NaN where a date is not known."""
    days = np.array([one.published.timestamp() / 86400 if one.published else np.nan for one in articles])
    return np.asarray(days[rows] - days[columns], dtype=np.float64)


def time_factors(days: NDArray[np.float64], settings: ClusterSettings) -> NDArray[np.float64]:
    """Return what is left of a likeness over these days; all of it where they are not known."""
    apart = days / (settings.window_days * DAYS_SHARE)
    factor = FAR_APART + (1 - FAR_APART) * np.exp(-(apart**2) / 2)
    return np.where(np.isnan(apart), 1.0, factor)


def figure_factors(articles: Sequence[Article], rows: Places, columns: Places) -> NDArray[np.float64]:
    """Return what is left of each likeness: less where both openings have figures and hardly share one."""
    found = figures(articles)
    have = np.diff(found.indptr) > 0
    shared = products(found, rows, columns)
    factor = FIGURES_DIFFER + (1 - FIGURES_DIFFER) * np.minimum(1.0, shared / FIGURES_SHARED)
    return np.where(have[rows] & have[columns], factor, 1.0)


def _in_time(pairs: csr_array, articles: Sequence[Article], settings: ClusterSettings) -> csr_array:
    return _times(pairs, time_factors(days_apart(articles, *pairs.nonzero()), settings))


def _figures_held(pairs: csr_array, articles: Sequence[Article]) -> csr_array:
    return _times(pairs, figure_factors(articles, *pairs.nonzero()))


def _titles_raised(pairs: csr_array, articles: Sequence[Article]) -> csr_array:
    raised = np.array([1.0 if article.text else BARE_TITLES**0.5 for article in articles])
    rows, columns = pairs.nonzero()
    return _times(pairs, raised[rows] * raised[columns])


def products(matrix: csr_array, rows: Places, columns: Places) -> NDArray[np.float64]:
    """Return the product of the rows of each pair of places: their cosine, if rows are of unit length."""
    made = np.zeros(len(rows))
    step = 100_000  # pairs at once: some tens of megabytes
    for start in range(0, len(rows), step):
        end = start + step
        made[start:end] = matrix[rows[start:end]].multiply(matrix[columns[start:end]]).sum(axis=1)
    return made


def _times(pairs: csr_array, factor: NDArray[np.float64]) -> csr_array:
    return csr_array((pairs.data * factor, pairs.indices, pairs.indptr), shape=pairs.shape)
