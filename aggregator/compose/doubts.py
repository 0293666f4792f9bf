"""Which verdicts belong under What's Still Unclear: doubts that are about the event, and alive."""

from __future__ import annotations

import re
from collections.abc import Callable

from aggregator.compose.headings import BACKGROUND, NOT_NEWS, floor_of
from aggregator.compose.material import Material
from aggregator.models import Reason, Role, Standing, Verdict

_DOUBT = re.compile(
    r"\b(?:may|might|reportedly|reported to|alleged(?:ly)?|apparent(?:ly)?|appears?|appeared|seems?|seemed|"
    r"believed|thought|suspect(?:s|ed)?|possibl[ey]|probabl[ey]|likely|un(?:confirmed|verified)|preliminary|initial|rumou?rs?|"
    r"speculat\w+|said to|understood)\b",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(r"\b(?:if|unless|whenever|would|should)\b|\bwhen an? ", re.IGNORECASE)
_WHISPER = re.compile(
    r"\b(?:sources?|familiar|insiders?|anonym\w*|not (?:be |to be )?(?:named|identified|authori[sz]ed)|"
    r"close to|briefed)\b",
    re.IGNORECASE,
)
# A word of doubt must stand in this first share of a claim.
DOUBT_WITHIN = 0.75
# What one origin alone has must be this near to the heart of the story to be missed.
CENTRAL_FROM = 0.6


def is_unclear(material: Material) -> Callable[[Verdict], bool]:
    """Not confirmed for a reason that a reader must know, and about the event rather than around it."""
    # Figures that differ have a line of their own, with all of them (`asking.open_lines`).
    against, floor = {Reason.DISPUTED, Reason.DENIED}, floor_of(material) / 2
    return lambda verdict: (
        verdict.standing is Standing.UNCLEAR
        and verdict.weight >= floor
        and (
            bool(against & set(verdict.reasons))
            or (material.is_recent(verdict.lead) and _is_in_doubt(material, verdict))
        )
        and not {Reason.OPINION, Reason.STALE, Reason.FORECAST} & set(verdict.reasons)
        and material.sentence(verdict.lead).role not in {Role.HISTORY, Role.ANECDOTE, Role.EVALUATION}
        and not material.sentence(verdict.lead).open_question
    )


def _is_in_doubt(material: Material, verdict: Verdict) -> bool:
    return _is_doubted(material, verdict) or _is_whispered(material, verdict)


def _is_doubted(material: Material, verdict: Verdict) -> bool:
    """Whether its source says in so many words that it is not sure; what holds "if" or in general is none."""
    text = material.text(verdict.lead)
    doubted = Reason.HEDGED in verdict.reasons and bool(_DOUBT.search(text))
    return doubted and not _IN_GENERAL.search(text) and _is_main_doubt(material, verdict)


def _is_main_doubt(material: Material, verdict: Verdict) -> bool:
    """Whether it is the news of a claim that is in doubt, and not an aside of something that is certain."""
    claim = material.claim(verdict.lead)
    begin, end = claim.content
    first = min((hedge[0] for hedge in claim.hedges), default=begin)
    return first - begin <= DOUBT_WITHIN * (end - begin)


def _is_whispered(material: Material, verdict: Verdict) -> bool:
    """Whether it rests on somebody who would not be named; that "officials said" it leaves nothing open."""
    role = material.claim(verdict.lead).source.role
    return Reason.UNNAMED_SOURCE in verdict.reasons and bool(_WHISPER.search(role))


def is_single(material: Material) -> Callable[[Verdict], bool]:
    """News from the heart of the story that only one origin has."""
    floor = CENTRAL_FROM * max((verdict.weight for verdict in material.assessment.verdicts), default=0.0)
    return lambda verdict: (
        verdict.reasons == (Reason.SINGLE_ORIGIN,)
        and verdict.weight >= floor
        and material.sentence(verdict.lead).role not in NOT_NEWS | BACKGROUND
        and not material.sentence(verdict.lead).open_question
    )
