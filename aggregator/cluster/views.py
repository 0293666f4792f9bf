"""What of an article decides where it belongs: three bags of terms, and its figures.

A word is telling by how rare it is, in English as well as in the articles at hand: the words of a great
story fill a day, and would be taken for common if only that day were counted.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, hstack

from aggregator.models import Article
from aggregator.terms import counted_documents, document_count, stem, stems, weight

# Title, title and body, names: chosen among six mixtures; on full texts their BCubed F1 lie within 0.01,
# the body alone 0.03 below. Run `./run bench cluster` when they move.
VIEW_WEIGHTS = (0.3, 0.5, 0.2)

BODY_CHARS = 6000
"""What follows in a long read or a live page tells of other things; and the cost of a text is bounded."""

FIGURE_CHARS = 1200
"""Figures that identify an event (its day, its dead, its magnitude) stand in the opening."""

TERMS_KEPT = 100
"""Most telling terms of an article that are compared; the rest changed BCubed F1 by less than 0.005."""

ENGLISH_SHARE = 0.3
"""How far the rarity of a term is that of English alone, the rest being that among the articles compared and
English together. At 0.7 a month of one theme (an epidemic, an election) sticks together; at 0 the F1 of full
texts is 0.01 lower."""
ENGLISH_SHARE_OF_TITLES = 0.5
"""The same for a bare title, whose story is often carried by one word that fills the day: on 3,183 headlines
F1 rises from 0.72 to 0.81 between 0 and 0.5 and stays there."""

_NAME = re.compile(r"(?<=[^\s.!?:…\"“”‘(\[] )[A-ZÀ-ÖØ-Þ][^\W_]*(?:[-'’.][^\W_]+)*")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def vectors(articles: Sequence[Article]) -> csr_array:
    """Return one row of unit length for each article: its three views side by side, each weighed.

    A view that an article has not (names of a bare title) leaves its weight to the others.
    """
    weighed = [math.sqrt(share) * view for share, view in zip(VIEW_WEIGHTS, views(articles), strict=True)]
    return unit_rows(most_telling(csr_array(hstack(weighed, format="csr"))))


def views(articles: Sequence[Article]) -> tuple[csr_array, csr_array, csr_array]:
    """Return the three views apart, one row of unit length for each article that has the view."""
    bodies = [f"{article.title}\n{article.text[:BODY_CHARS]}" for article in articles]
    shares = [ENGLISH_SHARE if article.text else ENGLISH_SHARE_OF_TITLES for article in articles]
    return (
        _view([stems(article.title) for article in articles], shares),
        _view([stems(body) for body in bodies], shares),
        _view([_names(article.text[:BODY_CHARS]) for article in articles], shares),
    )


def figures(articles: Sequence[Article]) -> csr_array:
    """Return one row of unit length for each article: the numbers of its title and opening."""
    openings = (f"{article.title}\n{article.text}"[:FIGURE_CHARS] for article in articles)
    found = [[figure.replace(",", "") for figure in _FIGURE.findall(text)] for text in openings]
    return _view(found, [0.0] * len(found))


def unit_rows(matrix: csr_array) -> csr_array:
    """Return the matrix with every row of length 1; rows of nothing stay as they are."""
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    return csr_array(diags_array(1 / np.where(lengths > 0, lengths, 1)) @ matrix)


def most_telling(matrix: csr_array, kept: int = TERMS_KEPT) -> csr_array:
    """Return the matrix with the `kept` largest values of every row; of equal ones, the first."""
    order = np.lexsort((matrix.indices, -matrix.data, _rows(matrix)))
    starts = np.repeat(matrix.indptr[:-1], np.diff(matrix.indptr))
    chosen = order[np.arange(matrix.nnz) - starts < kept]
    rows, columns = _rows(matrix)[chosen], matrix.indices[chosen]
    return csr_array((matrix.data[chosen], (rows, columns)), shape=matrix.shape)


def _rows(matrix: csr_array) -> NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _names(text: str) -> list[str]:
    """Return the stems of capitalised words inside sentences: mostly names."""
    return [stem(name) for name in _NAME.findall(text)]


def _view(bags: Sequence[Iterable[str]], shares: Sequence[float]) -> csr_array:
    """Return the unit TF-IDF rows of the bags: 1 + ln tf, times the rarity of the term.

    `shares` says for each bag how far the rarity is that of English alone.
    """
    counts = [Counter(bag) for bag in bags]
    spread = Counter(term for count in counts for term in count)
    columns = {term: column for column, term in enumerate(sorted(spread))}
    lengths = [len(count) for count in counts]
    rows = np.repeat(np.arange(len(counts)), lengths)
    places = np.array([columns[term] for count in counts for term in count], dtype=np.int64)
    times = np.array([number for count in counts for number in count.values()], dtype=np.float64)
    together, english = _rarities(spread, sum(map(bool, counts)))
    share = np.repeat(np.array(shares), lengths)
    values = (1 + np.log(times)) * ((1 - share) * together[places] + share * english[places])
    return unit_rows(csr_array((values, (rows, places)), shape=(len(counts), len(columns))))


def _rarities(spread: Mapping[str, int], texts: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how rare each term is, in order: among the `texts` and in English together, and in English."""
    rarity = [(document_count(term), weight(term), times) for term, times in sorted(spread.items())]
    of_english, english, here = np.array(rarity, dtype=np.float64).reshape(-1, 3).T
    total = texts + counted_documents() + 1
    return np.log(total / (here + of_english + 0.5)), english
