"""The same claim: same actors, same event, compatible figures and polarity, not merely similar words.

Two voices decide. The reader has read both sentences together (`Comparison`): who does what to whom, whether
it is sure or still to come, is its to tell. Rules over denials, names and figures stand by with a veto, since
one that differs makes another claim however alike the words are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from aggregator.carrying import log_odds, logistic
from aggregator.corroborate.figures import ONE_MATTER_FROM, differing
from aggregator.corroborate.quantities import compatible, of_a_kind
from aggregator.corroborate.views import View, names_apart
from aggregator.corroborate.wording import signs_of_wording
from aggregator.models import Comparison
from aggregator.terms import all_stems_overlap, overlap

# Of the names in a claim this share must stand in the one that carries it.
NAMES_FROM = 0.5
# A denial must share this much with what it denies: "nobody slept" does not deny that the ferry sank.
SAME_MATTER_FROM = 0.6
# Certainties this far apart, on either side of zero, are a yes against a no.
OPPOSED_FROM = 1.0
# A sentence that denies, and one that does not, never vouch for one another.
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|denial|false|untrue|not true|(?:wrong|incorrect|mistaken) (?:that|to)"
    r"|(?:rejected|dismissed) as|no truth|disputed|disputes)\b",
    re.IGNORECASE,
)


class Relation(StrEnum):
    """How two claims stand to one another."""

    SAME = "same"
    CONFLICT = "conflict"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Match:
    """`score` says how surely two claims are on the same thing, 0..1; `relation` whether they agree."""

    score: float
    relation: Relation

    @property
    def same(self) -> bool:
        """Whether the two have the same truth conditions."""
        return self.relation is Relation.SAME


def opposite_sides(a: View, b: View) -> bool:
    """Whether one claim says yes and the other no, on something that is not named apart."""
    first, second = a.claim.certainty, b.claim.certainty
    sides = min(first, second) <= -OPPOSED_FROM and max(first, second) >= OPPOSED_FROM
    asked = a.sentence.open_question or b.sentence.open_question
    return sides and not asked and not names_apart(a, b)


def opposed(a: View, b: View) -> bool:
    """Whether one claim says yes to a matter and the other no to the same matter, by their words."""
    return opposite_sides(a, b) and overlap(a.bag, b.bag) >= SAME_MATTER_FROM


def may_carry(a: View, b: View) -> bool:
    """Whether no denial, no name and no number forbids `b` to vouch for `a`, however alike the words are."""
    if bool(_DENIED.search(a.content)) != bool(_DENIED.search(b.evidence.text)) or opposed(a, b):
        return False
    names = a.names
    if names and len(names & (b.names | b.bag.keys())) / len(names) < NAMES_FROM:
        return False
    if not a.quantities and not a.numbers <= b.numbers:
        return False
    return _figures_stand(a, b)


def _figures_stand(a: View, b: View) -> bool:
    """Whether `b` has a compatible figure for each of `a`'s, or writes the very number."""
    return all(
        a.written(quantity.figure) in b.numbers
        or any(
            compatible(quantity.figure, other.figure)
            for other in b.quantities
            if of_a_kind(quantity.figure, other.figure)
        )
        for quantity in a.quantities
    )


# Weights of the signs of sameness, a logistic regression over pairs judged by hand and kept out of training
# (`python -m training.sameness`): in the order of `_signs`.
SAMENESS = (0.24, 0.1, 1.9, 1.3, -0.36, 2.33, -0.14, 0.97, -0.04, 0.32)
SAMENESS_BIAS = -3.54
SAME_FROM = 0.5
"""A score is a chance: from an even one on two sentences make one claim."""
# From this chance on two sentences that no rule sets apart conflict all the same.
CONFLICT_FROM = 0.6


def match(a: View, b: View, found: Comparison) -> Match:
    """Compare two claims that stand outside any story; `found` is the reader's comparison of them.

    Likeness decides how the score ranks; that one number, name or "not" differs decides the relation.
    """
    signs = signs_of_sameness(a, b, found)
    total = SAMENESS_BIAS + sum(one * sign for one, sign in zip(SAMENESS, signs, strict=True))
    score = round(logistic(total), 4)
    differ = any(differing(a, b)) or opposed(a, b)
    if differ or found.conflict >= CONFLICT_FROM:
        conflict = found.one_matter >= ONE_MATTER_FROM
        return Match(score, Relation.CONFLICT if conflict else Relation.DIFFERENT)
    return Match(score, Relation.SAME if score >= SAME_FROM else Relation.DIFFERENT)


def signs_of_sameness(a: View, b: View, found: Comparison) -> tuple[float, ...]:
    """What speaks for two sentences making one claim: each number, the more the likelier but the sixth."""
    numbers = a.numbers | b.numbers
    return (
        log_odds(min(found.carries, found.carried)),
        log_odds(found.one_matter),
        overlap(a.bag, b.bag),
        all_stems_overlap(a.content, b.content),
        len(a.numbers ^ b.numbers) / max(1, len(numbers)),
        *signs_of_wording(a.content, b.content),
    )
