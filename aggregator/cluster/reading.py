"""An article as clustering reads it: four bags of terms, each term of each view with a column of its own.

A word is telling by how rare it is, in English as well as among the articles counted: the words of a great
story fill a day, and would be taken for common if only that day were counted.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.models import Article
from aggregator.terms import STOP_WORDS, document_count, stem, weight, words

VIEWS = ("title", "text", "names", "figures")
"""The bags of an article, in order: stems of its title, of title and body, of names; figures as written."""

NAMES, FIGURES = VIEWS.index("names"), VIEWS.index("figures")

BODY_CHARS = 6000
"""What follows in a long read or a live page tells of other things; and the cost of a text is bounded."""

FIGURE_CHARS = 1200
"""Figures that identify an event (its day, its dead, its magnitude) stand in the opening."""

_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W_]*(?:[-'’.][^\W_]+)*")
_BEGINS_AFTER = frozenset('.!?:…"“”‘([')
"""Behind one of these and a blank a sentence begins, and a capital says nothing."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


Columns = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Bag:
    """The columns of a view's terms, and how often each stands there."""

    columns: Columns
    counts: NDArray[np.uint16]

    @property
    def times(self) -> NDArray[np.float64]:
        """What a term weighs by how often it stands there: 1 + ln of it."""
        return 1 + np.log(self.counts.astype(np.float64))


Bags = tuple[Bag, ...]
"""One bag for each of `VIEWS`."""


class Vocabulary:
    """The columns of terms, given out as they come, and what is known of each beside how often it is met.

    Nothing that is decided hangs on the numbers: where two terms weigh the same, `keys` order them.
    """

    def __init__(self) -> None:
        """Begin without a term."""
        self._columns: tuple[dict[str, int], ...] = tuple({} for _ in VIEWS)
        self._written: tuple[dict[str, int], ...] = tuple({} for _ in VIEWS)
        self._keys, self._english, self._documents = array("I"), array("d"), array("d")

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self._keys)

    def keys(self, columns: Columns) -> NDArray[np.uint32]:
        """Return a number for each of the columns that is the same in every run."""
        return np.frombuffer(self._keys, dtype=np.uint32)[columns]

    def english(self, columns: Columns) -> NDArray[np.float64]:
        """Return how rare the term of each of the columns is in English."""
        return np.frombuffer(self._english)[columns]

    def documents(self, columns: Columns) -> NDArray[np.float64]:
        """Return in how many of the documents that English was counted over each term stands."""
        return np.frombuffer(self._documents)[columns]

    def column(self, view: int, term: str) -> int:
        """Return the column of a term in a view, a new one if it has none yet."""
        columns = self._columns[view]
        found = columns.get(term)
        if found is None:
            found = columns[term] = len(self._keys)
            self._keys.append(zlib.crc32(term.encode("utf-8", "surrogatepass"), view))
            self._english.append(weight(term))
            self._documents.append(document_count(term))
        return found

    def terms(self) -> Iterable[tuple[int, str, int]]:
        """Yield view, term and column of every column, by view and term."""
        for view, columns in enumerate(self._columns):
            for term in sorted(columns):
                yield view, term, columns[term]

    def read(self, article: Article) -> Bags:
        """Return the bags of an article."""
        body = f"{article.title}\n{article.text[:BODY_CHARS]}"
        found: tuple[Sequence[str], ...] = (
            words(article.title),
            words(body),
            list(_names(article.text[:BODY_CHARS])),
            _FIGURE.findall(body[:FIGURE_CHARS]),
        )
        return tuple(self._bag(view, written) for view, written in enumerate(found))

    def _bag(self, view: int, written: Sequence[str]) -> Bag:
        counts: dict[int, int] = {}
        known = self._written[view]
        for word, times in Counter(written).items():
            column = known.get(word)
            if column is None:
                column = known[word] = self._column_of(view, word)
            if column >= 0:
                counts[column] = counts.get(column, 0) + times
        columns = np.array(list(counts), dtype=np.int32)
        return Bag(columns, np.array(list(counts.values()), dtype=np.uint16))

    def _column_of(self, view: int, word: str) -> int:
        """Return the column of a word as written, -1 if it is a function word; no name is one."""
        if view == FIGURES:
            return self.column(view, word.replace(",", ""))
        if view != NAMES and word.lower() in STOP_WORDS:
            return -1
        return self.column(view, stem(word))


def _names(text: str) -> Iterator[str]:
    """Yield the capitalised words inside sentences: mostly names."""
    for found in _CAPITALISED.finditer(text):
        start = found.start()
        before = text[max(start - 2, 0) : start]
        if before[1:] == " " and not before[0].isspace() and before[0] not in _BEGINS_AFTER:
            yield found[0]
