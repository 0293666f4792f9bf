"""In how many articles each term stands: learned from the stream, kept, and in force until taken anew.

A weight that moved with every article would move every likeness with it. So the counts in force stand still
until the stream has doubled, and all that is live is then weighed anew.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from aggregator.cluster.reading import VIEWS, Bags, Columns, Vocabulary
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


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many articles have each view at all, and how many of them have a term, by view and term."""

    articles: tuple[int, ...] = (0,) * len(VIEWS)
    terms: Mapping[tuple[int, str], int] = field(default_factory=lambda: MappingProxyType({}))

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


def outgrown(counted: int, since: int) -> bool:
    """Whether `since` articles more than were `counted` are so many that counts should be taken anew."""
    return _stage(counted + since) > _stage(counted)


def _stage(articles: int) -> int:
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
        self.vocabulary = Vocabulary()
        self._articles = list((frequencies or Frequencies()).articles)
        self._terms = array("q")
        for (view, term), times in sorted((frequencies or Frequencies()).terms.items()):
            self.vocabulary.column(view, term)
            self._terms.append(times)
        self.take()

    @property
    def grown(self) -> bool:
        """Whether so much was learned that the counts should be taken anew."""
        counted = max(self._articles_in_force)
        return outgrown(counted, max(self._articles) - counted)

    def count(self, bags: Bags) -> None:
        """Learn from an article that was not met before."""
        self._terms.extend([0] * (len(self.vocabulary) - len(self._terms)))
        terms = np.frombuffer(self._terms, dtype=np.int64)
        for view, bag in enumerate(bags):
            terms[bag.columns] += 1
            self._articles[view] += len(bag.columns) > 0

    def take(self) -> None:
        """Bring what was learned into force."""
        if max(self._articles) > MOST:
            self._articles = [times // 2 for times in self._articles]
            self._terms = array("q", [times // 2 for times in self._terms])
        self._articles_in_force = tuple(self._articles)
        self._terms_in_force = np.array(self._terms, dtype=np.float64)

    def learned(self) -> Frequencies:
        """Return all that was counted, terms of no article left out."""
        met = {
            (view, term): int(self._terms[column])
            for view, term, column in self.vocabulary.terms()
            if column < len(self._terms) and self._terms[column]
        }
        return Frequencies(tuple(self._articles), MappingProxyType(met))

    def rarity(self, view: int, columns: Columns, english_share: float) -> NDArray[np.float64]:
        """Return how rare the terms of the columns are, `english_share` of it in English alone."""
        here = np.ones(len(columns))  # whoever asks holds the term
        counted = columns < len(self._terms_in_force)
        here[counted] = np.maximum(self._terms_in_force[columns[counted]], 1)
        total = self._articles_in_force[view] + counted_documents() + 1
        together = np.log(total / (here + self.vocabulary.documents(columns) + 0.5))
        return (1 - english_share) * together + english_share * self.vocabulary.english(columns)
