"""The same claim: same actors, same event, compatible figures and polarity, not merely similar words.

Two voices decide. The reader has read both sentences together (`Comparison`); rules over names, figures,
negation, time and firmness stand by with a veto, since one of them that differs makes another claim however
alike the words are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from aggregator.carrying import log_odds, logistic
from aggregator.corroborate.figures import ONE_MATTER_FROM, differing
from aggregator.corroborate.quantities import compatible
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
# A claim less sure than another by more than this does not vouch for it.
FIRMNESS_GAP = 0.75
# A sentence that denies, and one that does not, never vouch for one another, however alike.
_NEGATED = re.compile(r"\b(?:not|no|never|nobody|none|refus\w+|without|cannot)\b|n[’']t\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|denial|false|untrue|(?:rejected|dismissed) as|no truth|disputed|disputes)\b",
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


def as_firm(a: View, b: View) -> bool:
    """Whether `b` is at least as sure as `a`, and puts it in the same time."""
    first, second = a.claim.certainty, b.claim.certainty
    return (
        a.claim.future == b.claim.future
        and (first < 0) == (second < 0)
        and abs(second) >= abs(first) - FIRMNESS_GAP
    )


def may_carry(a: View, b: View) -> bool:
    """Whether nothing that can be checked by rule keeps `b` from vouching for `a`."""
    told, telling = a.content, b.evidence.text
    if any(bool(sign.search(told)) != bool(sign.search(telling)) for sign in (_NEGATED, _DENIED)):
        return False
    if not as_firm(a, b):
        return False
    names = a.names
    if names and len(names & (b.names | b.bag.keys())) / len(names) < NAMES_FROM:
        return False
    if not a.quantities and not a.numbers <= b.numbers:
        return False
    return _figures_stand(a, b) and not opposed(a, b)


def _figures_stand(a: View, b: View) -> bool:
    """Whether `b` has a compatible figure for each of `a`'s."""
    return all(
        any(
            compatible(quantity.figure, other.figure)
            for other in b.quantities
            if quantity.figure.unit == other.figure.unit
        )
        for quantity in a.quantities
    )


# Weights of the signs of sameness, a logistic regression over pairs judged by hand and kept out of training
# (`python -m training.sameness`): in the order of `_signs`.
SAMENESS = (0.11, 0.05, 1.37, 2.25, 2.03, -0.45, 2.36, 0.18, 1.06, -0.08, 0.17)
SAMENESS_BIAS = -5.17
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
        found.aligned,
        overlap(a.bag, b.bag),
        all_stems_overlap(a.content, b.content),
        len(a.numbers ^ b.numbers) / max(1, len(numbers)),
        *signs_of_wording(a.content, b.content),
    )
