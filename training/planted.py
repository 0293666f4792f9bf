"""Pairs of sentences from invented worlds (`benchmarks/planted/worlds/train-*`): our own text, truth known.

Wordings of one fact carry each other; the firm carries the hedged; a denial, another number and exchanged
names conflict; look-alikes and other facts carry nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import nan
from random import Random

from aggregator.annotate.words import tokens_of
from benchmarks.planted.telling import UNNAMED, attributed
from benchmarks.planted.worlds import Fact, World, drawn, templates
from training.examples import Example

SEED = 11
# Of the pairs of wordings of a fact so many are taken in each draw; the other kinds in like number.
MOST_SAME, MOST_OTHER = 7, 3
ATTRIBUTED = 0.3
SAME, FIRMER, CONFLICT, OTHER = (
    (1.0, 1.0, 1.0, 0.0),
    (1.0, 0.0, 1.0, 0.0),
    (0.0, 0.0, 1.0, 1.0),
    (0.0, 0.0, 0.0, 0.0),
)
# A look-alike may be of the same matter or not, in conflict or not: known is that it carries nothing.
NEAR = (0.0, 0.0, nan, nan)
Pair = tuple[str, str, tuple[float, ...]]


def planted_examples(part: str, *, draws: int) -> Iterator[Example]:
    """Yield pairs of every world of a part, drawn so often, each with its sides in random order."""
    for name, raw in templates(part):
        for draw in range(draws):
            chance = Random(f"{SEED} {name} {draw}")
            for one, other, (carries, carried, *rest) in _pairs(drawn(name, raw, chance), chance):
                sides = (one, other, carries, carried)
                first, second, there, back = (
                    sides if chance.random() < 0.5 else (other, one, carried, carries)
                )
                yield Example(
                    tokens_of(first),
                    "planted",
                    other=tokens_of(second),
                    compared=(there, back, *rest),
                    document=name,
                )


def _pairs(world: World, chance: Random) -> Iterator[Pair]:
    for fact in world.facts:
        others = [text for one in world.facts if one is not fact for text in one.say]
        others += [text for ask in world.asks for text in ask.told] + list(world.colour)
        say = [_filled(text, world) for text in fact.say]
        pairs = list(combinations(say, 2))
        for one, other in chance.sample(pairs, min(MOST_SAME, len(pairs))):
            yield one, _said(other, world, chance), SAME
        for text in fact.hedged:
            yield chance.choice(say), _filled(text, world), FIRMER
        for text in fact.denied:
            yield _said(chance.choice(say), world, chance), _filled(text, world), CONFLICT
        for text in fact.near:
            yield chance.choice(say), _filled(text, world), NEAR
        for text in chance.sample(others, MOST_OTHER):
            yield chance.choice(say), _filled(text, world), OTHER
        if fact.figure:
            yield from _figures(fact, world, chance)


def _figures(fact: Fact, world: World, chance: Random) -> Iterator[Pair]:
    """Another number conflicts; the same number rounded, or written with "about", does not."""
    value = world.numbers[fact.figure]
    for _ in range(MOST_OTHER):
        one, other = chance.sample(fact.say, 2)
        wrong = max(1, value + chance.choice([-1, 1]) * max(1, round(value * chance.uniform(0.1, 0.6))))
        if wrong != value:
            yield _filled(one, world), _filled(other, world, fact.figure, wrong), CONFLICT


def _filled(text: str, world: World, figure: str = "", value: int = 0) -> str:
    return text.format_map(
        {key: str(value if key == figure else number) for key, number in world.numbers.items()}
    )


def _said(text: str, world: World, chance: Random) -> str:
    """Now and then in somebody's mouth: the claim stays the same."""
    if chance.random() >= ATTRIBUTED:
        return text
    return attributed(text, chance.choice([*world.bodies, *world.officials, *UNNAMED]), chance)
