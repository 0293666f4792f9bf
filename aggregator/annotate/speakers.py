"""Who a source is: its kind, its full name in the article, what the article says of it.

"Inoue" is the "Rintaro Inoue, research associate at ..." of two paragraphs before; "he" is the person last
spoken of, if that is clear. Where it is not clear the name stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from aggregator.annotate.antecedents import Antecedents
from aggregator.annotate.cues import Attribution
from aggregator.annotate.document import Document, Line
from aggregator.annotate.entities import ORG, PERSON, PLACE, Name
from aggregator.annotate.grammar import noun_phrases
from aggregator.annotate.known import Known, find_known, low_name, only
from aggregator.annotate.lexicon import words as listed
from aggregator.models import Source, SourceKind, Span

_RELATIVE = frozenset({"who", "which", "that", "whom"})


@dataclass(frozen=True)
class Speakers:
    """All that an article names, to resolve sources against."""

    document: Document

    @cached_property
    def known(self) -> dict[str, Known]:
        """The persons and bodies the article names."""
        return find_known(self.document)

    @cached_property
    def antecedents(self) -> Antecedents:
        """What its pronouns stand for."""
        return Antecedents(self.document, self.known)

    def resolve(self, place: int, attribution: Attribution) -> Source:
        """Return the source of an attribution in sentence number `place`."""
        line = self.document.lines[place]
        if attribution.source is None:
            return Source(kind=SourceKind.UNNAMED)
        mention = attribution.source
        head = _head(line, mention)
        if _is_relative(line, mention):
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
        known = self.known.get(low_name(line, name)) or self.known.get(line.words[name.end - 1].low)
        if known is None or known.kind is not SourceKind.PERSON:
            return self._called(SourceKind.PERSON, line.span((name.start, name.end)), span, role)
        return _as(known, span, role)

    def _called(self, kind: SourceKind, own: Span, span: Span, role: str = "") -> Source:
        """The source mentioned at `span` under the name that stands at `own`."""
        name = self.document.text[slice(*own)]
        return replace(_nameless(kind, span, role), name=name, name_span=own)

    def _body(self, line: Line, name: Name, span: Span) -> Source:
        known = self.known.get(low_name(line, name))
        full = known.span if known else line.span((name.start, name.end))
        return self._called(SourceKind.ORGANISATION, full, span)

    def _spokesperson(self, line: Line, mention: Span, span: Span) -> Source:
        """Somebody who speaks for a body puts that body on the record."""
        for name in line.names:
            if mention[0] <= name.start and name.end <= mention[1] and name.label in {ORG, PLACE}:
                body = self._body(line, name, span)
                return replace(body, role=self.document.text[slice(*span)])
        return _nameless(SourceKind.UNNAMED, span, self.document.text[slice(*span)])

    def _common(self, line: Line, mention: Span, head: int, span: Span) -> Source:
        """A source without a name of its own: officials, the minister, the ministry, a report."""
        text = self.document.text[slice(*span)]
        low = line.words[head].low
        definite = (
            line.words[mention[0]].low in {"the", "its", "his", "her", "their"}
            or line.words[mention[0]].is_name
        )
        if low in listed("sources", "offices") and definite:
            office = {word.low for word in line.words[slice(*mention)] if word.tag[:1] in "NJ"}
            holder = only(known for known in self.known.values() if office <= set(known.role.lower().split()))
            if holder:
                return _as(holder, span)
        if low in listed("sources", "bodies") and (
            definite or low in {"police", "authorities", "congress", "parliament"}
        ):
            return self._named_body(line, mention, head, span)
        if low in listed("sources", "documents"):
            return self._document(line, mention, span)
        if line.words[head].is_name and low not in listed("sources", "unnamed"):
            return self._capitalised(line, mention, head, span)
        return _nameless(SourceKind.UNNAMED, span, text)

    def _document(self, line: Line, mention: Span, span: Span) -> Source:
        """Who issues a paper; where nobody is named, the paper itself: it can be looked up."""
        text = self.document.text[slice(*span)]
        for name in line.names:
            if mention[0] <= name.start and name.end <= mention[1] and name.label in {ORG, PERSON}:
                return replace(self._body(line, name, span), role=text)
        owner = _owner(line, mention)
        if owner:
            return replace(self._body(line, owner, span), role=text)
        return _nameless(SourceKind.ORGANISATION, span, text)

    def _capitalised(self, line: Line, mention: Span, head: int, span: Span) -> Source:
        """Somebody whose name no list knows ("Skerrow Lines"): a body, by the run of its capitals."""
        first = head
        while first > mention[0] and line.words[first - 1].is_name:
            first -= 1
        return self._called(SourceKind.ORGANISATION, line.span((first, head + 1)), span)

    def _named_body(self, line: Line, mention: Span, head: int, span: Span) -> Source:
        """The body a phrase names. "The company" names one only where the article has no other body."""
        phrase = next((one for one in noun_phrases(line.words) if one.start <= head < one.end), None)
        first = phrase.start if phrase else mention[0]
        while first < head and line.words[first].tag in {"DT", "PRP$"}:
            first += 1
        if first == head and line.words[head].low not in listed("sources", "standing_bodies"):
            body = only(known for known in self.known.values() if known.kind is SourceKind.ORGANISATION)
            return _as(body, span) if body else _nameless(SourceKind.ORGANISATION, span)
        return self._called(SourceKind.ORGANISATION, line.span((first, head + 1)), span)

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
            return _nameless(SourceKind.UNNAMED, span)
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
            before = 0 if said_before else min(mention[0], attribution.cue[0])
            person = self.antecedents.person(place, before, gender)
            return _as(person, span) if person else _nameless(SourceKind.PERSON, span)
        if low in listed("sources", "body_pronouns"):
            body = self.antecedents.body(place)
            return _as(body, span) if body else _nameless(SourceKind.ORGANISATION, span)
        kind = SourceKind.UNNAMED if low in listed("sources", "group_pronouns") else SourceKind.PERSON
        return _nameless(kind, span)


def _is_relative(line: Line, mention: Span) -> bool:
    """Whether a mention is "who" or "which"; "WHO" may be the name of a body."""
    alone = mention[1] - mention[0] == 1 and line.words[mention[0]].low in _RELATIVE
    return alone and not any(name.start == mention[0] for name in line.names)


def _as(known: Known, span: Span, role: str = "") -> Source:
    """A known person or body as the source mentioned at `span`."""
    return Source(
        kind=known.kind,
        name=known.name,
        start=span[0],
        end=span[1],
        role=role or known.role,
        name_span=known.span,
    )


def _nameless(kind: SourceKind, span: Span, role: str = "") -> Source:
    """The source mentioned at `span`, whose name is not known."""
    return Source(kind=kind, start=span[0], end=span[1], role=role)


def _owner(line: Line, mention: Span) -> Name | None:
    """The name in front of "'s report", labelled or not: whoever issues papers is a body."""
    for place in range(*mention):
        if line.words[place].tag == "POS" and line.words[place - 1].is_name and place > mention[0]:
            return Name(mention[0], place, ORG)
    return None


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
