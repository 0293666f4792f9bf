"""Hands out lines: heaviest first, no sentence and no content twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from aggregator.carrying import carried_chance
from aggregator.compose.cutting import cut_line
from aggregator.compose.material import Material
from aggregator.compose.wording import REASON_NOTES
from aggregator.models import ClaimRef, Evidence, Line, Reason, Verdict
from aggregator.terms import bag, coverage, overlap

# A line whose words another line covers this far says nothing new. Below 0.6 different quotes of one
# speaker fall out; above 0.75 rewordings of one fact stay in.
SAME_CONTENT_FROM = 0.65
# With so much in common two lines are read together; below it they are taken to differ.
READ_FROM = 0.2
# Read together, two lines say one thing when one carries the other this surely: of the pairs of lines in 18
# real briefs nearly all above it were repeats, and hardly any below.
SAID_FROM = 0.45
# What a line weighs less for each thing in it that only the rest of its article tells apart.
ALONE_SHARE = 0.75
# The most evidence shown for one line: one sentence per outlet, heaviest first.
MAX_EVIDENCE = 6
# One voice must not fill a section.
MAX_LINES_PER_SPEAKER = 2
QUOTES = ("“", '"', "‘")


@dataclass(frozen=True)
class Used:
    """A line that was handed out: its text and its telling words."""

    text: str
    words: dict[str, float]


@dataclass
class Chooser:
    """Hands out lines, each sentence and each content once; who is called first gets the best."""

    material: Material
    _used: list[Used] = field(default_factory=list)
    _sentences: set[tuple[str, int]] = field(default_factory=set)

    def take(
        self,
        fits: Callable[[Verdict], bool],
        most: int,
        key: Callable[[Verdict], object] | None = None,
    ) -> list[tuple[Verdict, Line]]:
        """Return at most `most` lines of verdicts that fit, heaviest first (or by `key`)."""
        verdicts = [verdict for verdict in self.material.assessment.verdicts if fits(verdict)]
        verdicts.sort(key=key or self._worth)  # type: ignore[arg-type]  # tuples of numbers and strings
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

    def _worth(self, verdict: Verdict) -> tuple[float, str]:
        """The heaviest first; what a reader cannot make out alone counts less."""
        loose = min(self.material.loose(ref) for ref in self._wordings(verdict))
        return -verdict.weight * ALONE_SHARE**loose, verdict.id

    def line(self, verdict: Verdict) -> Line | None:
        """Return the verdict's line in its best unused wording and mark it used, or None."""
        for ref in self._wordings(verdict):
            line = cut_line(self.material, ref)
            if line is not None and self.claim_line(line):
                return judged(self.material, verdict, line)
        return None

    def repeated(self, verdict: Verdict) -> Line | None:
        """Return the verdict's line, used or not: a reader who asks is told what stands above again."""
        lines = (cut_line(self.material, ref) for ref in self._wordings(verdict))
        line = next((line for line in lines if line), None)
        return line and judged(self.material, verdict, line)

    def prints(self, words: str) -> bool:
        """Whether words stand in a line that was handed out."""
        return any(words.lower() in used.text.lower() for used in self._used)

    def told(self, text: str) -> float:
        """Return how surely one of the lines handed out says a text, or the text one of them."""
        return max((self._said(text, used.text) for used in self._used), default=0.0)

    def claim_line(self, line: Line) -> bool:
        """Mark a line used, unless its sentence or its content was used before."""
        new = Used(line.text, bag(line.text))
        places = {(evidence.article, evidence.start) for evidence in line.evidence[:1]}
        if places & self._sentences or not new.words:
            return False
        if any(self._says_same(new, one) for one in self._used):
            return False
        self._used.append(new)
        self._sentences |= places
        return True

    def _says_same(self, new: Used, old: Used) -> bool:
        """Whether a line adds nothing to one that was used: by its words, or read together."""
        alike = overlap(new.words, old.words)
        if alike >= SAME_CONTENT_FROM or coverage(new.words, old.words) >= SAME_CONTENT_FROM + 0.15:
            return True
        if coverage(old.words, new.words) >= SAME_CONTENT_FROM + 0.15:
            return True
        return alike >= READ_FROM and self._said(new.text, old.text) >= SAID_FROM

    def _said(self, new: str, old: str) -> float:
        """How surely one of two lines carries the other: it says it again, or that and more."""
        found = self.material.compare(new, old)
        return max(carried_chance(new, old, found), carried_chance(old, new, found.turned))

    def _strays(self, ref: ClaimRef) -> tuple[bool, int]:
        """How far a wording is from one that can be read alone: a quotation is told by its speaker."""
        return self.material.text(ref).startswith(QUOTES), self.material.loose(ref)

    def _wordings(self, verdict: Verdict) -> Iterator[ClaimRef]:
        """The lead and others that say the same in their own words, what stands best alone first."""
        lead = bag(self.material.text(verdict.lead))
        others = (
            ref
            for ref in verdict.supporting[1:]
            if coverage(bag(self.material.text(ref)), lead) >= SAME_CONTENT_FROM
        )
        yield from sorted([verdict.lead, *others], key=self._strays)  # stable: the lead before its like


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
        one = f"only {outlet} reports this" if outlet else notes[0]
        notes = [one if verdict.outlets == 1 else f"{verdict.outlets} outlets, but one origin"]
    return "; ".join(notes).format(origins=verdict.origins)
