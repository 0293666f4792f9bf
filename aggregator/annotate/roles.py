"""What each sentence does in its article: signs weighed against one another.

Signs are position, tie to title and lead, tense, dates against publication, cue phrases, speaker, certainty
(van Dijk 1988, "News as Discourse"; Choubey et al. 2020, "Discourse as a Function of Event").
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from aggregator.annotate.document import Document, Line
from aggregator.annotate.grammar import verb_groups
from aggregator.annotate.lexicon import values
from aggregator.annotate.times import Moment
from aggregator.models import Claim, Role, SourceKind
from aggregator.terms import stems

# A sentence among the first three stands where news tells its main event (inverted pyramid).
LEAD, EARLY = 1, 4
# Half of the title's telling words in a sentence tie it to the title.
TIED_FROM = 0.4
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
    """Return the role of each sentence; `moments` and `claims` are those of each sentence, by place."""
    told = [place for place, line in enumerate(document.lines) if line.piece.stopped]
    ties = _ties(document, title, told)
    roles = []
    for place, line in enumerate(document.lines):
        if not line.piece.stopped:
            roles.append(Role.OTHER)
            continue
        text = document.text[line.start : line.end]
        seen = Seen(line, text, told.index(place), len(told), moments[place], claims[place])
        roles.append(_weigh(_signs(seen, published, tied=ties[place])))
    return roles


def _ties(document: Document, title: str, told: Sequence[int]) -> list[bool]:
    """Whether each sentence shares enough words with the title, or with the first sentence."""
    heads = set(stems(title))
    if told:
        first = document.lines[told[0]]
        heads |= set(stems(document.text[first.start : first.end]))
    size = max(1, min(len(heads), 12))
    return [
        len(heads & set(stems(document.text[line.start : line.end]))) / size >= TIED_FROM
        for line in document.lines
    ]


def _weigh(signs: Collection[str]) -> Role:
    """The role whose weights sum highest; ties go to the first named."""
    table = values("roles", "weights")
    return Role(
        max(table, key=lambda role: sum(weight for sign, weight in table[role].items() if sign in signs))
    )


def _signs(seen: Seen, published: date | None, *, tied: bool) -> set[str]:
    signs = {
        "bias",
        *_phrases(seen.text),
        *_of_times(seen.moments, published),
        *_of_claims(seen.claims),
        *_of_verbs(seen),
    }
    if tied:
        signs.add("tie")
    if seen.place < LEAD:
        signs.add("lead")
    if seen.place < EARLY:
        signs.add("early")
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
