"""Pairs of news sentences that we judged: does one carry the other, is it one matter, do they conflict?

`labels/pairs.tsv` holds places only: document and sentence of both sides (ECB+, CC BY 3.0), and a code:

    4 same truth conditions      A the first carries the second and says more   X one statement shared
    3 same but for small detail  B the second carries the first and says more   1 one event, else different
    C one matter, cannot both be true                                           0 other events

Twins with a change (`training.changed`) teach that one number, name, date or "not" makes a conflict, however
alike the words are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from training import labels
from training.changed import changed, runs_of_capitals
from training.examples import Example

FILE = labels.FOLDER / "pairs.tsv"
# (first carries second, second carries first, one matter, conflict)
TARGETS = {
    "4": (1.0, 1.0, 1.0, 0.0), "3": (1.0, 1.0, 1.0, 0.0), "A": (1.0, 0.0, 1.0, 0.0),
    "B": (0.0, 1.0, 1.0, 0.0), "X": (0.0, 0.0, 1.0, 0.0), "1": (0.0, 0.0, 0.0, 0.0),
    "C": (0.0, 0.0, 1.0, 1.0), "0": (0.0, 0.0, 0.0, 0.0),
}  # fmt: skip
SAME, CONFLICT = TARGETS["4"], TARGETS["C"]
# Topics of ECB+ kept out of training, to watch the head.
DEV_TOPICS = frozenset({"2", "5", "12", "18", "21", "23", "34", "35"})
SEED = 7
TURNED = 0.5
# A copy now and then, so that likeness alone is not doubted.
COPIES = 0.2


def judged(data: Path, *, dev: bool = False) -> Iterator[Example]:
    """Yield the judged pairs of the training topics, or of those kept out."""
    texts = labels.texts(data)
    for line in FILE.read_text("utf-8").splitlines():
        one, place, two, other, code = line.split("\t")
        if (one.partition("_")[0] in DEV_TOPICS) == dev:
            first, second = texts[one][int(place)][0], texts[two][int(other)][0]
            yield Example(list(first), "pairs", other=list(second), compared=TARGETS[code], document=one)


def pair_examples(data: Path) -> list[Example]:
    """Return the judged pairs of training, each some way round, and changed twins."""
    chance = Random(SEED)
    pairs = [one if chance.random() < TURNED else turned(one) for one in judged(data)]
    names = [one.words[a:b] for one in pairs for a, b in runs_of_capitals(one.words)]
    return [*pairs, *_twins(pairs, names, chance)]


def turned(one: Example) -> Example:
    """Return a pair the other way round."""
    assert one.other is not None
    assert one.compared is not None
    first, second, *rest = one.compared
    return Example(list(one.other), one.corpus, other=one.words, compared=(second, first, *rest))


def _twins(pairs: Sequence[Example], names: Sequence[Sequence[str]], chance: Random) -> Iterator[Example]:
    """Same pairs and single sentences with a change, and unchanged copies beside them."""
    for one in pairs:
        assert one.other is not None
        against = one.other if one.compared == SAME else one.words
        twin = changed(against, names, chance)
        if twin:
            yield Example(one.words, "twins", other=twin, compared=CONFLICT)
        if chance.random() < COPIES:
            yield Example(one.words, "twins", other=list(one.words), compared=SAME)
