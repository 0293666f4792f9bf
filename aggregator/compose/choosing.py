"""Which claims enter a brief, and under which heading; no sentence and no content twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from aggregator.compose.cutting import DAY_WORD, cut_line
from aggregator.compose.material import Material
from aggregator.compose.wording import REASON_NOTES
from aggregator.models import ClaimRef, Evidence, Line, Reason, Role, SourceKind, Standing, Verdict
from aggregator.terms import bag, coverage, overlap

# A line whose words another line covers this far says nothing new. Below 0.6 different quotes of one
# speaker fall out; above 0.75 rewordings of one fact stay in.
SAME_CONTENT_FROM = 0.65
# The most evidence shown for one line: one sentence per outlet, heaviest first.
MAX_EVIDENCE = 6
# One voice must not fill a section.
MAX_LINES_PER_SPEAKER = 2

BACKGROUND = frozenset({Role.HISTORY, Role.PREVIOUS_EVENT, Role.CURRENT_CONTEXT})
MEANING = frozenset({Role.CONSEQUENCE, Role.EVALUATION})
# Not news: other times, other people, what is thought and what may come.
NOT_NEWS = frozenset({Role.HISTORY, Role.ANECDOTE, Role.EVALUATION, Role.EXPECTATION})

# Beside the news only what is near its heart: this share of the heaviest claim's weight.
NEAR_FROM = 0.4

_AHEAD = re.compile(
    r"\b(?:will|won[’']t|shall|could|may|might|would|set to|due|expected to|scheduled|plans? to|planned|"
    r"intends?|aims? to|hopes? to|ahead of|next (?:week|month|year|round)|later this|by (?:the end|\d{4})|"
    r"upcoming)\b",
    re.IGNORECASE,
)
_NOT_AHEAD = re.compile(r"\b(?:would|could|might|may) have\b|^If\b|\bif \w+ were\b", re.IGNORECASE)
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
    r"\b(?:could|may|might|would|will|means?|meaning|because|leads? to|led to|threat\w*|risk\w*|impact\w*|"
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
_DATED = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|tomorrow|next (?:week|month|year)|20\d\d|spring|summer|"
    r"autumn|winter)\b",
    re.IGNORECASE,
)


@dataclass
class Chooser:
    """Hands out lines, each sentence and each content once; who is called first gets the best."""

    material: Material
    _used: list[dict[str, float]] = field(default_factory=list)
    _sentences: set[tuple[str, int]] = field(default_factory=set)

    def take(
        self, fits: Callable[[Verdict], bool], most: int, key: Callable[[Verdict], object] | None = None
    ) -> list[tuple[Verdict, Line]]:
        """Return at most `most` lines of verdicts that fit, heaviest first (or by `key`)."""
        verdicts = [verdict for verdict in self.material.assessment.verdicts if fits(verdict)]
        if key is not None:
            verdicts.sort(key=key)  # type: ignore[arg-type]  # keys are tuples of numbers and strings
        found: list[tuple[Verdict, Line]] = []
        speakers: Counter[str] = Counter()
        for verdict in verdicts:
            speaker = self.material.claim(verdict.lead).source.name
            if len(found) == most or (speaker and speakers[speaker] >= MAX_LINES_PER_SPEAKER):
                continue
            line = self.line(verdict)
            if line is not None:
                found.append((verdict, line))
                speakers[speaker] += 1
        return found

    def line(self, verdict: Verdict) -> Line | None:
        """Return the verdict's line in its best unused wording and mark it used, or None."""
        for ref in self._wordings(verdict):
            line = cut_line(self.material, ref)
            if line is not None and self.claim_line(line):
                return judged(self.material, verdict, line)
        return None

    def claim_line(self, line: Line) -> bool:
        """Mark a line used, unless its sentence or its content was used before."""
        words = bag(line.text)
        places = {(evidence.article, evidence.start) for evidence in line.evidence[:1]}
        if places & self._sentences or not words or any(_says_same(words, used) for used in self._used):
            return False
        self._used.append(words)
        self._sentences |= places
        return True

    def _wordings(self, verdict: Verdict) -> Iterator[ClaimRef]:
        """The lead, then others that say the same in their own words."""
        yield verdict.lead
        lead = bag(self.material.text(verdict.lead))
        for ref in verdict.supporting[1:]:
            if coverage(bag(self.material.text(ref)), lead) >= SAME_CONTENT_FROM:
                yield ref


def _says_same(a: dict[str, float], b: dict[str, float]) -> bool:
    return (
        overlap(a, b) >= SAME_CONTENT_FROM or max(coverage(a, b), coverage(b, a)) >= SAME_CONTENT_FROM + 0.15
    )


def judged(material: Material, verdict: Verdict, line: Line) -> Line:
    """Return the line with its standing, its reasons in words, and who stands behind and against it."""
    return replace(
        line,
        standing=verdict.standing,
        reasons=verdict.reasons,
        outlets=verdict.outlets,
        origins=verdict.origins,
        note=_note(material, verdict),
        evidence=_supporting(material, verdict, line),
        opposing=tuple(material.evidence(ref) for ref in verdict.opposing[:MAX_EVIDENCE]),
    )


