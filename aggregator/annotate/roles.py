"""What each sentence does in its article (van Dijk 1988, "News as Discourse"; Choubey et al. 2020).

Three voices are added up: the reader's for the sentence alone; signs of its place in the article (position,
tie to title and lead, tense, dates against publication, cue phrases, speaker, certainty), weighed by a
logistic regression over our labelled news (`training.roles`); and which role follows which. Viterbi's
algorithm picks the best row of roles for the whole article.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aggregator.annotate.document import Document, Line
from aggregator.annotate.grammar import verb_groups
from aggregator.annotate.lexicon import values
from aggregator.annotate.times import Moment
from aggregator.annotate.viterbi import best_row
from aggregator.annotate.words import read_sentence
from aggregator.models import Claim, Role, SourceKind

# How loud the reader's voice and the row's are beside the regression's; how far rare roles are lifted to
# their even share. Chosen on the labelled documents kept out of training, the measured set in view.
READER_SHARE, FOLLOWING, EVENNESS = 1.0, 0.6, 1.2
# Sentences are told apart by position up to here, then in steps: news tells its main event first.
PLACES = (1, 2, 3, 5, 8, 13, 21)
# Events this many years before publication are history.
OLD_YEARS = 2
# News tells of the last few days.
RECENT_DAYS = 3
FIRST_PERSON = frozenset({"i", "my", "me", "we", "our"})


class Seen(NamedTuple):
    """What is known of one sentence when its role is weighed."""

    line: Line
    text: str
    place: int
    total: int
    moments: Sequence[Moment]
    claims: Sequence[Claim]


def find_roles(
    document: Document,
    title: str,
    published: date | None,
    moments: Sequence[Sequence[Moment]],
    claims: Sequence[Sequence[Claim]],
) -> list[Role]:
    """Return the role of each sentence; `moments` and `claims` are those of each sentence, by place.

    Headings, labels and captions without a stop are `other` and take no part.
    """
    told = [place for place, line in enumerate(document.lines) if line.piece.stopped]
    roles = [Role.OTHER] * len(document.lines)
    if told:
        seen = features(document, title, published, moments, claims)
        spoken = np.array([document.lines[place].reading.roles for place in told])
        for place, best in zip(told, _best_roles(_weights(), seen, spoken), strict=True):
            roles[place] = Role(_weights().roles[best])
    return roles


@dataclass(frozen=True)
class Weights:
    """The regression of `training.roles`: `signs` x `roles`, bias, how often roles stand and follow."""

    roles: list[str]
    signs: dict[str, int]
    matrix: NDArray[np.float64]
    bias: NDArray[np.float64]
    share: NDArray[np.float64]
    follows: NDArray[np.float64]


@cache
def _weights() -> Weights:
    raw = json.loads(
        resources.files("aggregator.annotate").joinpath("data", "role_weights.json").read_text("utf-8")
    )
    arrays = {name: np.array(raw[name]) for name in ("matrix", "bias", "share", "follows")}
    return Weights(raw["roles"], {name: place for place, name in enumerate(raw["signs"])}, **arrays)


def _best_roles(
    weights: Weights, seen: Sequence[Mapping[str, float]], spoken: NDArray[np.float64]
) -> list[int]:
    """The best row of roles over log scores."""
    scores = np.array([_scored(weights, one) for one in seen]) + READER_SHARE * spoken
    scores -= EVENNESS * np.log(weights.share)
    return best_row(scores, FOLLOWING * (np.log(weights.follows) - np.log(weights.share)))


def _scored(weights: Weights, seen: Mapping[str, float]) -> NDArray[np.float64]:
    """The regression's log probabilities of a sentence's roles."""
    scores = weights.bias.copy()
    for name, value in seen.items():
        if name in weights.signs:
            scores += value * weights.matrix[weights.signs[name]]
    scores -= scores.max()
    return np.asarray(scores - np.log(np.exp(scores).sum()))


def features(
    document: Document,
    title: str,
    published: date | None,
    moments: Sequence[Sequence[Moment]],
    claims: Sequence[Sequence[Claim]],
) -> list[dict[str, float]]:
    """Return the signs of each sentence that is told, with how strong each is."""
    told = [place for place, line in enumerate(document.lines) if line.piece.stopped]
    vectors = np.array([document.lines[place].reading.vector for place in told])
    head = read_sentence(title).reading if title else None
    headline = head.vector if head else vectors[0]
    found = []
    for order, place in enumerate(told):
        line = document.lines[place]
        text = document.text[line.start : line.end]
        signs = _signs(Seen(line, text, order, len(told), moments[place], claims[place]), published)
        found.append(dict.fromkeys(signs, 1.0) | _ties(vectors, headline, order))
    return found


def _ties(vectors: NDArray[np.float32], headline: NDArray[np.float32], order: int) -> dict[str, float]:
    """How alike a sentence is to the title, the lead, its neighbours and the whole article: cosines."""
    own = vectors[order]
    ties = {"to_title": own @ headline, "to_lead": own @ vectors[0], "to_all": (vectors @ own).mean()}
    if order:
        ties["to_last"] = own @ vectors[order - 1]
    if order + 1 < len(vectors):
        ties["to_next"] = own @ vectors[order + 1]
    return {name: 2 * float(value) for name, value in ties.items()}


def _signs(seen: Seen, published: date | None) -> set[str]:
    signs = {
        f"place_{bisect_right(PLACES, seen.place)}",
        *_phrases(seen.text),
        *_of_times(seen.moments, published),
        *_of_claims(seen.claims),
        *_of_verbs(seen),
    }
    if seen.place > seen.total / 2:
        signs.add("later")
    if any(word.low in FIRST_PERSON for word in seen.line.words):
        signs.add("first_person")
    return signs


@cache
def _cues() -> tuple[tuple[str, str], ...]:
    return tuple((sign, phrase) for sign, phrases in values("roles", "cues").items() for phrase in phrases)


def _phrases(text: str) -> set[str]:
    low = f" {text.lower()} "
    return {sign for sign, phrase in _cues() if (phrase if phrase[0] == " " else " " + phrase) in low}


def _is_recent(value: str, published: date) -> bool:
    """Whether a value is a day, and one of the last few before publication."""
    if len(value) != len("2026-01-31"):
        return False
    return 0 <= (published - date.fromisoformat(value)).days <= RECENT_DAYS


def _of_times(moments: Sequence[Moment], published: date | None) -> set[str]:
    signs = set()
    for moment in moments:
        year = int(moment.value[:4]) if moment.value[:4].isdigit() else 0
        if moment.ahead > 0:
            signs.add("ahead")
        if year and published and year <= published.year - OLD_YEARS:
            signs.add("old")
        elif published and _is_recent(moment.value, published):
            signs.add("recent")
        elif moment.ahead < 0:
            signs.add("past_date")
    return signs


def _of_claims(claims: Sequence[Claim]) -> set[str]:
    signs = set()
    for claim in claims:
        if claim.source.kind is not SourceKind.OUTLET:
            signs.add("speech" if claim.cue else "quote")
        if claim.opinion:
            signs.add("opinion")
        if claim.future:
            signs.add("future")
        if abs(claim.certainty) < 2.0:  # noqa: PLR2004 - hedged, on the scale of certainty
            signs.add("hedged")
        if claim.figures:
            signs.add("figures")
        if claim.formal_act and claim.source.kind is SourceKind.OUTLET:
            signs.add("act")
    return signs


def _of_verbs(seen: Seen) -> set[str]:
    """The tense of the sentence's finite verbs: past, present, past perfect."""
    signs = set()
    for group in verb_groups(seen.line.words):
        if group.form == "finite":
            perfect_past = group.perfect and seen.line.words[group.start].low == "had"
            signs.add(
                "perfect_past" if perfect_past else "past" if group.past and not group.perfect else "present"
            )
    return signs
