"""The day a line under "What to Watch Next" speaks of, where its source's own words and date give one.

A day is taken only where there is no choice to make: a date after "on", "by" or "for" ("on 6 October", its
year the one nearest to the report), or a weekday within three days after the report that a "will" or the like
leads to ("will open on Thursday", nearer ahead than behind). A line with two such days has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aggregator.models import Brief, Line, PartKind
from aggregator.render.text import MONTHS, WEEKDAYS

WATCH = "watch"

NEAR = 3
"""Days after a report within which a bare weekday is the coming one: the one before lies further off."""

_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)|Feb(?:ruary|\.)|March|Mar\.|April|Apr\.|May|June?|July?|Aug(?:ust|\.)"
    r"|Sept?(?:ember|\.)|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_LEAD = rf"\b(?:[Oo]n|[Bb]y|[Ff]or)\s+(?:{_WEEKDAY},?\s+)?(?:the\s+)?"
# A span of days, or a figure that only looks like a day.
_END = (
    r"(?![\w-])(?!\s*(?:[-–—]|and\b|or\b|to\b|until\b)\s*(?:the\s+)?\d)"
    r"(?!\s*(?:%|per\s?cent|million|billion))"
)
_DATES = tuple(
    re.compile(_LEAD + form + _END)
    for form in (
        rf"{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}",
        rf"{_MONTH}\s+{_DAY}{_YEAR}",
        r"(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)",
    )
)
_COMING = re.compile(
    r"\b(?:will|would|shall|(?:is|are) (?:to|due|expected|scheduled|set))\b"
    rf"(?P<between>[^,;:.?!\"“”()]*?)\b[Oo]n\s+(?P<weekday>{_WEEKDAY})\b"
    rf"(?!,?\s+(?:the\s+)?(?:\d|{'|'.join(MONTHS)}))(?!\s+(?:and|or|to|through)\b)"
)
# What stands after one of these may have happened long ago ("will review the shots fired on Friday"), or is a
# second day.
_TURNS = re.compile(
    r"\b(?:who|which|that|what|when|where|after|since|from|following|said|told|made|held|found|seen|was|were|had)\b"
    rf"|{_WEEKDAY}|(?<!\bbe )\b\w+ed\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A line to watch with the day it speaks of, its story, and the outlets that say it."""

    day: date
    text: str
    note: str
    outlets: tuple[str, ...]
    story: str
    slug: str
    title: str
    category: str
    updated: datetime


def days_ahead(brief: Brief, since: date) -> Iterator[Ahead]:
    """Yield the lines to watch of a brief that have a day from `since` on."""
    section = brief.section(WATCH)
    for line in section.lines if section else ():
        day = line_day(brief, line)
        if day and day >= since:
            yield _ahead(brief, line, day)


def _ahead(brief: Brief, line: Line, day: date) -> Ahead:
    cited = {piece.article for piece in line.evidence}
    outlets = dict.fromkeys(source.outlet for source in brief.sources if source.article in cited)
    return Ahead(
        day=day,
        text=line.text,
        note=line.note,
        outlets=tuple(filter(None, outlets)),
        story=brief.story,
        slug=brief.slug,
        title=brief.title,
        category=brief.category,
        updated=brief.updated,
    )


def line_day(brief: Brief, line: Line) -> date | None:
    """Return the one day after its report that a line speaks of, None if there is none or more than one."""
    reported = {source.article: source.published for source in brief.sources}
    days: set[date] = set()
    for part in line.parts:
        if part.kind is PartKind.SOURCE:
            time = reported.get(part.article)
            days.update(_days(part.text, time.date() if time else None))
    return days.pop() if len(days) == 1 else None


def _days(text: str, reported: date | None) -> Iterator[date]:
    for pattern in _DATES:
        for found in pattern.finditer(text):
            day = _dated(found, reported)
            if day and (reported is None or day > reported):
                yield day
    if reported is not None:
        yield from _weekdays(text, reported)


def _dated(found: re.Match[str], reported: date | None) -> date | None:
    """Return the day of a date; without a year it is the one nearest to the report."""
    month, day, year = found["month"], int(found["day"]), found["year"]
    number = int(month) if month.isdigit() else 1 + [name[:3] for name in MONTHS].index(month[:3])
    if year:
        return _date(int(year), number, day)
    if reported is None:
        return None
    near = (_date(reported.year + step, number, day) for step in (-1, 0, 1))
    return min(filter(None, near), key=lambda one: abs(one - reported), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekdays(text: str, reported: date) -> Iterator[date]:
    for found in _COMING.finditer(text):
        days = (WEEKDAYS.index(found["weekday"]) - reported.weekday()) % len(WEEKDAYS)
        if 0 < days <= NEAR and not _TURNS.search(found["between"]):
            yield reported + timedelta(days=days)
