"""Who a source is: its kind, its full name in the article, what the article says of it.

"Inoue" is the "Rintaro Inoue, research associate at ..." of two paragraphs before; "he" is the person last
spoken of, if that is clear. Where it is not clear the name stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from aggregator.annotate.cues import Attribution
from aggregator.annotate.document import Document, Line
from aggregator.annotate.entities import ORG, PERSON, PLACE, Name
from aggregator.annotate.grammar import noun_phrases
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.titles import gender_of, role_of
from aggregator.models import Source, SourceKind, Span

# A pronoun looks for its person in this many sentences before its own.
PRONOUN_REACH = 4
_RELATIVE = frozenset({"who", "which", "that", "whom"})


@dataclass(frozen=True, slots=True)
class Known:
    """A person or body the article names: the fullest name, where it stands, its role, "m", "f" or ""."""

    name: str
    span: Span
    kind: SourceKind
    role: str = ""
    gender: str = ""


@dataclass(frozen=True)
class Speakers:
    """All that an article names, to resolve sources against."""

    document: Document

    @cached_property
    def known(self) -> dict[str, Known]:
        """Persons by every last name and full name, bodies by name; all lower-cased."""
        found: dict[str, Known] = {}
        for line in self.document.lines:
            for name in line.names:
                if name.label in {PERSON, ORG}:
                    self._add(found, line, name)
        return found

    def _add(self, found: dict[str, Known], line: Line, name: Name) -> None:
        words = line.words[name.start : name.end]
        last = words[-1].low
        full = " ".join(word.low for word in words)
        span = line.span((name.start, name.end))
        kind = SourceKind.PERSON if name.label == PERSON else SourceKind.ORGANISATION
        role = role_of(self.document, line, name) if name.label == PERSON else ""
        mine = Known(self.document.text[slice(*span)], span, kind, role, gender_of(line, name))
        keys = {full, last} if name.label == PERSON else {full}
        for key in keys:
            old = found.get(key)
            if old is None or (
                old.kind is kind
                and len(words) > len(old.name.split())
                and old.name.split()[-1].lower() == last
            ):
                found[key] = replace(
                    mine,
                    role=mine.role or (old.role if old else ""),
                    gender=mine.gender or (old.gender if old else ""),
                )
            elif old.kind is kind:
                found[key] = replace(old, role=old.role or mine.role, gender=old.gender or mine.gender)

    def resolve(self, place: int, attribution: Attribution) -> Source:
        """Return the source of an attribution in sentence number `place`."""
        line = self.document.lines[place]
        if attribution.source is None:
            return Source(kind=SourceKind.UNNAMED)
        mention = attribution.source
        head = _head(line, mention)
        if line.words[mention[0]].low in _RELATIVE and mention[1] - mention[0] == 1:
            return self._relative(line, mention)
        if line.words[head].tag in {"PRP", "PRP$"}:
            return self._pronoun(place, line, mention, attribution)
        return self._phrase(line, mention, head, attribution)

    def _phrase(self, line: Line, mention: Span, head: int, attribution: Attribution) -> Source:
        span = line.span(mention)
        named = _main_name(line, mention, head)
        role = self.document.text[slice(*line.span(attribution.apposition))] if attribution.apposition else ""
        if named and named.label == PERSON:
            return self._person(line, named, span, role)
        introduced = self._introduced(line, attribution)
        if introduced:
            return self._person(line, introduced, span, self.document.text[slice(*span)])
        low = line.words[head].low
        if low in listed("sources", "spokespeople"):
            return self._spokesperson(line, mention, span)
        if named and named.label in {ORG, PLACE} and named.start <= head < named.end:
            return self._body(line, named, span)
        return self._common(line, mention, head, span)

    @staticmethod
    def _introduced(line: Line, attribution: Attribution) -> Name | None:
        """The name an apposition is, as in "His lawyer, Ana Holt, said"."""
        if attribution.apposition is None:
            return None
        start, end = attribution.apposition
        return next(
            (name for name in line.names if name.label == PERSON and start == name.start and name.end <= end),
            None,
        )

    def _person(self, line: Line, name: Name, span: Span, role: str) -> Source:
        words = line.words[name.start : name.end]
        known = self.known.get(" ".join(word.low for word in words)) or self.known.get(words[-1].low)
        if known is None or known.kind is not SourceKind.PERSON:
            own = line.span((name.start, name.end))
            return Source(
                kind=SourceKind.PERSON,
                name=self.document.text[slice(*own)],
                start=span[0],
                end=span[1],
                role=role,
                name_span=own,
            )
        return self._as(known, span, role)

    def _as(self, known: Known, span: Span, role: str = "") -> Source:
        return Source(
            kind=known.kind,
            name=known.name,
            start=span[0],
            end=span[1],
            role=role or known.role,
            name_span=known.span,
        )

    def _body(self, line: Line, name: Name, span: Span) -> Source:
        own = line.span((name.start, name.end))
        known = self.known.get(" ".join(word.low for word in line.words[name.start : name.end]))
        full = known.span if known else own
        return Source(
            kind=SourceKind.ORGANISATION,
            name=self.document.text[slice(*full)],
            start=span[0],
            end=span[1],
            name_span=full,
        )

    def _spokesperson(self, line: Line, mention: Span, span: Span) -> Source:
        """Somebody who speaks for a body puts that body on the record."""
        for name in line.names:
            if mention[0] <= name.start and name.end <= mention[1] and name.label in {ORG, PLACE}:
                body = self._body(line, name, span)
                return replace(body, role=self.document.text[slice(*span)])
        return Source(
            kind=SourceKind.UNNAMED, start=span[0], end=span[1], role=self.document.text[slice(*span)]
        )

    def _common(self, line: Line, mention: Span, head: int, span: Span) -> Source:
        """A source without a name of its own: officials, the minister, the ministry, a report."""
        text = self.document.text[slice(*span)]
        low = line.words[head].low
        definite = (
            line.words[mention[0]].low in {"the", "its", "his", "her", "their"}
            or line.words[mention[0]].is_name
        )
        if low in listed("sources", "offices") and definite:
            holder = self._holder({word.low for word in line.words[slice(*mention)] if word.tag[:1] in "NJ"})
            if holder:
                return self._as(holder, span)
        if low in listed("sources", "bodies") and (
            definite or low in {"police", "authorities", "congress", "parliament"}
        ):
            return self._named_body(line, mention, head, span)
        if low in listed("sources", "documents"):
            for name in line.names:
                if mention[0] <= name.start and name.end <= mention[1] and name.label in {ORG, PERSON}:
                    return replace(self._body(line, name, span), role=text)
            owner = _owner(line, mention)
            if owner:
                return replace(self._body(line, owner, span), role=text)
        if line.words[head].is_name and low not in listed("sources", "unnamed"):
            return self._capitalised(line, mention, head, span)
        return Source(kind=SourceKind.UNNAMED, start=span[0], end=span[1], role=text)

    def _capitalised(self, line: Line, mention: Span, head: int, span: Span) -> Source:
        """Somebody whose name no list knows ("Skerrow Lines"): a body, by the run of its capitals."""
        first = head
        while first > mention[0] and line.words[first - 1].is_name:
            first -= 1
        own = line.span((first, head + 1))
        return Source(
            kind=SourceKind.ORGANISATION,
            name=self.document.text[slice(*own)],
            start=span[0],
            end=span[1],
            name_span=own,
        )

    def _holder(self, office: set[str]) -> Known | None:
        """The one person whose role has all words of an office, or None where none or more than one does."""
        holders = {
            known.name: known for known in self.known.values() if office <= set(known.role.lower().split())
        }
        return next(iter(holders.values())) if len(holders) == 1 else None

    def _named_body(self, line: Line, mention: Span, head: int, span: Span) -> Source:
        """The body a phrase names. "The company" names one only where the article has no other body."""
        phrase = next((one for one in noun_phrases(line.words) if one.start <= head < one.end), None)
        first = phrase.start if phrase else mention[0]
        while first < head and line.words[first].tag in {"DT", "PRP$"}:
            first += 1
        if first == head and line.words[head].low not in listed("sources", "standing_bodies"):
            bodies = {
                known.name: known for known in self.known.values() if known.kind is SourceKind.ORGANISATION
            }
            return (
                self._as(next(iter(bodies.values())), span)
                if len(bodies) == 1
                else Source(kind=SourceKind.ORGANISATION, start=span[0], end=span[1])
            )
        own = line.span((first, head + 1))
        return Source(
            kind=SourceKind.ORGANISATION,
            name=self.document.text[slice(*own)],
            start=span[0],
            end=span[1],
            name_span=own,
        )

    def _relative(self, line: Line, mention: Span) -> Source:
        """Who "who" is: the name or phrase before the relative pronoun."""
        span = line.span(mention)
        before = [name for name in line.names if name.end <= mention[0]]
        if before and mention[0] - before[-1].end <= 2 and before[-1].label == PERSON:  # noqa: PLR2004
            return self._person(line, before[-1], span, "")
        earlier = next(
            (phrase for phrase in reversed(noun_phrases(line.words)) if phrase.end <= mention[0]), None
        )
        if earlier is None:
            return Source(kind=SourceKind.UNNAMED, start=span[0], end=span[1])
        found = self._phrase(
            line, (earlier.start, earlier.end), earlier.head, Attribution((0, 0), "", "", None, ())
        )
        return replace(found, start=span[0], end=span[1])

    def _pronoun(self, place: int, line: Line, mention: Span, attribution: Attribution) -> Source:
        span = line.span(mention)
        low = line.words[mention[0]].low
        if low in listed("sources", "person_pronouns"):
            gender = "m" if low in {"he", "him", "his"} else "f"
            # Who speaks a quotation is not named inside it: "“Mr. Abe left,” he said" is somebody else.
            said_before = any(matter[0] < attribution.cue[0] for matter in attribution.matters)
            found = self._last_person(
                place, 0 if said_before else min(mention[0], attribution.cue[0]), gender
            )
            return (
                self._as(found, span) if found else Source(kind=SourceKind.PERSON, start=span[0], end=span[1])
            )
        if low in listed("sources", "body_pronouns"):
            body = self._last_body(place)
            return (
                self._as(body, span)
                if body
                else Source(kind=SourceKind.ORGANISATION, start=span[0], end=span[1])
            )
        kind = SourceKind.UNNAMED if low in listed("sources", "group_pronouns") else SourceKind.PERSON
        return Source(kind=kind, start=span[0], end=span[1])

    def _last_person(self, place: int, before: int, gender: str) -> Known | None:
        """The person a pronoun stands for: the last speaker or subject, unless two are as likely."""
        for people in self._earlier_people(place, before):
            fitting = [known for known in people if known.gender in {"", gender}]
            names = {known.name for known in fitting}
            if len(names) == 1:
                return fitting[0]
            if names:
                return fitting[0] if self._leads(people[0], fitting[0]) else None
        return None

    @staticmethod
    def _leads(first: Known, fitting: Known) -> bool:
        """Whether the first person named, the likely subject, is the one that fits."""
        return first.name == fitting.name

    def _earlier_people(self, place: int, before: int) -> Iterator[list[Known]]:
        """The persons of this sentence before a place, then of each sentence before, speakers first."""
        yield self._people(place, before)
        for earlier in range(place - 1, max(-1, place - 1 - PRONOUN_REACH), -1):
            yield self._people(earlier, len(self.document.lines[earlier].words))

    def _people(self, place: int, before: int) -> list[Known]:
        line = self.document.lines[place]
        if not line.piece.stopped:
            return []
        speaking = {
            spot
            for attribution in line.attributions
            if attribution.source and attribution.kind in {"say", "preposition"}
            for spot in range(*attribution.source)
        }
        # Of two speakers the last is the one whose words a following pronoun goes on with.
        ordered = sorted(
            line.names,
            key=lambda name: (
                name.start not in speaking,
                -name.start if name.start in speaking else name.start,
            ),
        )
        found = []
        for name in ordered:
            if name.label == PERSON and name.end <= before and not _possessive(line, name):
                known = self.known.get(line.words[name.end - 1].low)
                if known:
                    found.append(known)
        return found

    def _last_body(self, place: int) -> Known | None:
        for earlier in range(place - 1, max(-1, place - 3), -1):
            line = self.document.lines[earlier]
            bodies = [name for name in line.names if name.label == ORG]
            if bodies:
                return self.known.get(
                    " ".join(word.low for word in line.words[bodies[0].start : bodies[0].end])
                )
        return None


def _owner(line: Line, mention: Span) -> Name | None:
    """The name in front of "'s report", labelled or not: whoever issues papers is a body."""
    for place in range(*mention):
        if line.words[place].tag == "POS" and line.words[place - 1].is_name and place > mention[0]:
            return Name(mention[0], place, ORG)
    return None


def _possessive(line: Line, name: Name) -> bool:
    return name.end < len(line.words) and line.words[name.end].tag == "POS"


def _head(line: Line, mention: Span) -> int:
    for phrase in noun_phrases(line.words):
        if phrase.start <= mention[0] < phrase.end:
            return phrase.head if phrase.head < mention[1] else mention[1] - 1
    return mention[1] - 1


def _main_name(line: Line, mention: Span, head: int) -> Name | None:
    """The name a phrase is about: the one its head word is part of, else a person in it."""
    inside = [name for name in line.names if name.start < mention[1] and mention[0] < name.end]
    for name in inside:
        if name.start <= head < name.end:
            return name
    return next((name for name in inside if name.label == PERSON and name.end == mention[1]), None)
