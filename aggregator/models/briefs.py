"""What compose hands on: one story in sections of lines, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.models.articles import Completeness
from aggregator.models.verdicts import Evidence, FigureTable, Reason, Standing


class PartKind(StrEnum):
    """How a piece of a line is proved.

    `SOURCE` stands word for word in the source at its offsets (white space folded, a first letter
    raised); `WORDS` is one of our fixed forms (`aggregator.compose.wording`); `VALUE` is counted or
    computed from the brief's own record and is recomputed by verify.
    """

    SOURCE = "source"
    WORDS = "words"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a line. For SOURCE parts `article`, `start` and `end` say where it stands.

    For VALUE parts `name` says what was counted or computed (`aggregator.compose.values`).
    """

    kind: PartKind
    text: str
    name: str = ""
    article: str = ""
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a brief: its text is its parts joined, and every part can be proved.

    `outlets` and `origins` count who supports it; `note` is the verdict in plain words; `question`
    is set for FAQ lines, whose `parts` are the answer.
    """

    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...] = ()
    standing: Standing | None = None
    reasons: tuple[Reason, ...] = ()
    outlets: int = 0
    origins: int = 0
    note: str = ""
    question: str = ""
    opposing: tuple[Evidence, ...] = ()

    @property
    def text(self) -> str:
        """The line as printed."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a brief: `key` is stable for machines, `title` is for people."""

    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A later form of an article: when it was read, and what its outlet had changed, by kind of change."""

    read: datetime
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """An article in the list of sources, with what the reporter asks of it.

    `notices` are its own editorial notes ("Correction: ..."), word for word. `interest` is whose interest
    its publisher serves (private, public, state, ...), "" where the settings do not know it. `revisions` are
    its later forms, oldest first.
    """

    number: int
    article: str
    outlet: str
    owner: str
    kind: str
    title: str
    url: str
    authors: tuple[str, ...]
    published: datetime | None
    fetched: datetime | None
    completeness: Completeness
    origin: str
    origin_why: tuple[str, ...] = ()
    only_here: int = 0
    notices: tuple[str, ...] = ()
    feed: str = ""
    interest: str = ""
    revisions: tuple[Revision, ...] = ()


class ChangeKind(StrEnum):
    """What became of a line from one version of a brief to the next."""

    NEW = "new"
    FIRMER = "firmer"
    WEAKER = "weaker"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"


CORRECTING = frozenset({ChangeKind.WEAKER, ChangeKind.WITHDRAWN})
"""Changes that take back what a reader was told; they stay visible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line that changed: as it was printed `then`, as it is printed `now`; None where it was not.

    `at` is the time of the edition that changed it, `note` the reason in plain words. What was printed
    then rests on articles as they were: its evidence holds in itself, and perhaps in no article any more.
    """

    kind: ChangeKind
    at: datetime
    then: Line | None = None
    now: Line | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change that takes something back, with the story it was told in, for the public log."""

    story: str
    slug: str
    title: str
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another story of the edition with the tie that is shown for it."""

    story: str
    slug: str
    title: str
    tie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightReason:
    """A part of a story's weight: ``origins``, ``growth``, ``kind``, ``articles``; `told` is it in words."""

    name: str
    value: float
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One story's brief. `sections` come in the order they are printed and are never empty.

    `weight` is the sum of its reasons, and `kind` the kind of event it is of, if any. `dropped` counts the
    lines left out because they did not hold against their evidence. `changes` are those from the version of
    `changed_since` to the next that differed from it; `corrections` are all ever made, oldest first.
    """

    story: str
    slug: str
    title: str
    category: str
    published: datetime | None
    updated: datetime
    sections: tuple[Section, ...]
    tables: tuple[FigureTable, ...]
    sources: tuple[SourceEntry, ...]
    related: tuple[Related, ...] = ()
    title_evidence: Evidence | None = None
    outlets: int = 0
    origins: int = 0
    weight: float = 0.0
    weight_reasons: tuple[WeightReason, ...] = ()
    kind: str = ""
    dropped: int = 0
    made_by: str = ""
    changes: tuple[Change, ...] = ()
    changed_since: datetime | None = None
    corrections: tuple[Change, ...] = ()

    def section(self, key: str) -> Section | None:
        """The section of that key, or None where the brief has nothing honest to say."""
        return next((section for section in self.sections if section.key == key), None)
