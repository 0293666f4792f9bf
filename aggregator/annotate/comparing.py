"""Two sentences read together by the trained reader: does one carry the other, do they conflict?

The encoder runs once over both (`training.comparer`); it was taught by pairs of news sentences judged by
hand, by invented facts with their look-alikes, and by what a larger encoder, taught the same, holds of more.
Who does it to whom is a rule where the words are the same: "A sued B" and "B sued A" are one to the eye.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from aggregator.annotate.reader.model import compared
from aggregator.annotate.words import Words, read_sentence, tokens_of
from aggregator.models import Comparison
from aggregator.terms import all_stems_overlap

# Pairs of a large story: the same come back for other claims, and when the brief is written.
KEPT_PAIRS = 65536
# From so many words in common on, two sentences are looked at for who changed places with whom.
SAME_WORDS_FROM = 0.9
_DOER, _DONE_TO = frozenset({"nsubj", "obl:agent"}), frozenset({"nsubj:pass", "obj"})
_SAME = Comparison(1.0, 1.0, 1.0, 0.0)


def compare(a: str, b: str) -> Comparison:
    """Return how sentence `a` stands to sentence `b`; `compare(b, a)` is the same, turned."""
    if a == b:
        return _SAME
    return _compared(a, b) if a <= b else _compared(b, a).turned


@lru_cache(maxsize=KEPT_PAIRS)
def _compared(a: str, b: str) -> Comparison:
    first, second = (tokens_of(text) or ["."] for text in (a, b))
    chances = 1 / (1 + np.exp(-compared(first, second)))
    found = Comparison(*(round(float(value), 4) for value in chances))
    if all_stems_overlap(a, b) >= SAME_WORDS_FROM and _exchanged(a, b):
        return replace(found, carries=0.0, carried=0.0)
    return found


def _exchanged(a: str, b: str) -> bool:
    """Whether two have changed places: it is done in `b` to who does it in `a`, and the reverse."""
    first, second = read_sentence(a).words, read_sentence(b).words
    done = _that_are(first, _DOER) & _that_are(second, _DONE_TO)
    return bool(done and _that_are(first, _DONE_TO) & _that_are(second, _DOER))


def _that_are(words: Words, relations: frozenset[str]) -> frozenset[str]:
    return frozenset(word.low for word in words if word.relation in relations)
