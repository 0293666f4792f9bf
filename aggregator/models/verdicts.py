"""What corroborate hands on: who confirms what in one story, and what is still open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from aggregator.models.articles import Span


class Standing(StrEnum):
    """What we say of a group of claims with the same truth conditions."""

    CONFIRMED = "confirmed"
    UNCLEAR = "unclear"


class Reason(StrEnum):
    """Why a verdict is what it is. The first two confirm; every other leaves it unclear."""

    ORIGINS = "origins"
    ON_RECORD = "on_record"
    SINGLE_ORIGIN = "single_origin"
    HEDGED = "hedged"
    UNNAMED_SOURCE = "unnamed_source"
    DISPUTED = "disputed"
    FIGURES_DIFFER = "figures_differ"
    DENIED = "denied"
    FORECAST = "forecast"
    OPINION = "opinion"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence of an article: `text` is `Article.text[start:end]`, `sha256` its UTF-8 hash.

    The copy of the text lets a published edition stand alone; the hash shows when an article changed.
    """

    article: str
    start: int
    end: int
    sha256: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Articles that are one witness. `why` names the rule: family, credit, copy, cited or own."""

    id: str
    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRef:
    """A claim by its article and its place in `Annotation.claims`."""

    article: str
    claim: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two sentences stand to one another: chances 0..1."""

    carries: float
    """The first says all that matters in the second."""
    carried: float
    """The second says all that matters in the first."""
    one_matter: float
    """Both speak of one matter of one event."""
    conflict: float
    """They cannot both be true."""

    @property
    def turned(self) -> Comparison:
        """The same of the second and the first."""
        return replace(self, carries=self.carried, carried=self.carries)


Compare = Callable[[str, str], Comparison]
"""How the first sentence stands to the second: `aggregator.annotate.compare`, given to steps that ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What we say of one group of claims; `lead` is the claim that words it best.

    `origins` and `outlets` count those that support it. `note` is the reason in plain words.
    """

    id: str
    standing: Standing
    reasons: tuple[Reason, ...]
    lead: ClaimRef
    supporting: tuple[ClaimRef, ...]
    opposing: tuple[ClaimRef, ...] = ()
    origins: int = 1
    outlets: int = 1
    weight: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One source's value in a table of figures that differ or were updated."""

    value: str
    outlet: str
    said_by: str
    as_of: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """One quantity with more than one value. `kind` is ``conflict`` or ``update``."""

    counted: str
    kind: str
    rows: tuple[FigureRow, ...]


class QuestionKind(StrEnum):
    """Where an open question comes from."""

    STATED = "stated"
    CONFLICT = "conflict"
    VAGUE = "vague"
    SLOT = "slot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is still open; compose puts it into words.

    `evidence` are the sentences that leave it open and `focus` the telling span in the first of them.
    `slot` is ``kind.slot`` of `aggregator.kinds` (slots only) and `read` how many full texts were read
    for it in vain; `table` is the place in `Assessment.tables` (conflicts only). `declined` says that
    somebody was asked and did not answer, which leaves less open than it seems.
    """

    kind: QuestionKind
    evidence: tuple[Evidence, ...] = ()
    focus: Span | None = None
    slot: str = ""
    read: int = 0
    table: int = -1
    declined: bool = False
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotAnswer:
    """A slot of the story's kind of event that a source fills, and a claim that does; the surest first."""

    slot: str
    claim: ClaimRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All that corroborate found in one story, most telling first.

    `kind` names the kind of event (`aggregator.kinds`), "" where none stands out.
    """

    story: str
    origins: tuple[Origin, ...]
    verdicts: tuple[Verdict, ...]
    questions: tuple[Question, ...]
    tables: tuple[FigureTable, ...]
    answered: tuple[SlotAnswer, ...] = ()
    kind: str = ""
