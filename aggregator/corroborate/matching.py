"""The same claim: same actors, same event, compatible figures and polarity, not merely similar words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aggregator.corroborate.figures import differing
from aggregator.corroborate.quantities import compatible, same_figure
from aggregator.corroborate.views import View, names_apart
from aggregator.terms import all_stems_overlap, coverage, overlap

# A claim is carried by another when this share of its telling words (by weight) stands there too.
# Between 0.5 (paraphrases of real stories still found) and 0.7 (only near-copies left), chosen on pairs
# read by hand; the names and figures below do the telling apart.
CARRIED_FROM = 0.6
# And at least this many of them: three words in common is a topic, not a claim.
MIN_SHARED_STEMS = 4
# A sentence that tells the core of a claim (this share of it) carries it where its article, which may spread
# the matter over several sentences, has nearly all of it.
CORE_FROM = 0.45
ARTICLE_HAS_FROM = 0.85
# Where both give the same exact figure, fewer words must agree: a figure is seldom the same by chance.
CARRIED_WITH_FIGURE_FROM = 0.4
MIN_SHARED_WITH_FIGURE = 3
# Two claims speak of one matter from this weighted overlap on; under it they are not compared at all.
ALIKE_FROM = 0.35
# Of the names in a claim this share must stand in the one that carries it.
NAMES_FROM = 0.5
# A denial must share this much with what it denies: "nobody slept" does not deny that the ferry sank.
SAME_MATTER_FROM = 0.6
# Certainties this far apart, on either side of zero, are a yes against a no.
OPPOSED_FROM = 1.0
# A claim less sure than another by more than this does not vouch for it.
FIRMNESS_GAP = 0.75
# A sentence that denies, and one that does not, never vouch for one another, however alike.
_NEGATED = re.compile(
    r"\b(?:not|no|never|nobody|none|den(?:y|ies|ied)|refus\w+|without|cannot)\b|n[’']t\b", re.IGNORECASE
)
# Names that do not meet make two sentences alike in words less likely to be one claim.
NAMES_APART_FACTOR = 0.9


class Relation(StrEnum):
    """How two claims stand to one another."""

    SAME = "same"
    CONFLICT = "conflict"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Match:
    """`score` says how surely two claims speak of one matter, 0..1; `relation` whether they agree."""

    score: float
    relation: Relation

    @property
    def same(self) -> bool:
        """Whether the two have the same truth conditions."""
        return self.relation is Relation.SAME


@dataclass(frozen=True)
class Ties:
    """Which claims of a story carry, and which oppose, one another, by place in the list of views."""

    carriers: dict[int, tuple[int, ...]]
    opponents: dict[int, tuple[int, ...]]
    centrality: tuple[float, ...]


def opposed(a: View, b: View) -> bool:
    """Whether one claim says yes to a matter and the other no to the same matter."""
    first, second = a.claim.certainty, b.claim.certainty
    sides = min(first, second) <= -OPPOSED_FROM and max(first, second) >= OPPOSED_FROM
    asked = a.sentence.open_question or b.sentence.open_question
    return sides and not asked and not names_apart(a, b) and overlap(a.bag, b.bag) >= SAME_MATTER_FROM


def match(a: View, b: View, threshold: float) -> Match:
    """Compare two claims that stand outside any story.

    Telling words find the matter; all words, function words with them, find the rewording of one sentence.
    """
    score = (overlap(a.bag, b.bag) + all_stems_overlap(a.content, b.content)) / 2
    if a.names and b.names and not a.names & b.names:
        score *= NAMES_APART_FACTOR
    differ = any(differing(a, b))
    if score < threshold:
        return Match(score, Relation.DIFFERENT)
    return Match(score, Relation.CONFLICT if differ or opposed(a, b) else Relation.SAME)


def as_firm(a: View, b: View) -> bool:
    """Whether `b` is at least as sure as `a`, and puts it in the same time."""
    return (
        a.claim.future == b.claim.future and abs(b.claim.certainty) >= abs(a.claim.certainty) - FIRMNESS_GAP
    )


def carries(a: View, b: View, share: float) -> bool:
    """Whether `b` vouches for `a`, its names and its figures; `share` of its telling words stand there."""
    if bool(_NEGATED.search(a.content)) != bool(_NEGATED.search(b.evidence.text)):
        return False
    names = a.names
    exact = any(same_figure(one, other) for one in a.quantities for other in b.quantities)
    floor = CARRIED_WITH_FIGURE_FROM if exact else CARRIED_FROM
    if share < floor and not (share >= CORE_FROM and coverage(a.bag, b.article_bag) >= ARTICLE_HAS_FROM):
        return False
    fewest = MIN_SHARED_WITH_FIGURE if exact else MIN_SHARED_STEMS
    if len(a.bag.keys() & b.bag.keys()) < fewest or not as_firm(a, b):
        return False
    if names and len(names & (b.names | b.bag.keys())) / len(names) < NAMES_FROM:
        return False
    if not a.quantities and not a.numbers <= b.numbers:
        return False
    return all(
        any(
            compatible(quantity.figure, other.figure)
            for other in b.quantities
            if quantity.figure.unit == other.figure.unit
        )
        for quantity in a.quantities
    ) and not opposed(a, b)


def find_ties(views: Sequence[View]) -> Ties:
    """Compare all claims of a story at once.

    Word shares come from one sparse product (claims x stems), so only claims that share words meet.
    """
    if not views:
        return Ties({}, {}, ())
    shared, totals = _shared_weights(views)
    carriers: dict[int, tuple[int, ...]] = {}
    opponents: dict[int, list[int]] = {}
    alike = [(i, j) for i, j in _pairs(shared, totals) if views[i].article.id != views[j].article.id]
    for i, j in alike:
        if any(differing(views[i], views[j])) or opposed(views[i], views[j]):
            opponents.setdefault(i, []).append(j)
            opponents.setdefault(j, []).append(i)
    for i, view in enumerate(views):
        rivals = set(opponents.get(i, ()))
        near = np.flatnonzero(shared[i] >= CARRIED_WITH_FIGURE_FROM * totals[i])
        carriers[i] = tuple(
            int(j)
            for j in near
            if j != i and int(j) not in rivals and carries(view, views[int(j)], shared[i, j] / totals[i])
        )
    frozen = {place: tuple(sorted(rivals)) for place, rivals in opponents.items()}
    return Ties(carriers, frozen, _centrality(views, shared, totals))


def _shared_weights(views: Sequence[View]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weight each two claims share (n x n) and the weight of each (n)."""
    columns = {
        name: place for place, name in enumerate(sorted({name for view in views for name in view.bag}))
    }
    rows = [place for place, view in enumerate(views) for _ in view.bag]
    places = [columns[name] for view in views for name in view.bag]
    shape = (len(views), len(columns))
    present = csr_matrix((np.ones(len(rows)), (rows, places)), shape=shape)
    weighted = csr_matrix(
        ([value for view in views for value in view.bag.values()], (rows, places)), shape=shape
    )
    return (weighted @ present.T).toarray(), np.asarray(weighted.sum(axis=1)).ravel()


def _pairs(shared: NDArray[np.float64], totals: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    dice = 2 * shared / (totals[:, None] + totals[None, :])
    for i, j in np.argwhere(np.triu(dice, 1) >= ALIKE_FROM):
        yield int(i), int(j)


def _centrality(
    views: Sequence[View], shared: NDArray[np.float64], totals: NDArray[np.float64]
) -> tuple[float, ...]:
    """Return for each claim how much of it the other articles speak of, on average, 0..1."""
    articles = sorted({view.article.id for view in views})
    covered = shared / totals[:, None]
    best = np.zeros((len(views), len(articles)))
    for column, article in enumerate(articles):
        members = [place for place, view in enumerate(views) if view.article.id == article]
        best[:, column] = covered[:, members].max(axis=1)
    own = np.array([articles.index(view.article.id) for view in views])
    best[np.arange(len(views)), own] = 0.0
    return tuple(float(value) for value in best.sum(axis=1) / max(1, len(articles) - 1))
