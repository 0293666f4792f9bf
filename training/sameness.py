"""Weigh the signs that two sentences make one claim, and that one carries the other: logistic regressions.

    python -m training.sameness --data DATA    # after training.compare

Fitted on what was kept out of training the comparer, whose chances are among the signs: judged pairs of the
development topics, and for carrying, as much again of pairs of stories drawn from the development worlds, and
of invented facts. Prints the constants of `aggregator.corroborate.matching` and `aggregator.carrying`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from random import Random

from sklearn.linear_model import LogisticRegression

from aggregator.annotate import annotate_all, claims_of, compare
from aggregator.carrying import signs_of_carrying
from aggregator.corroborate import whole
from aggregator.corroborate.matching import may_carry, signs_of_sameness
from aggregator.corroborate.ties import WORTH_FROM
from aggregator.corroborate.views import views_of
from aggregator.models import Article, Comparison
from aggregator.terms import coverage
from benchmarks.planted.newsroom import Planted, plant
from benchmarks.planted.worlds import drawn, templates
from training import labels
from training.facts import fact_examples
from training.meeting import are_near, told_by
from training.pairs import DEV_TOPICS, FILE, SAME, TARGETS

STRENGTH, DRAWS = 1.0, 6
# A look-alike counts as much as so many pairs that differ at sight.
NEAR_WEIGHT = 6.0
Row = tuple[tuple[float, ...], bool, float]
"""The signs of a pair, whether it holds, and what it weighs."""


@dataclass(frozen=True)
class Judged:
    """Both sentences of a judged pair, its code, and how they compare."""

    a: str
    b: str
    code: str
    found: Comparison


def judged_pairs(data: Path) -> Iterator[Judged]:
    """Yield the judged pairs of the development topics."""
    texts = labels.texts(data)
    for line in FILE.read_text("utf-8").splitlines():
        one, place, two, other, code = line.split("\t")
        if one.partition("_")[0] in DEV_TOPICS:
            a, b = labels.running(*texts[one][int(place)]), labels.running(*texts[two][int(other)])
            yield Judged(a, b, code, compare(a, b))


def sameness_row(one: Judged) -> Row:
    """Return the row of a judged pair for the regression of sameness."""
    a, b = (whole(Article(id=text, text=text), claims_of(text)) for text in (one.a, one.b))
    return signs_of_sameness(a, b, one.found), TARGETS[one.code] == SAME, 1.0


def carrying_rows(one: Judged) -> Iterator[Row]:
    """Yield the rows of a judged pair, both ways round, for the regression of carrying."""
    yield signs_of_carrying(one.a, one.b, one.found), bool(TARGETS[one.code][1]), 1.0
    yield signs_of_carrying(one.b, one.a, one.found.turned), bool(TARGETS[one.code][0]), 1.0


def fact_rows() -> Iterator[Row]:
    """Yield the rows of pairs of invented facts."""
    for one in fact_examples(dev=True):
        a, b, wanted = " ".join(one.words), " ".join(one.other or ()), one.compared or ()
        found = compare(a, b)
        yield signs_of_carrying(a, b, found), bool(wanted[1]), 1.0
        yield signs_of_carrying(b, a, found.turned), bool(wanted[0]), 1.0


def planted_rows() -> Iterator[Row]:
    """Yield the rows of pairs of claims that rules let meet, in stories drawn from the development worlds."""
    for name, raw in templates("dev"):
        for seed in range(DRAWS):
            chance = Random(f"{name} {seed}")
            yield from _of_story(plant(drawn(name, raw, chance), chance))


def _of_story(story: Planted) -> Iterator[Row]:
    annotations = dict(zip(story.story.articles, annotate_all(story.articles), strict=True))
    views = views_of(story.articles, annotations, lambda article, _: article.id)
    known = [(view, told) for view in views if (told := told_by(story, view))]
    for (a, one), (b, two) in permutations(known, 2):
        apart = a.article.id != b.article.id and a.evidence.text != b.evidence.text
        if apart and coverage(a.bag, b.bag) >= WORTH_FROM and may_carry(a, b):
            signs = signs_of_carrying(a.content, b.evidence.text, compare(a.content, b.evidence.text))
            yield signs, one.fact == two.fact, NEAR_WEIGHT if are_near(one, two) else 1.0


def fitted(*parts: list[Row]) -> str:
    """Fit over parts of equal weight; return the constants."""
    rows = [row for part in parts for row in part]
    share = [len(rows) / len(parts) / sum(weight for *_, weight in part) for part in parts]
    weights = [row[2] * share[place] for place, part in enumerate(parts) for row in part]
    found = LogisticRegression(C=STRENGTH, max_iter=2000)
    found.fit([signs for signs, *_ in rows], [holds for _, holds, _ in rows], sample_weight=weights)
    return f"{len(rows)} pairs {found.coef_[0].round(2).tolist()} {float(found.intercept_[0]):.2f}"


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    pairs = list(judged_pairs(parser.parse_args().data))
    print("sameness", fitted([sameness_row(pair) for pair in pairs]))
    carrying = [row for pair in pairs for row in carrying_rows(pair)]
    print("carrying", fitted(list(planted_rows()), carrying, list(fact_rows())))


if __name__ == "__main__":
    main()
