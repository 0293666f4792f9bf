"""In how many articles each term stands: learned from the stream, kept, and in force until taken anew.

A weight that moved with every article would move every likeness with it. So the counts in force stand still
until the stream has grown, and all that is live is then weighed anew.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from aggregator.cluster.reading import FIGURES, VIEWS, Bags, Columns, Vocabulary
from aggregator.models import Article
from aggregator.terms import counted_documents

GROWN = 3.0
"""The counts learned come into force at each power of this many articles.
Weighing anew then costs each article about half as much again over a stream; a rarity moves by ln 3, of
about 8, between. From 1.5 to 4, F1 of `./run bench scale` moves by 0.008, by how long ago they were taken."""

MOST = 200_000
"""Articles counted at most; beyond, all counts are halved: what is old fades, and terms met once go."""

ENGLISH_SHARE = 0.3
"""How far the rarity of a term is that of English alone, the rest being that among the articles counted and
English together. At 0.7 a month of one theme (an epidemic, an election) sticks together; at 0 the F1 of full
texts is 0.01 lower."""
ENGLISH_SHARE_OF_TITLES = 0.5
"""The same for a bare title, whose story is often carried by one word that fills the day: on 3,183 headlines
F1 rises from 0.72 to 0.81 between 0 and 0.5 and stays there."""


MOST_HELD = 250
"""Live articles in which a term may stand, by the counts in force, to propose one for another: one that is in
more tells little, and its cost grows with the stream. From 300 on no F1 of `./run bench cluster` differs from
that without a bound; at 150 that of headlines is 0.018 lower, and no other is."""


UNUSED = 0.1
"""Share of terms counted in no article any more from which they are let go; that takes a second or two."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many articles have each view at all, and how many of them have a term, by view and term.

    `live` says how many of those counted were live, None for all of them.
    """

    articles: tuple[int, ...] = (0,) * len(VIEWS)
    terms: Mapping[tuple[int, str], int] = field(default_factory=lambda: MappingProxyType({}))
    live: int | None = None

    @property
    def counted(self) -> int:
        """How many articles were counted."""
        return max(self.articles)

    @classmethod
    def of(cls, plain: Mapping[tuple[int, str], int]) -> Frequencies:
        """Return the counts that `plain` wrote down."""
        views = range(len(VIEWS))
        terms = {key: held for key, held in plain.items() if key[1]}
        return cls(tuple(plain.get((view, ""), 0) for view in views), MappingProxyType(terms))

    def plain(self) -> dict[tuple[int, str], int]:
        """Return all counts by view and term, those of articles under the term ""."""
        return {**{(view, ""): held for view, held in enumerate(self.articles)}, **self.terms}


def stage(articles: int) -> int:
    """Return the power of `GROWN` that so many articles have reached, -1 for none.

    The same numbers for all streams: else what came together early on would decide when it is counted later.
    """
    return math.floor(math.log(articles, GROWN) + 1e-9) if articles else -1


def learned(before: Frequencies, articles: Iterable[Article]) -> Frequencies:
    """Return the counts with those of `articles` added, halved where they are of too many."""
    weights = Weights(before)
    for article in articles:
        weights.count(weights.vocabulary.read(article))
    weights.take()
    return weights.learned()


class Weights:
    """How rare every term is by the counts in force, and the counts learned meanwhile."""

    def __init__(self, frequencies: Frequencies | None = None) -> None:
        """Begin with these counts, in force at once."""
        given = frequencies or Frequencies()
        self.vocabulary = Vocabulary()
        self._articles = list(given.articles)
        self._terms = array("q")
        for (view, term), times in sorted(given.terms.items()):
            self.vocabulary.column(view, term)
            self._terms.append(times)
        self.live: int | None = None
        self.take()
        self.live = given.live

    @property
    def counted(self) -> int:
        """How many articles were counted so far."""
        return max(self._articles)

    @property
    def in_force(self) -> int:
        """How many articles the counts in force are of."""
        return max(self._articles_in_force)

    @property
    def grown(self) -> bool:
        """Whether so much was learned that the counts should be taken anew."""
        return stage(self.counted) > stage(self.in_force)

    def count(self, bags: Bags) -> None:
        """Learn from an article that was not met before."""
        self._terms.extend([0] * (len(self.vocabulary) - len(self._terms)))
        terms = np.frombuffer(self._terms, dtype=np.int64)
        terms[bags.columns] += 1  # each stands there once
        for view in range(len(VIEWS)):
            held = bags.view(view)
            self._articles[view] += held.stop > held.start

    def take(self) -> None:
        """Bring what was learned into force."""
        if self.counted > MOST:
            self._articles = [times // 2 for times in self._articles]
            self._terms = array("q", [times // 2 for times in self._terms])
        self._articles_in_force = tuple(self._articles)
        self._terms_in_force = np.array(self._terms, dtype=np.float64)
        self.live = None
        self._rare = np.zeros((2, 0))

    def narrow(self, live: Sequence[Bags]) -> Columns | None:
        """Let terms go that are counted in no article, and stand in none of `live`, once they are many.

        Return the new column of each that stays, None if all stay.
        """
        columns = len(self.vocabulary)
        counted = np.zeros((2, columns), dtype=np.int64)
        counted[0, : len(self._terms)] = self._terms
        counted[1, : len(self._terms_in_force)] = self._terms_in_force
        kept = np.asarray(counted.any(axis=0))
        if np.count_nonzero(kept) >= (1 - UNUSED) * columns:
            return None
        for bags in live:
            kept[bags.columns] = True
        self.vocabulary = self.vocabulary.narrowed(kept)
        self._terms = array("q", counted[0, kept].tolist())
        self._terms_in_force = counted[1, kept].astype(np.float64)
        self._rare = np.zeros((2, 0))
        return np.asarray(np.cumsum(kept) - 1, dtype=np.int32)

    def learned(self) -> Frequencies:
        """Return all that was counted, terms of no article left out."""
        met = {
            (view, term): int(self._terms[column])
            for view, term, column in self.vocabulary.terms()
            if column < len(self._terms) and self._terms[column]
        }
        return Frequencies(tuple(self._articles), MappingProxyType(met), self.live)

    def laid_open(self) -> tuple[list[int], list[int], NDArray[np.int64], NDArray[np.float64]]:
        """Return the articles counted and those in force, by view, and both of the terms, by column."""
        return self._articles, list(self._articles_in_force), np.array(self._terms), self._terms_in_force

    def restore(
        self,
        articles: Iterable[int],
        in_force: Iterable[int],
        terms: NDArray[np.int64],
        terms_in_force: NDArray[np.float64],
    ) -> None:
        """Set the counts as `laid_open` gave them."""
        self._articles, self._articles_in_force = list(articles), tuple(in_force)
        self._terms, self._terms_in_force = array("q", terms.tolist()), terms_in_force

    def rarity(self, columns: Columns, bare: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return how rare the terms of the columns are. `bare`: which stand in a title that stands alone."""
        known = self._rare.shape[1]
        if known < len(self.vocabulary):
            self._rare = np.concatenate([self._rare, self._rarities(known)], axis=1)
        return np.asarray(self._rare[bare.astype(np.int64), columns])

    def common(self, columns: Columns) -> NDArray[np.bool_]:
        """Return which of the columns stand in too many live articles to propose one for another."""
        total = self.in_force
        held = MOST_HELD * max(1.0, total / self.live) if self.live else MOST_HELD
        made = np.zeros(columns.shape, dtype=bool)
        counted = columns < len(self._terms_in_force)
        made[counted] = self._terms_in_force[columns[counted]] > held
        return made

    def _rarities(self, start: int) -> NDArray[np.float64]:
        """Return how rare the terms from a column on are, in full texts and in bare titles."""
        views = self.vocabulary.views(start)
        here = np.ones(len(views))  # whoever asks holds the term
        counted = self._terms_in_force[start:]
        here[: len(counted)] = np.maximum(counted, 1)
        total = np.array(self._articles_in_force)[views] + counted_documents() + 1
        together = np.log(total / (here + self.vocabulary.documents(start) + 0.5))
        shares = np.array([[ENGLISH_SHARE], [ENGLISH_SHARE_OF_TITLES]]) * (views != FIGURES)
        return np.asarray((1 - shares) * together + shares * self.vocabulary.english(start))
