"""What a page shows at a glance: who stands behind what, when it was reported, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.render.views.lines import LineView, SourceView


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """A line, and for each origin "for", "against" or "" where it says nothing of it."""

    line: LineView
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """Which origins stand behind which lines; `letters` head the columns, `silent` say nothing of any."""

    letters: tuple[str, ...]
    silent: tuple[str, ...]
    rows: tuple[AgreementRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """A report on the drawing: `x` in percent of its width, `y` in pixels; `first` of its origin or not."""

    x: str
    y: int
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneView:
    """An origin's line on the drawing."""

    letter: str
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentView:
    """A report, or where `counted` is set a figure of that day and hour with its `value`."""

    when: datetime
    source: SourceView
    counted: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """When the story was reported, and by whom: a drawing, and the same in words.

    `days` are the midnights in between, in percent; `undated` counts the reports without a time.
    """

    start: datetime
    end: datetime
    height: int
    lanes: tuple[LaneView, ...]
    points: tuple[PointView, ...]
    days: tuple[str, ...]
    moments: tuple[MomentView, ...]
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidView:
    """A line as it was or is printed, with its sentences and their outlets; `link` leads to it, or ""."""

    text: str
    mark: str
    word: str
    origins: int
    link: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """What became of a line; `story` names its story where several stand together.

    `correcting` says that it takes back what a reader was told.
    """

    kind: str
    word: str
    correcting: bool
    at: datetime
    then: SaidView | None
    now: SaidView | None
    note: str
    story: str
    link: str
