"""Weigh the signs that two sentences make one claim, and that one carries the other: logistic regressions.

    python -m training.sameness --data DATA    # after training.compare

Fitted on what was kept out of training the comparer, whose chances are among the signs: judged pairs of the
development topics, compared by the comparer that was settled on the other half of them (`training.settling`),
and for carrying, as much again of pairs of stories drawn from the development worlds.
Prints the constants of `aggregator.corroborate.matching` and `aggregator.carrying`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from random import Random

import torch
from sklearn.linear_model import LogisticRegression

from aggregator.annotate import annotate_all, claims_of, compare
from aggregator.annotate.words import tokens_of
from aggregator.carrying import signs_of_carrying
from aggregator.corroborate import whole
from aggregator.corroborate.matching import may_carry, signs_of_sameness
from aggregator.corroborate.ties import WORTH_FROM
from aggregator.corroborate.views import View, views_of
from aggregator.models import Article, Comparison
from aggregator.terms import coverage
from benchmarks.planted.newsroom import Planted, plant
from benchmarks.planted.telling import Told
from benchmarks.planted.worlds import drawn, templates
from training import labels
from training.comparer import Comparer
from training.pairs import DEV_TOPICS, FILE, SAME, TARGETS
from training.settling import unseen
from training.states import States, row_of

STRENGTH, DRAWS = 1.0, 6
# A look-alike counts as much as so many pairs that differ at sight.
NEAR_WEIGHT = 6.0
Row = tuple[tuple[float, ...], bool, float]
"""The signs of a pair, whether it holds, and what it weighs."""


@dataclass(frozen=True)
class Judged:
    """Both sentences of a judged pair, its code, and the comparison by who had not learned from its topic."""

    a: str
    b: str
    code: str
    found: Comparison


def judged_pairs(data: Path) -> Iterator[Judged]:
    """Yield the judged pairs of the development topics."""
    texts = labels.texts(data)
    for line in FILE.read_text("utf-8").splitlines():
        one, place, two, other, code = line.split("\t")
        topic = one.partition("_")[0]
        if topic in DEV_TOPICS:
            a, b = labels.running(*texts[one][int(place)]), labels.running(*texts[two][int(other)])
            yield Judged(a, b, code, _compared(unseen(topic), a, b))


def _compared(comparer: Comparer, a: str, b: str) -> Comparison:
    """The comparison of two sentences, its chances by a comparer of our choice."""
    words = [tuple(tokens_of(text)) for text in (a, b)]
    states = States({one: place for place, one in enumerate(words)}, [row_of(one) for one in words])
    with torch.inference_mode():
        scores = comparer(*(states.batch([one]) for one in words))[0]
    carries, carried, one_matter, conflict = (round(float(one), 4) for one in torch.sigmoid(scores))
    return replace(compare(a, b), carries=carries, carried=carried, one_matter=one_matter, conflict=conflict)


def sameness_row(one: Judged) -> Row:
    """Return the row of a judged pair for the regression of sameness."""
    a, b = (whole(Article(id=text, text=text), claims_of(text)) for text in (one.a, one.b))
    return signs_of_sameness(a, b, one.found), TARGETS[one.code] == SAME, 1.0


def carrying_rows(one: Judged) -> Iterator[Row]:
    """Yield the rows of a judged pair, both ways round, for the regression of carrying."""
    yield signs_of_carrying(one.a, one.b, one.found), bool(TARGETS[one.code][1]), 1.0
    yield signs_of_carrying(one.b, one.a, one.found.turned), bool(TARGETS[one.code][0]), 1.0


def planted_rows() -> Iterator[Row]:
    """Yield the rows of pairs of claims that rules let meet, in stories drawn from the development worlds."""
    for name, raw in templates("dev"):
        for seed in range(DRAWS):
            chance = Random(f"{name} {seed}")
            yield from _of_story(plant(drawn(name, raw, chance), chance))


def _of_story(story: Planted) -> Iterator[Row]:
    annotations = dict(zip(story.story.articles, annotate_all(story.articles), strict=True))
    views = views_of(story.articles, annotations, lambda article, _: article.id)
    known = [(view, told) for view in views if (told := _told(story, view))]
    for (a, one), (b, two) in permutations(known, 2):
        apart = a.article.id != b.article.id and a.evidence.text != b.evidence.text
        if apart and coverage(a.bag, b.bag) >= WORTH_FROM and may_carry(a, b):
            near = one.fact != two.fact and one.fact.split()[-1] == two.fact.split()[-1]
            signs = signs_of_carrying(a.content, b.evidence.text, compare(a.content, b.evidence.text))
            yield signs, one.fact == two.fact, NEAR_WEIGHT if near else 1.0


def _told(story: Planted, view: View) -> Told | None:
    spans = story.told[view.article.id].items()
    return next((told for (start, end), told in spans if start <= view.claim.start < end), None)


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
    print("carrying", fitted(list(planted_rows()), [row for pair in pairs for row in carrying_rows(pair)]))


if __name__ == "__main__":
    main()
