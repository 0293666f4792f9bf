"""An article as clustering reads it: four bags of terms, each term of each view with a column of its own.

A word is telling by how rare it is, in English as well as among the articles counted: the words of a great
story fill a day, and would be taken for common if only that day were counted.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress
from operator import itemgetter

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

# A capital says nothing where a sentence begins, so what stands before the blank is looked at: after the
# capital, which fewer places have.
_NAME = re.compile(r"""[A-ZÀ-ÖØ-Þ](?<=[^\s.!?:…"“”‘(\[] .)[^\W_]*(?:[-'’.][^\W_]+)*""")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


Columns = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Bags:
    """The terms of an article: their columns, view after view, and how often each stands in its view.

    `ends` says where the terms of each of `VIEWS` end.
    """

    columns: Columns
    counts: NDArray[np.uint16]
    ends: tuple[int, ...]

    def view(self, view: int) -> slice:
        """Return where the terms of a view stand."""
        return slice(self.ends[view - 1] if view else 0, self.ends[view])

    def moved(self, columns: Columns) -> Bags:
        """Return the same terms where each column has a new one."""
        return replace(self, columns=columns[self.columns])


_AROUND = ".,;:!?\"“”‘’'()[]"
"""What stands around words and is no part of any."""


SPELLED_KEPT = 500_000
"""Tokens remembered as written, some 60 MB: all that is met in a month, in most languages."""


class _Spelled(dict[str, int]):
    """The column of what stands in a text between two blanks, worked out when it is first met.

    What has none or several has a number below 0, under which `columns` gives them.
    """

    def __init__(self, columns_of: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._columns_of = columns_of
        self._several: list[tuple[int, ...]] = [()]

    def __missing__(self, token: str) -> int:
        bare = token.strip(_AROUND)
        found = self[token] = self[bare] if bare != token else self._number(self._columns_of(token))
        return found

    def columns(self, number: int) -> tuple[int, ...]:
        """Return the columns that stand under a number below 0."""
        return self._several[-number - 1]

    def bound(self) -> None:
        """Forget everything if it is too much."""
        if len(self) > SPELLED_KEPT:
            self.clear()
            del self._several[1:]

    def _number(self, columns: tuple[int, ...]) -> int:
        if len(columns) == 1:
            return columns[0]
        if columns:
            self._several.append(columns)
        return -len(self._several) if columns else -1


class Vocabulary:
    """The columns of terms, given out as they come, and what is known of each beside how often it is met.

    Nothing that is decided hangs on the numbers: where two terms weigh the same, `keys` order them.
    """

    def __init__(self) -> None:
        """Begin without a term."""
        self._columns: tuple[dict[str, int], ...] = tuple({} for _ in VIEWS)
        self._spelled = tuple(_Spelled(partial(self._columns_in, view)) for view in range(len(VIEWS)))
        self._views, self._keys, self._terms = array("B"), array("I"), array("I")
        self._english, self._documents = array("d"), array("d")

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self._keys)

    def keys(self, columns: Columns) -> NDArray[np.uint32]:
        """Return a number for each of the columns that is the same in every run."""
        return np.frombuffer(self._keys, dtype=np.uint32)[columns]

    def same(self, columns: Columns) -> NDArray[np.uint32]:
        """Return a number for each of the columns that those of one term in several views have in common."""
        return np.frombuffer(self._terms, dtype=np.uint32)[columns]

    def views(self, start: int) -> NDArray[np.uint8]:
        """Return the view of each column from `start` on."""
        return np.array(self._views[start:])

    def english(self, start: int) -> NDArray[np.float64]:
        """Return how rare the term of each column from `start` on is in English."""
        return np.array(self._english[start:])

    def documents(self, start: int) -> NDArray[np.float64]:
        """Return how many documents of those that English was counted over have the term of each column."""
        return np.array(self._documents[start:])

    def column(self, view: int, term: str) -> int:
        """Return the column of a term in a view, a new one if it has none yet."""
        columns = self._columns[view]
        found = columns.get(term)
        if found is None:
            found = columns[term] = len(self._keys)
            self._views.append(view)
            raw = term.encode("utf-8", "surrogatepass")
            self._terms.append(zlib.crc32(raw))
            self._keys.append(zlib.crc32(raw, view))
            self._english.append(weight(term))
            self._documents.append(document_count(term))
        return found

    def terms(self) -> Iterable[tuple[int, str, int]]:
        """Yield view, term and column of every column, by view and term."""
        for view, columns in enumerate(self._columns):
            for term in sorted(columns):
                yield view, term, columns[term]

    def in_order(self) -> list[tuple[int, str]]:
        """Return view and term of every column, by column."""
        return [(view, term) for view, term, _ in sorted(self.terms(), key=itemgetter(2))]

    def narrowed(self, kept: NDArray[np.bool_]) -> Vocabulary:
        """Return a vocabulary of those terms whose columns are `kept`, in their order."""
        made = Vocabulary()
        for view, term in compress(self.in_order(), kept):
            made.column(view, term)
        return made

    def read(self, article: Article) -> Bags:
        """Return the bags of an article."""
        text = article.text[:BODY_CHARS]
        body = f"{article.title}\n{text}"
        found = (
            article.title.split(),
            body.split(),
            _NAME.findall(text),
            _FIGURE.findall(body[:FIGURE_CHARS]),
        )
        columns: list[int] = []
        counts: list[int] = []
        ends: list[int] = []
        for view, written in enumerate(found):
            bag = self._bag(view, written)
            columns.extend(bag)
            counts.extend(bag.values())
            ends.append(len(columns))
        return Bags(np.array(columns, dtype=np.int32), np.array(counts, dtype=np.uint16), tuple(ends))

    def _bag(self, view: int, written: Sequence[str]) -> dict[int, int]:
        """Return how often each column stands in a view, the order being that of the text alone."""
        spelled = self._spelled[view]
        spelled.bound()
        held = Counter(map(spelled.__getitem__, written))
        for number in [number for number in held if number < 0]:
            times = held.pop(number)
            for column in spelled.columns(number):
                held[column] += times
        return held

    def _columns_in(self, view: int, token: str) -> tuple[int, ...]:
        """Return the columns of a token as written; function words have none, but no name is one."""
        if view == FIGURES:
            return (self.column(view, token.replace(",", "")),)
        if view == NAMES:
            return (self.column(view, stem(token)),)
        found = (token,) if token.isalnum() else words(token)
        return tuple([self.column(view, stem(word)) for word in found if word.lower() not in STOP_WORDS])
