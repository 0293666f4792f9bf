"""What a story's page shows at a glance: which origins stand behind which lines, and who reported when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from aggregator.models import Brief, FigureRow, FigureTable
from aggregator.render.proof import Witnesses
from aggregator.render.views import (
    WEIGHED,
    AgreementRow,
    AgreementView,
    LaneView,
    LineView,
    MomentView,
    PointView,
    SectionView,
    SourceView,
    TimelineView,
)

LANE = 22
"""Pixels between two origins' lines of the drawing."""

LEFT, WIDTH = 6.0, 90.0
"""Where the first report stands, and how far it is to the last, in percent of the drawing's width."""

MOST_DAYS = 14
"""With more midnights between the first and the last report none is drawn."""


def agreement(sections: Sequence[SectionView], witnesses: Witnesses) -> AgreementView | None:
    """Return which origins stand behind which lines; None where there is nothing to compare."""
    told = (section.lines for section in sections if section.key in WEIGHED)
    lines = [line for found in told for line in found if line.support]
    voices = {origin.letter for line in lines for origin in (*line.support, *line.against)}
    letters = tuple(letter for letter in witnesses.origins if letter in voices)
    if len(letters) < 2 or len(lines) < 2:  # noqa: PLR2004 - one row or one column compares nothing
        return None
    return AgreementView(
        letters=letters,
        silent=tuple(letter for letter in witnesses.origins if letter not in voices),
        rows=tuple(AgreementRow(line=line, cells=_cells(line, letters)) for line in lines),
    )


def _cells(line: LineView, letters: Sequence[str]) -> tuple[str, ...]:
    behind = {origin.letter for origin in line.support}
    against = {origin.letter for origin in line.against}
    return tuple("against" if letter in against else "for" if letter in behind else "" for letter in letters)


def timeline(brief: Brief, witnesses: Witnesses) -> TimelineView | None:
    """Return when the story was reported; None with fewer than two times."""
    sources = tuple(witnesses.sources.values())
    dated = sorted(
        ((source.published, source) for source in sources if source.published),
        key=lambda pair: (pair[0], pair[1].number),
    )
    if len({when for when, _ in dated}) < 2:  # noqa: PLR2004 - one time is no line
        return None
    start, end = dated[0][0], dated[-1][0]
    letters = tuple(dict.fromkeys(source.origin for _, source in dated))
    return TimelineView(
        start=start,
        end=end,
        height=LANE * len(letters),
        lanes=tuple(LaneView(letter=letter, y=_lane(place)) for place, letter in enumerate(letters)),
        points=tuple(_points(dated, letters, start, end)),
        days=tuple(_percent(day, start, end) for day in _midnights(start, end)),
        moments=tuple(_moments(dated, brief.tables, witnesses)),
        undated=len(sources) - len(dated),
    )


def _lane(place: int) -> int:
    return LANE * place + LANE // 2


def _percent(when: datetime, start: datetime, end: datetime) -> str:
    return f"{LEFT + WIDTH * ((when - start) / (end - start)):.1f}%"


def _points(
    dated: Sequence[tuple[datetime, SourceView]], letters: Sequence[str], start: datetime, end: datetime
) -> Iterator[PointView]:
    heard: set[str] = set()
    for when, source in dated:
        place = letters.index(source.origin)
        yield PointView(x=_percent(when, start, end), y=_lane(place), first=source.origin not in heard)
        heard.add(source.origin)


def _midnights(start: datetime, end: datetime) -> list[datetime]:
    first = datetime.combine(start.date(), datetime.min.time(), UTC)
    days = [first + timedelta(days=place) for place in range(1, (end.date() - start.date()).days + 1)]
    return days if len(days) <= MOST_DAYS else []


def _moments(
    dated: Sequence[tuple[datetime, SourceView]], tables: Sequence[FigureTable], witnesses: Witnesses
) -> list[MomentView]:
    """Return reports and figures in the order of their time; a report before its figures."""
    found = [MomentView(when=when, source=source, counted="", value="") for when, source in dated]
    for table in tables:
        for row in table.rows:
            when = _timed(row)
            if when is not None:
                source = witnesses.sources[row.evidence.article]
                found.append(MomentView(when=when, source=source, counted=table.counted, value=row.value))
    return sorted(found, key=lambda moment: (moment.when, moment.source.number, moment.counted))


def _timed(row: FigureRow) -> datetime | None:
    """Return the hour that a figure is as of; a day alone has no place among hours."""
    if "T" not in row.as_of:
        return None
    try:
        when = datetime.fromisoformat(row.as_of)
    except ValueError:
        return None
    return when if when.tzinfo else None
