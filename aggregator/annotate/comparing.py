"""Two sentences read together by the trained reader: does one carry the other, do they conflict?

The head was trained on pairs of news sentences judged by hand and on twins with one number, name, date or
"not" changed (`training.pairs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aggregator.annotate.reader.model import compared, model
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
    first, second = _stated(a), _stated(b)
    chances = 1 / (1 + np.exp(-compared(first.states, second.states)))
    carries, carried, one_matter, conflict = (round(float(value), 4) for value in chances)
    return Comparison(carries, carried, one_matter, conflict, _aligned(first, second))


@dataclass(frozen=True)
class Stated:
    """A sentence's word states [W, 768], and how telling each word is."""

    states: NDArray[np.float32]
    weights: NDArray[np.float64]


@lru_cache(maxsize=KEPT_SENTENCES)
def _stated(text: str) -> Stated:
    words = tokens_of(text) or ["."]
    states = model().states(words)
    weights = [weight(stem(word)) if word[0].isalnum() else MARK for word in words[: len(states)]]
    return Stated(states, np.array(weights))


def _aligned(a: Stated, b: Stated) -> float:
    """The weighed mean of each word's best cosine in the other, by last states, of the worse side.

    BERTScore (Zhang et al. 2020), with weights of inverse document frequency.
    """
    likeness = a.states[:, MEANING:] @ b.states[:, MEANING:].T
    sides = ((likeness.max(1) * a.weights).sum() / a.weights.sum(),
             (likeness.max(0) * b.weights).sum() / b.weights.sum())  # fmt: skip
    return round(float(np.clip(min(sides), 0, 1)), 4)
