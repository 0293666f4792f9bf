"""Lines as templates see them: their standing, their sources, the proof behind them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

STANDINGS = {"confirmed": "Confirmed", "record": "Confirmed as said", "unclear": "Unclear"}
"""The word beside each shape."""


def mark_of(standing: str, reasons: Collection[str]) -> str:
    """Return the shape of a standing: what rests on its speaker's word alone has one of its own."""
    only_said = standing == "confirmed" and "on_record" in reasons and "origins" not in reasons
    return "record" if only_said else standing


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A source. `link` is its address if it is plain http or https, else ""; `origin` a letter.

    `kind` is what publishes it (outlet, wire, ...), `interest` whose it is, "" where that is not known.
    """

    number: int
    outlet: str
    owner: str
    kind: str
    interest: str
    title: str
    link: str
    authors: tuple[str, ...]
    published: datetime | None
    fetched: datetime | None
    read: str
    origin: str
    only_here: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of a quoted sentence; `marked` where the line above it prints these words."""

    text: str
    marked: bool

    @property
    def spaced(self) -> tuple[bool, bool]:
        """Whether white space stands at its beginning and at its end: printing a text drops it there."""
        return self.text[:1].isspace(), self.text[-1:].isspace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence behind a line, and the sources of one origin that print it in the same words.

    `put_in` says that it is no sentence but words from elsewhere in the article, in brackets in the line.
    """

    runs: tuple[Run, ...]
    sources: tuple[SourceView, ...]
    put_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginView:
    """One witness: its letter, its outlets, why they are one, and what it says of the line at hand."""

    letter: str
    outlets: tuple[str, ...]
    why: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line with its standing ("confirmed", "unclear" or ""), its sources by number, and its proof."""

    anchor: str
    text: str
    question: str
    standing: str
    reasons: tuple[str, ...]
    note: str
    outlets: int
    origins: int
    cites: tuple[int, ...]
    support: tuple[OriginView, ...]
    against: tuple[OriginView, ...]

    @property
    def mark(self) -> str:
        """The shape of its standing: "confirmed", "record" for what is confirmed as said alone, "unclear"."""
        return mark_of(self.standing, self.reasons)

    @property
    def word(self) -> str:
        """The word of its standing."""
        return STANDINGS.get(self.mark, "")

    @property
    def named(self) -> tuple[str, ...]:
        """The outlets that support it, each once."""
        return tuple(dict.fromkeys(outlet for origin in self.support for outlet in origin.outlets))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One source's figure."""

    value: str
    outlet: str
    said_by: str
    as_of: str
    cite: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A quantity with more than one value; `kind` is "conflict" or "update"."""

    anchor: str
    counted: str
    kind: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    """Another story; `link` leads there from this page, "" where there is no site around it."""

    title: str
    tie: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section as printed; `related` and `sources` hold what only those two sections have."""

    key: str
    title: str
    lines: tuple[LineView, ...] = ()
    tables: tuple[TableView, ...] = ()
    related: tuple[RelatedView, ...] = ()
    sources: tuple[SourceView, ...] = ()

    @property
    def count(self) -> int:
        """How many things stand in it."""
        return len(self.lines) + len(self.related) + len(self.sources)
