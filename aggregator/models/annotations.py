"""What annotate hands on: the sentences of one article, and what each source says in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aggregator.models.articles import Span


class Role(StrEnum):
    """What a sentence does in its article (after van Dijk's news schema; Choubey et al. 2020)."""

    MAIN = "main"
    CONSEQUENCE = "consequence"
    PREVIOUS_EVENT = "previous_event"
    CURRENT_CONTEXT = "current_context"
    HISTORY = "history"
    ANECDOTE = "anecdote"
    EVALUATION = "evaluation"
    EXPECTATION = "expectation"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What a sentence takes as told before: a noun ("the coalition"), or a person (`noun` is then "").

    `noun` is its base form, `name` where the article gives the one name that the noun goes by.
    """

    start: int
    end: int
    noun: str = ""
    name: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Where an article names a person in full, and where it says beside the name what they are."""

    name: Span
    role: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence: `text[start:end]`, no surrounding white space. `open_span` is what it leaves open.

    `pointers` are what it points at outside itself, in order; `tells` the kinds of event it may be of and the
    slots it may fill (`aggregator.kinds`), each with its chance, 0..1.
    """

    start: int
    end: int
    role: Role = Role.OTHER
    open_question: bool = False
    open_span: Span | None = None
    paragraph: int = 0
    pointers: tuple[Pointer, ...] = ()
    tells: tuple[tuple[str, float], ...] = ()

    def chance_of(self, name: str) -> float:
        """Return how likely it is of a kind, or fills a slot; 0 where it is hardly likely or nobody asked."""
        return next((chance for told, chance in self.tells if told == name), 0.0)


class SourceKind(StrEnum):
    """Who stands behind a claim."""

    OUTLET = "outlet"
    PERSON = "person"
    ORGANISATION = "organisation"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who says it. `start`/`end` is the mention (-1 when the outlet itself speaks).

    `name` is the fullest name the article gives ("Rintaro Inoue"), `role` what the article says of
    them ("research associate at ..."); `name_span` is where the full name stands.
    """

    kind: SourceKind
    name: str = ""
    start: int = -1
    end: int = -1
    role: str = ""
    name_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that counts something. `qualifier`: exact, approximate, at_least, at_most, range.

    `unit` is a standard word (``percent``, ``USD``, ``people``, ``km``, ``count``), `counted` the noun
    phrase counted ("people killed"), `as_of` an ISO date, month or year, "" when the text gives none.
    """

    start: int
    end: int
    value: float
    unit: str = "count"
    counted: str = ""
    qualifier: str = "exact"
    high: float | None = None
    as_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one source says: `content` is the span of the matter, `cue` the word that attributes it.

    `certainty` runs from -3 (certainly did not happen) over 0 (unknown) to 3 (certainly did), as in
    FactBank and UDS-IH2. `formal_act` marks an actor's own act or statement on the record.
    """

    start: int
    end: int
    sentence: int
    content: Span
    source: Source
    cue: Span | None = None
    certainty: float = 3.0
    polarity: str = "positive"
    future: bool = False
    opinion: bool = False
    formal_act: bool = False
    hedges: tuple[Span, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named person, organisation or place: `label` is PERSON, ORG or PLACE."""

    start: int
    end: int
    label: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event word with how certain the text makes it (-3..3) and the cues that say so."""

    start: int
    end: int
    certainty: float
    cues: tuple[str, ...] = ()


DENIAL = -1.0
"""A claim of this certainty or less denies its matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """All that annotate found in one article. `made_by` is the annotator's version.

    `people` are the persons it names in full, each once.
    """

    article: str
    made_by: str
    sentences: tuple[Sentence, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    people: tuple[Introduction, ...] = ()

    def is_aside(self, claim: Claim) -> bool:
        """Whether a claim is told inside another of its sentence, and is not weighed by itself.

        Of "the union wants 6 percent" the whole is weighed, that the union wants it, and not "6 percent"; of
        "A says B opposes M" that A says so.
        """
        if claim.source.kind is SourceKind.OUTLET or claim.certainty <= DENIAL:
            return False  # what somebody denies is weighed, against those who state it
        return any(
            other.sentence == claim.sentence
            and other.content[0] <= claim.content[0]
            and claim.content[1] <= other.content[1]
            and (other.source.kind is SourceKind.OUTLET or other.content != claim.content)
            for other in self.claims
        )
