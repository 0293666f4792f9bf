"""How alike two sentences are worded: in their order and in neighbouring words, function words with them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from aggregator.terms import stems, words


def signs_of_wording(a: str, b: str) -> tuple[float, float, float, float, float]:
    """Return five shares, 0..1, each the more the more alike.

    The longest common subsequence of the longer and of the shorter sentence (ROUGE-L, Lin 2004), the shorter
    sentence's share of the longer, and the Dice overlap of neighbouring words and neighbouring stems.
    """
    ours, theirs = ([word.lower() for word in words(text)] for text in (a, b))
    shorter, longer = sorted((max(1, len(ours)), max(1, len(theirs))))
    common = _common(ours, theirs)
    return (
        common / longer,
        common / shorter,
        shorter / longer,
        _shared_pairs(ours, theirs),
        _shared_pairs(stems(a), stems(b)),
    )


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    above = [0] * (len(b) + 1)
    for word in a:
        row = [0]
        for place, other in enumerate(b):
            row.append(above[place] + 1 if word == other else max(above[place + 1], row[place]))
        above = row
    return above[-1]


def _shared_pairs(a: Sequence[str], b: Sequence[str]) -> float:
    ours, theirs = set(pairwise(a)), set(pairwise(b))
    return 2 * len(ours & theirs) / max(1, len(ours) + len(theirs))
