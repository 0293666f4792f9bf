"""Pairs of sentences as they meet: in stories of the training worlds, in real reports of one topic.

The first have their truth, so far as it is known; of the second nobody has judged, the larger encoder judges
(`training.judging`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations
from math import nan
from pathlib import Path
from random import Random

from aggregator.annotate import annotate_all
from aggregator.annotate.words import tokens_of
from aggregator.corroborate.ties import WORTH_FROM
from aggregator.corroborate.views import View, views_of
from aggregator.terms import bag, coverage
from benchmarks.planted.newsroom import Planted, plant
from benchmarks.planted.telling import Told
from benchmarks.planted.worlds import drawn, templates
from training import labels
from training.examples import Example

SEED, DRAWS = 23, 2
# Of pairs that tell different things so large a share is kept; look-alikes are kept so many times.
OTHERS, NEAR_TIMES = 0.3, 3
# Sentences of a topic held against one another, and pairs of them that are kept, from this likeness on.
MOST_SENTENCES, MOST_PAIRS, LIKE_FROM = 400, 900, 0.3
LENGTHS = range(5, 61)


def met(part: str = "train") -> Iterator[Example]:
    """Yield pairs of claims and sentences of different reports of the drawn stories of a part."""
    for name, raw in templates(part):
        for seed in range(DRAWS):
            chance = Random(f"{SEED} {name} {seed}")
            yield from _of_story(plant(drawn(name, raw, chance), chance), name, chance)


def _of_story(story: Planted, name: str, chance: Random) -> Iterator[Example]:
    annotations = dict(zip(story.story.articles, annotate_all(story.articles), strict=True))
    views = views_of(story.articles, annotations, lambda article, _: article.id)
    known = [(view, told) for view in views if (told := told_by(story, view))]
    for (a, one), (b, two) in permutations(known, 2):
        apart = a.article.id != b.article.id and a.evidence.text != b.evidence.text
        if apart and coverage(a.bag, b.bag) >= WORTH_FROM:
            words = tokens_of(a.content), tokens_of(b.evidence.text)
            for _ in range(_times(one, two, chance)):
                yield Example(words[0], "stories", other=words[1], compared=_truth(one, two), document=name)


def told_by(story: Planted, view: View) -> Told | None:
    """Return what the sentence of a claim tells, None for background."""
    spans = story.told[view.article.id].items()
    return next((told for (start, end), told in spans if start <= view.claim.start < end), None)


def are_near(one: Told, two: Told) -> bool:
    """Whether two tellings share their words and tell different things."""
    return one.fact != two.fact and one.fact.split()[-1] == two.fact.split()[-1]


def _times(one: Told, two: Told, chance: Random) -> int:
    if are_near(one, two):
        return NEAR_TIMES
    return int(one.fact == two.fact or chance.random() < OTHERS)


def _truth(one: Told, two: Told) -> tuple[float, ...]:
    """What is known of a pair: does the first carry, is it carried, is it one matter, do they conflict?"""
    if one.fact != two.fact:
        return nan, 0.0, nan, nan
    if (one.manner == "denial") != (two.manner == "denial"):
        return 0.0, 0.0, 1.0, 1.0
    if (one.manner == "early") != (two.manner == "early"):
        return 0.0, 0.0, 1.0, nan
    doubted = two.manner == "hedged" and one.manner != "hedged"
    return nan, float(not doubted), 1.0, nan if doubted else 0.0


def unjudged(data: Path) -> Iterator[Example]:
    """Yield pairs of sentences of different ECB+ reports on a topic that share words, judged by nobody."""
    chance, topics = Random(SEED), _sentences(data)
    for topic in sorted(topics):
        chosen = chance.sample(topics[topic], min(MOST_SENTENCES, len(topics[topic])))
        pairs = [
            (a, b) for a, b in combinations(chosen, 2) if a[0] != b[0] and a[1] != b[1] and _alike(a[1], b[1])
        ]
        for (_, a), (_, b) in chance.sample(pairs, min(MOST_PAIRS, len(pairs))):
            yield Example(list(a), "unjudged", other=list(b), compared=(nan,) * 4)


def _sentences(data: Path) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The sentences of each topic of ECB+ with their documents."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for document, rows in sorted(labels.texts(data).items()):
        topic = document.partition("_")[0]
        if topic.isdigit():
            lines = [tuple(words) for words, _ in rows.values() if len(words) in LENGTHS]
            found.setdefault(topic, []).extend((document, words) for words in lines)
    return found


def _alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    ours, theirs = bag(" ".join(a)), bag(" ".join(b))
    return bool(ours and theirs) and max(coverage(ours, theirs), coverage(theirs, ours)) >= LIKE_FROM
