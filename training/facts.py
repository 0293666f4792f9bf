"""Pairs of sentences from invented facts (`labels/facts.jsonl`): wordings of each, and its look-alikes.

A row has four or five wordings of one fact (`say`), look-alikes that share their words and tell something
else (`near`), what says `less`, what is not sure (`hedged`) and what says no (`denied`); most have sentences
of a report that tell it among other things (`long`), or have its words and do not tell it (`long_near`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import Any

from aggregator.annotate.words import tokens_of
from training import labels
from training.examples import Example
from training.planted import CONFLICT, FIRMER, NEAR, OTHER, SAME

FILE = labels.FOLDER / "facts.jsonl"
SEED = 13
# Every so-manieth fact is kept out of training, to watch the head.
DEV_EVERY = 10
Sides = tuple[str, str, tuple[float, ...]]


def fact_examples(*, dev: bool = False) -> Iterator[Example]:
    """Yield the pairs of the facts of training, or of those kept out, each some way round."""
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    for number, row in enumerate(rows):
        if (number % DEV_EVERY == 0) == dev:
            chance = Random(f"{SEED} {number}")
            other = rows[(number + 1) % len(rows)]
            for first, second, (carries, carried, *rest) in _pairs(row, other, chance):
                sides = (first, second, carries, carried)
                a, b, there, back = sides if chance.random() < 0.5 else (second, first, carried, carries)
                yield Example(tokens_of(a), "facts", other=tokens_of(b), compared=(there, back, *rest))


def _pairs(row: dict[str, Any], other: dict[str, Any], chance: Random) -> Iterator[Sides]:
    say = row["say"]

    def some(most: int) -> list[str]:
        return chance.sample(say, min(most, len(say)))

    for one, two in combinations(say, 2):
        yield one, two, SAME
    for text in (*row["near"], *row.get("long_near", ())):
        yield from ((one, text, NEAR) for one in some(3))
    for text in row.get("long", ()):
        yield from ((text, one, FIRMER) for one in (*some(3), *row["less"]))
    for text in (*row.get("less", ()), *row.get("hedged", ())):
        yield from ((one, text, FIRMER) for one in some(2))
    for text in row.get("denied", ()):
        yield from ((one, text, CONFLICT) for one in some(3))
    yield chance.choice(say), chance.choice(other["say"]), OTHER
