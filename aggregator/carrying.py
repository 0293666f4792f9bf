"""How surely one sentence says all that matters in another: by the reader's comparison and the words."""

from __future__ import annotations

import math

from aggregator.models import Comparison
from aggregator.terms import bag, coverage, stems

# Weights of the signs, a logistic regression over pairs judged by hand and pairs of invented worlds, both
# kept out of training the reader (`python -m training.sameness`), in the order of `signs_of_carrying`.
WEIGHTS = (0.53, 0.13, 1.26)
BIAS = -0.93


def carried_chance(claim: str, sentence: str, found: Comparison) -> float:
    """Return how surely `sentence` carries `claim`, 0..1; `found` compares the claim with the sentence."""
    if stems(claim) == stems(sentence):
        return 1.0
    signs = signs_of_carrying(claim, sentence, found)
    return logistic(BIAS + sum(weight * sign for weight, sign in zip(WEIGHTS, signs, strict=True)))


def signs_of_carrying(claim: str, sentence: str, found: Comparison) -> tuple[float, float, float]:
    """Return what speaks for it.

    The reader's log odds that the claim is carried and that both are on one matter; how much of the claim's
    telling words, by weight, stands in the sentence.
    """
    covered = coverage(bag(claim), bag(sentence))
    return log_odds(found.carried), log_odds(found.one_matter), covered


def logistic(total: float) -> float:
    """Return the chance of log odds."""
    return 1 / (1 + math.exp(-total))


def log_odds(chance: float) -> float:
    """Return the log odds of a chance, bounded."""
    bounded = min(max(chance, 1e-3), 1 - 1e-3)
    return math.log(bounded / (1 - bounded))