def _supporting(material: Material, verdict: Verdict, line: Line) -> tuple[Evidence, ...]:
    """The line's own evidence, then one sentence of each further article."""
    found = list(line.evidence)
    articles = {evidence.article for evidence in found}
    for ref in verdict.supporting:
        if ref.article not in articles and len(articles) < MAX_EVIDENCE:
            articles.add(ref.article)
            found.append(material.evidence(ref))
    return tuple(found)


def _note(material: Material, verdict: Verdict) -> str:
    notes = [REASON_NOTES[reason] for reason in verdict.reasons]
    if verdict.reasons == (Reason.SINGLE_ORIGIN,):
        outlet = material.articles[verdict.lead.article].outlet
        notes = [f"only {outlet} reports this" if outlet and verdict.outlets == 1 else notes[0]]
    return "; ".join(notes).format(origins=verdict.origins)


def _floor(material: Material) -> float:
    return NEAR_FROM * max((verdict.weight for verdict in material.assessment.verdicts), default=0.0)


def is_known(material: Material) -> Callable[[Verdict], bool]:
    """Confirmed in every part, and news rather than history, meaning or outlook."""
    return lambda verdict: (
        verdict.standing is Standing.CONFIRMED
        and material.sentence(verdict.lead).role not in NOT_NEWS
        and not material.sentence(verdict.lead).open_question
        and is_firm_throughout(material, verdict)
    )


def is_statement(material: Material) -> Callable[[Verdict], bool]:
    """Confirmed as said, and a matter of fact although it stands among judgements."""
    return lambda verdict: (
        verdict.standing is Standing.CONFIRMED
        and material.sentence(verdict.lead).role not in NOT_NEWS - {Role.EVALUATION}
        and not material.sentence(verdict.lead).open_question
        and is_firm_throughout(material, verdict)
    )


def _is_fresh(material: Material, verdict: Verdict) -> bool:
    published = material.articles[verdict.lead.article].published
    if published is None or material.newest is None:
        return True
    passed = published.date() != material.newest.date() and DAY_WORD.search(material.text(verdict.lead))
    return not passed and material.newest - published <= timedelta(hours=FRESH_HOURS)


def is_firm_throughout(material: Material, verdict: Verdict) -> bool:
    """Whether no other claim in the same sentence is weaker: the line prints the whole sentence."""
    place = material.claim(verdict.lead).sentence
    return not _OPEN_STATE.search(material.text(verdict.lead)) and all(
        abs(claim.certainty) >= material.settings.policy.certain_from
        and not claim.future
        and not claim.opinion
        and claim.source.kind is not SourceKind.UNNAMED
        for claim in material.annotations[verdict.lead.article].claims
        if claim.sentence == place
    )


def is_unclear(material: Material) -> Callable[[Verdict], bool]:
    """Not confirmed for a reason that a reader must know, and about the event rather than around it."""
    telling = {Reason.HEDGED, Reason.UNNAMED_SOURCE, Reason.DISPUTED, Reason.DENIED, Reason.FIGURES_DIFFER}
    return lambda verdict: (
        verdict.standing is Standing.UNCLEAR
        and bool(telling & set(verdict.reasons))
        and not {Reason.OPINION, Reason.STALE, Reason.FORECAST} & set(verdict.reasons)
        and material.sentence(verdict.lead).role not in {Role.HISTORY, Role.ANECDOTE, Role.EVALUATION}
        and not material.sentence(verdict.lead).open_question
    )


def is_single(material: Material) -> Callable[[Verdict], bool]:
    """News that only one origin has."""
    return lambda verdict: (
        verdict.reasons == (Reason.SINGLE_ORIGIN,)
        and material.sentence(verdict.lead).role not in NOT_NEWS
        and not material.sentence(verdict.lead).open_question
    )


def is_background(material: Material) -> Callable[[Verdict], bool]:
    """What went before: earlier events, history, or an older report on the same matter."""
    floor = _floor(material) / 2  # background weighs less by its role
    return lambda verdict: (
        (verdict.weight >= floor or Reason.STALE in verdict.reasons)
        and not NOT_BACKGROUND & set(verdict.reasons)
        and (Reason.STALE in verdict.reasons or material.sentence(verdict.lead).role in BACKGROUND)
        and not material.sentence(verdict.lead).open_question
    )


def is_meaning(material: Material) -> Callable[[Verdict], bool]:
    """What it means, in the words of somebody who is named, and near the heart of the story."""
    floor = _floor(material)
    return lambda verdict: (
        verdict.weight >= floor
        and Reason.STALE not in verdict.reasons
        and material.claim(verdict.lead).certainty > 0
        and (
            material.claim(verdict.lead).opinion
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
    return lambda verdict: (
        (material.claim(verdict.lead).future or material.sentence(verdict.lead).role is Role.EXPECTATION)
        and bool(_AHEAD.search(material.text(verdict.lead)))
        and _is_fresh(material, verdict)
        and not _NOT_AHEAD.search(material.text(verdict.lead))
        and Reason.STALE not in verdict.reasons
        and not material.sentence(verdict.lead).open_question
    )


def dated_first(material: Material) -> Callable[[Verdict], tuple[bool, float, str]]:
    """Order: what has a date, then the heaviest."""
    return lambda verdict: (
        not _DATED.search(material.text(verdict.lead)),
        -verdict.weight,
        verdict.id,
    )
