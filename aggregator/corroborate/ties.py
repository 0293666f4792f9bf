"""Which claims of a story carry, and which oppose, one another.

words shared (one sparse product) -> pairs worth reading | vetoes by rule | the reader compares | ties
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aggregator.carrying import carried_chance
from aggregator.corroborate.figures import ONE_MATTER_FROM, Mention, differing, may_rival, with_figure
from aggregator.corroborate.matching import may_carry, opposite_sides
from aggregator.corroborate.quantities import compatible, same_figure
from aggregator.corroborate.views import View, names_apart
from aggregator.models import Compare
from aggregator.terms import coverage, overlap

# A pair is worth reading when this share of the one's telling words, by weight, stands in the other ...
WORTH_FROM = 0.3
# ... and at least this many of them: one word in common is chance.
MIN_SHARED_STEMS = 2
# Claims that would carry each other this surely, had they one number, count one thing.
ALIKE_BUT_FIGURE_FROM = 0.7
# A denial must share this much, by weight, with what it denies.
DENIED_SHARE_FROM = 0.4
# A conflict of yes and no must be this sure: a denial of one rumour about a dam denies no other news of it.
OPPOSED_FROM = 0.9
# A sentence tells the core of a claim from this share of the threshold on. That is enough where both give the
# same exact figure, or where its article, which may spread the matter over sentences, has nearly all words.
CORE_SHARE = 0.75
ARTICLE_HAS_FROM = 0.85
# Comparing is the dear part: so many pairs per article of the story, those with most in common first.
PAIRS_PER_ARTICLE = 24


Rivals = tuple[Mention, Mention]
"""Two figures that stand for one thing in claims that differ in nothing else."""


@dataclass(frozen=True)
class Ties:
    """Which claims of a story carry, and which oppose, one another, by place in the list of views."""

    carriers: dict[int, tuple[int, ...]]
    opponents: dict[int, tuple[int, ...]]
    centrality: tuple[float, ...]
    figures: tuple[Rivals, ...] = ()


def find_ties(views: Sequence[View], compare: Compare, threshold: float) -> Ties:
    """Compare all claims of a story; one carries another from a chance of `threshold` on."""
    if not views:
        return Ties({}, {}, ())
    shared, totals = _shared_weights(views)
    carriers: dict[int, list[int]] = {place: [] for place in range(len(views))}
    opponents: dict[int, list[int]] = {}
    figures: list[Rivals] = []
    for i, j in _worth_reading(views, shared / totals[:, None]):
        a, b = views[i], views[j]
        rivals = _rival_figures(a, b, compare)
        figures += [rivals] if rivals else []
        if rivals or _oppose(a, b, compare):
            opponents.setdefault(i, []).append(j)
            opponents.setdefault(j, []).append(i)
        elif may_carry(a, b) and _vouches(a, b, compare, threshold):
            carriers[i].append(j)
    return Ties(
        {place: tuple(sorted(found)) for place, found in carriers.items()},
        {place: tuple(sorted(set(rivals))) for place, rivals in opponents.items()},
        _centrality(views, shared, totals),
        tuple(figures),
    )


def _rival_figures(a: View, b: View, compare: Compare) -> Rivals | None:
    """The only figures of two claims that would carry each other, had they one number."""
    if names_apart(a, b) or len(a.quantities) != 1 or len(b.quantities) != 1:
        return None
    (ours,), (theirs,) = a.quantities, b.quantities
    if not may_rival(ours, theirs) or compatible(ours.figure, theirs.figure):
        return None
    told = with_figure(b, theirs, ours, a)
    both = min(_carried(a.content, told, compare), _carried(told, a.content, compare))
    return (Mention(a, ours), Mention(b, theirs)) if both >= ALIKE_BUT_FIGURE_FROM else None


def _vouches(a: View, b: View, compare: Compare, threshold: float) -> bool:
    """Whether `b` carries `a`, or tells its core where a figure or the rest of its article speaks for it."""
    chance = _carried(a.content, b.content, compare)  # one reading serves both ways
    if chance >= threshold or chance < threshold * CORE_SHARE:
        return chance >= threshold
    exact = any(same_figure(one, other) for one in a.quantities for other in b.quantities)
    return exact or coverage(a.bag, b.article_bag) >= ARTICLE_HAS_FROM


def _carried(claim: str, sentence: str, compare: Compare) -> float:
    return carried_chance(claim, sentence, compare(claim, sentence))


def _oppose(a: View, b: View, compare: Compare) -> bool:
    """Whether two claims cannot both hold: figures that differ, or yes against no, on one matter."""
    if any(differing(a, b)):
        return compare(a.content, b.evidence.text).one_matter >= ONE_MATTER_FROM
    if not opposite_sides(a, b) or overlap(a.bag, b.bag) < DENIED_SHARE_FROM:
        return False
    return compare(a.content, b.evidence.text).conflict >= OPPOSED_FROM


def _worth_reading(views: Sequence[View], share: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs of claims of different articles with words in common, the most alike first, within the budget."""
    articles = {view.article.id for view in views}
    near = [
        (-share[i, j], int(i), int(j))
        for i, j in np.argwhere(share >= WORTH_FROM)
        if views[i].article.id != views[j].article.id
        and len(views[i].bag.keys() & views[j].bag.keys()) >= MIN_SHARED_STEMS
    ]
    return [(i, j) for _, i, j in sorted(near)[: PAIRS_PER_ARTICLE * len(articles)]]


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
