"""Whom a pronoun stands for: the person or body last spoken of, where that is clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aggregator.annotate.document import Document, Line
from aggregator.annotate.entities import ORG, PERSON, Name
from aggregator.annotate.known import Known, low_name

# A pronoun looks for its person in this many sentences before its own.
PRONOUN_REACH = 4
# "It" and "they" look for their body in this many.
BODY_REACH = 2


@dataclass(frozen=True, slots=True)
class Antecedents:
    """What pronouns of an article can stand for; `known` as `find_known` returns it."""

    document: Document
    known: Mapping[str, Known]

    def person(self, place: int, before: int, gender: str) -> Known | None:
        """Return the last speaker or subject before word `before`, None if two are as likely."""
        for people in self._earlier_people(place, before):
            fitting = [known for known in people if known.gender in {"", gender}]
            names = {known.name for known in fitting}
            if len(names) == 1:
                return fitting[0]
            if names:
                # The first person named is the likely subject.
                return fitting[0] if people[0].name == fitting[0].name else None
        return None

    def body(self, place: int) -> Known | None:
        """Return the first body named in the nearest sentence before that names one."""
        for earlier in range(place - 1, max(-1, place - 1 - BODY_REACH), -1):
            line = self.document.lines[earlier]
            bodies = [name for name in line.names if name.label == ORG]
            if bodies:
                return self.known.get(low_name(line, bodies[0]))
        return None

    def _earlier_people(self, place: int, before: int) -> Iterator[list[Known]]:
        """The persons of this sentence before a place, then of each sentence before, speakers first."""
        yield self._people(place, before)
        for earlier in range(place - 1, max(-1, place - 1 - PRONOUN_REACH), -1):
            yield self._people(earlier, len(self.document.lines[earlier].words))

    def _people(self, place: int, before: int) -> list[Known]:
        line = self.document.lines[place]
        if not line.piece.stopped:
            return []
        speaking = _speaking(line)
        # Of two speakers the last is the one whose words a following pronoun goes on with.
        ordered = sorted(
            line.names,
            key=lambda name: (
                name.start not in speaking,
                -name.start if name.start in speaking else name.start,
            ),
        )
        found = (
            self.known.get(line.words[name.end - 1].low)
            for name in ordered
            if name.label == PERSON and name.end <= before and not _possessive(line, name)
        )
        return [known for known in found if known]


def _speaking(line: Line) -> set[int]:
    """The words that are part of a source of something said."""
    return {
        spot
        for attribution in line.attributions
        if attribution.source and attribution.kind in {"say", "preposition"}
        for spot in range(*attribution.source)
    }


def _possessive(line: Line, name: Name) -> bool:
    return name.end < len(line.words) and line.words[name.end].tag == "POS"
