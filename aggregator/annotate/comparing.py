"""Two sentences read together by the trained reader: does one carry the other, do they conflict?

The head was trained on pairs of news sentences judged by hand and on twins with one number, name, date or
"not" changed (`training.pairs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aggregator.annotate.reader.model import compared
from aggregator.annotate.reader.structure import Stated, stated
from aggregator.annotate.words import tokens_of
from aggregator.models import Comparison
from aggregator.terms import stem, weight

# Pairs and sentences of a large story: the same come back for other claims, and when the brief is written.
KEPT_PAIRS, KEPT_SENTENCES = 65536, 1024
# Where a word's last states begin, and what a mark weighs beside words.
MEANING, MARK = 384, 0.3


def compare(a: str, b: str) -> Comparison:
    """Return how sentence `a` stands to sentence `b`; `compare(b, a)` is the same, turned."""
    return _compared(a, b) if a <= b else _compared(b, a).turned


@lru_cache(maxsize=KEPT_PAIRS)
def _compared(a: str, b: str) -> Comparison:
    first, second = _weighed(a), _weighed(b)
    chances = 1 / (1 + np.exp(-compared(first.stated.inputs("a") | second.stated.inputs("b"))))
    carries, carried, one_matter, conflict = (round(float(value), 4) for value in chances)
    return Comparison(
        carries, carried, one_matter, conflict, _aligned(first, second), _exchanged(first, second)
    )


@dataclass(frozen=True)
class Weighed:
    """A sentence's words as comparing reads them, and how telling each is."""

    words: tuple[str, ...]
    stated: Stated
    weights: NDArray[np.float64]


@lru_cache(maxsize=KEPT_SENTENCES)
def _weighed(text: str) -> Weighed:
    words = tokens_of(text) or ["."]
    found = stated(words)
    weights = [weight(stem(word)) if word[0].isalnum() else MARK for word in words[: len(found.heads)]]
    return Weighed(tuple(words), found, np.array(weights))


def _exchanged(a: Weighed, b: Weighed) -> bool:
    """Whether two have changed places: it is done in `b` to who does it in `a`, and the reverse."""
    does, suffers = a.stated.doers(a.words), a.stated.done_to(a.words)
    return bool(does & b.stated.done_to(b.words) and suffers & b.stated.doers(b.words))


def _aligned(a: Weighed, b: Weighed) -> float:
    """The weighed mean of each word's best cosine in the other, by last states, of the worse side.

    BERTScore (Zhang et al. 2020), with weights of inverse document frequency.
    """
    likeness = a.stated.states[:, MEANING:] @ b.stated.states[:, MEANING:].T
    sides = ((likeness.max(1) * a.weights).sum() / a.weights.sum(),
             (likeness.max(0) * b.weights).sum() / b.weights.sum())  # fmt: skip
    return round(float(np.clip(min(sides), 0, 1)), 4)
