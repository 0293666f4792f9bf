"""Which verdicts belong under which heading of a brief."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from aggregator.compose.days import DAY_WORD
from aggregator.compose.material import Material
from aggregator.models import Reason, Role, SourceKind, Standing, Verdict

BACKGROUND = frozenset({Role.HISTORY, Role.PREVIOUS_EVENT, Role.CURRENT_CONTEXT})
MEANING = frozenset({Role.CONSEQUENCE, Role.EVALUATION})
# Not news: other times, other people, what is thought and what may come.
NOT_NEWS = frozenset({Role.HISTORY, Role.ANECDOTE, Role.EVALUATION, Role.EXPECTATION})

# Beside the news only what is near its heart: this share of the heaviest claim's weight.
NEAR_FROM = 0.4


# What is planned or has a date is something to watch for; that something "would" be is talk.
_AHEAD = re.compile(
    r"\b(?:set to|due (?:to|in|on|back|for)|(?:is|are) (?:\w+ )?(?:expected|scheduled|planned) "
    r"(?:to|for|on|in)|plans? to|intends?|aims? to|ahead of|next (?:week|month|year|round)|"
    r"later this (?:week|month|year)|by the end of|upcoming)\b",
    re.IGNORECASE,
)
_WILL = re.compile(r"\b(?:will|won[’']t|shall|to be \w+ed)\b", re.IGNORECASE)
_NOT_AHEAD = re.compile(
    r"\b(?:would|could|might|may) have\b|\bwould\b(?!.*\bwill\b)|^If\b|\bif \w+ were\b", re.IGNORECASE
)
# An outlook holds for this long after it was written; then it is overtaken.
FRESH_HOURS = 48
NOT_BACKGROUND = frozenset(
    {
        Reason.OPINION,
        Reason.FORECAST,
        Reason.HEDGED,
        Reason.DENIED,
        Reason.DISPUTED,
        Reason.UNNAMED_SOURCE,
        Reason.FIGURES_DIFFER,
    }
)
# Words in which a text says what something leads to.
_EFFECT = re.compile(
    r"\b(?:means?|meaning|leads? to|led to|threat\w*|risk\w*|impact\w*|"
    r"effects?|affect\w*|consequences?|significan\w*|importan\w*|pressure|blow|boost\w*|costs?|hurts?|helps?|raises?|"
    r"undermin\w*|victory|setback|turning point|first time|record)\b",
    re.IGNORECASE,
)
_OPEN_STATE = re.compile(
    r"\b(?:is|are|was|were|remains?|remained) (?:\w+ )?(?:disputed|contested|unclear|uncertain|unknown|"
    r"in doubt|a matter of (?:debate|dispute))\b"
    r"|\b(?:is|are) (?:\w+ )?(?:expected|due|scheduled|likely|planned|set to)\b",
    re.IGNORECASE,
)
# A line that rests on somebody who hides is not known, whoever the reader took for its source.
_HIDDEN = re.compile(
    r"\b(?:persons?|people|officials?|sources?|somebody|someone|insiders?) "
    r"(?:with (?:\w+ )?knowledge|familiar with|close to|briefed on)\b"
    r"|\b(?:condition of anonymity|(?:asked|wanted?) not to be (?:named|identified))\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|(?-i:March|May)|april|june|"
    r"july|august|september|october|november|december|tomorrow|next (?:week|month|year)|20\d\d|spring|summer|"
    r"autumn|winter)\b",
    re.IGNORECASE,
)


# A month this long before the story's, and not soon after it, is its past.
MONTHS_BACK = 2
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OPENS_BACK = re.compile(
    r"(?:Back )?(?:In|Since|By|During) (?:(?P<month>January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b|(?P<year>(?:19|20)\d\d)\b)|Last year\b"
)


def floor_of(material: Material) -> float:
    """Return the weight from which a verdict is near the heart of its story."""
    return NEAR_FROM * max((verdict.weight for verdict in material.assessment.verdicts), default=0.0)


def is_known(material: Material) -> Callable[[Verdict], bool]:
    """Confirmed in every part, and news rather than history, meaning or outlook."""
    floor = floor_of(material)
    return lambda verdict: (
        verdict.standing is Standing.CONFIRMED
        and verdict.weight >= floor
        and _is_news(material, verdict)
        and not material.sentence(verdict.lead).open_question
        and is_firm_throughout(material, verdict)
    )


def _is_news(material: Material, verdict: Verdict) -> bool:
    """By its role; what several origins state, or somebody says for the record, is more than a judgement."""
    if _is_past(material, verdict):
        return False
    role, claim = material.sentence(verdict.lead).role, material.claim(verdict.lead)
    if role is Role.EVALUATION and not claim.opinion:
        return claim.formal_act or (
            Reason.ORIGINS in verdict.reasons and claim.source.kind is not SourceKind.OUTLET
        )
    return role not in NOT_NEWS


def _is_past(material: Material, verdict: Verdict) -> bool:
    """Whether a sentence opens with a month or year long before the story: "In September, ..."."""
    opens = _OPENS_BACK.match(material.text(verdict.lead))
    if opens is None or material.told is None:
        return False
    if opens["month"] is None:
        return opens["year"] is None or int(opens["year"]) < material.told.year
    back = (material.told.month - MONTHS.index(opens["month"].lower()[:3]) - 1) % len(MONTHS)
    return MONTHS_BACK <= back <= len(MONTHS) - MONTHS_BACK


def is_statement(material: Material) -> Callable[[Verdict], bool]:
    """Confirmed as said, and a matter of fact although it stands among judgements."""
    return lambda verdict: (
        verdict.standing is Standing.CONFIRMED
        and material.sentence(verdict.lead).role not in NOT_NEWS - {Role.EVALUATION}
        and not _is_past(material, verdict)
        and not material.sentence(verdict.lead).open_question
        and is_firm_throughout(material, verdict)
    )


def _is_fresh(material: Material, verdict: Verdict) -> bool:
    published = material.articles[verdict.lead.article].published
    if published is None or material.told is None:
        return True
    passed = published.date() != material.told.date() and DAY_WORD.search(material.text(verdict.lead))
    return not passed and material.told - published <= timedelta(hours=FRESH_HOURS)


def is_firm_throughout(material: Material, verdict: Verdict) -> bool:
    """Whether no other claim in the same sentence is weaker: the line prints the whole sentence."""
    place = material.claim(verdict.lead).sentence
    annotation = material.annotations[verdict.lead.article]
    text = material.text(verdict.lead)
    return not (_OPEN_STATE.search(text) or _HIDDEN.search(text)) and all(
        abs(claim.certainty) >= material.settings.policy.certain_from
        and not claim.future
        and not claim.opinion
        and claim.source.kind is not SourceKind.UNNAMED
        for claim in annotation.claims
        if claim.sentence == place and not annotation.is_aside(claim)
    )


def is_background(material: Material) -> Callable[[Verdict], bool]:
    """What went before: earlier events, history, or an older report on the same matter."""
    floor = floor_of(material) / 2  # background weighs less by its role
    return lambda verdict: (
        (verdict.weight >= floor or Reason.STALE in verdict.reasons)
        and not NOT_BACKGROUND & set(verdict.reasons)
        and (
            Reason.STALE in verdict.reasons
            or material.sentence(verdict.lead).role in BACKGROUND
            or _is_past(material, verdict)
        )
        and not material.sentence(verdict.lead).open_question
    )


def is_meaning(material: Material) -> Callable[[Verdict], bool]:
    """What it means, in the words of somebody who is named, and near the heart of the story."""
    floor = floor_of(material)
    return lambda verdict: (
        verdict.weight >= floor
        and Reason.STALE not in verdict.reasons
        and material.claim(verdict.lead).certainty > 0
        and (
            (material.claim(verdict.lead).opinion and _is_named(material, verdict))
            or (
                material.sentence(verdict.lead).role in MEANING
                and bool(_EFFECT.search(material.text(verdict.lead)))
            )
        )
        and material.claim(verdict.lead).source.kind is not SourceKind.UNNAMED
        and not material.sentence(verdict.lead).open_question
    )


def is_ahead(material: Material) -> Callable[[Verdict], bool]:
    """What is to come, and said to come rather than what would have come."""
    floor = floor_of(material) / 2
    return lambda verdict: (
        verdict.weight >= floor
        and (material.claim(verdict.lead).future or material.sentence(verdict.lead).role is Role.EXPECTATION)
        and _is_tied(material, verdict)
        and _is_planned(material, verdict)
        and _is_fresh(material, verdict)
        and not _NOT_AHEAD.search(material.text(verdict.lead))
        and not _is_mere_talk(material.text(verdict.lead))
        and Reason.STALE not in verdict.reasons
        and not material.sentence(verdict.lead).open_question
    )


def _is_tied(material: Material, verdict: Verdict) -> bool:
    """Whether a line names somebody of whom titles or leads speak, or nobody: an outlook strays easily."""
    names = material.names(verdict.lead)
    return not names or any(name.split()[-1] in material.openings for name in names)


def _is_planned(material: Material, verdict: Verdict) -> bool:
    """Whether it is planned, or told to come on a day or by somebody who is named and does not just judge."""
    text, claim = material.text(verdict.lead), material.claim(verdict.lead)
    if _AHEAD.search(text):
        return True
    named = _is_named(material, verdict) and not claim.opinion
    return bool(_WILL.search(text)) and (named or bool(_DATED.search(text)))


def _is_named(material: Material, verdict: Verdict) -> bool:
    return material.claim(verdict.lead).source.kind in (SourceKind.PERSON, SourceKind.ORGANISATION)


def _is_mere_talk(text: str) -> bool:
    """Whether a line is a quotation without a date: a promise or a wish, nothing to watch for."""
    return text.startswith(("“", '"', "‘")) and not _DATED.search(text)


def dated_first(material: Material) -> Callable[[Verdict], tuple[bool, float, str]]:
    """Order: what has a date, then the heaviest."""
    return lambda verdict: (
        not _DATED.search(material.text(verdict.lead)),
        -verdict.weight,
        verdict.id,
    )
