"""Times in a sentence, resolved against the day of publication to a day, a month or a year.

`value` is ISO 8601 at the precision the text gives ("2026-06-15", "2026-06", "2026"), "" where the text gives
only a direction ("last year" in an article without a date). `ahead` is -1 for past, 0 for now, 1 for future.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# Years outside this range are figures, not years.
FIRST_YEAR, LAST_YEAR = 1200, 2199

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
            "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)|Feb(?:ruary|\.)|March|Mar\.|April|Apr\.|May|June?|July?|Aug(?:ust|\.)"
    r"|Sept?(?:ember|\.)|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"
)
_YEAR = r"(?P<year>1[2-9]\d\d|2[01]\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_WEEKDAYS = "|".join(calendar.day_name)
_PERIODS = "week|month|year|decade|summer|winter|spring|autumn|fall|weekend|quarter|century"
_COUNTS = "|".join([r"\d+", *_NUMBERS, "several", "a few", "many"])
_SOURCES = {
    "iso": r"\b(?P<year>[12]\d{3})-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b",
    "date": rf"\b{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?\b(?!\s*(?:million|billion|percent|%))",
    "date2": rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
    "month": rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b",
    "month2": rf"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Ll]ast|[Nn]ext|[Tt]his|[Uu]ntil|[Ff]rom)\s+{_MONTH}(?!\w)",
    "decade": r"\b(?P<year>1[2-9]\d0|20\d0)s\b",
    "day_word": r"\b(?P<word>(?i:today|yesterday|tomorrow|tonight|overnight))\b",
    "weekday": rf"\b(?:(?P<which>(?i:last|next|this past|this coming|this))\s+)?(?P<weekday>{_WEEKDAYS})\b",
    "period": r"\b(?:(?P<part>(?i:earlier|later))\s+)?"
    r"(?P<which>(?i:last|next|this|the previous|the following|the coming|coming|past))\s+"
    rf"(?P<unit>{_PERIODS})s?\b",
    "ago": rf"\b(?P<count>(?i:{_COUNTS}))\s+(?P<unit>minute|hour|day|week|month|year|decade)s?\s+"
    r"(?P<way>ago|earlier|later|from now)\b",
    "year": rf"(?<![\d$£€,.-])\b{_YEAR}\b(?!\s*(?:people|million|billion|%|percent|per cent))"
    r"(?![\d,]*\d)(?!-\w)",
}
_PATTERNS = [(kind.rstrip("2"), re.compile(source)) for kind, source in _SOURCES.items()]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time expression: sentence[start:end]."""

    start: int
    end: int
    value: str
    ahead: int = -1


def find_moments(sentence: str, published: date | None) -> list[Moment]:
    """Return the time expressions of a sentence in order, none inside another."""
    found: list[Moment] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found.extend(_resolved(kind, match, published))
    return sorted(found, key=lambda one: one.start)


def _resolved(kind: str, match: re.Match[str], published: date | None) -> Iterator[Moment]:
    parts = {name: text.lower().strip(".") for name, text in match.groupdict().items() if text}
    if kind in {"iso", "date", "month", "year", "decade"}:
        value, ahead = _calendar(kind, parts, match[0], published)
    elif kind == "day_word":
        value, ahead = _day_word(parts["word"], published)
    elif kind == "weekday":
        value, ahead = _weekday(parts, published)
    elif kind == "period":
        value, ahead = _period(parts, published)
    else:
        value, ahead = _ago(parts, published)
    if value is not None:
        yield Moment(match.start(), match.end(), value, ahead)


def _calendar(kind: str, parts: dict[str, str], whole: str, published: date | None) -> tuple[str | None, int]:
    if "year" in parts and not FIRST_YEAR <= int(parts["year"]) <= LAST_YEAR:
        return None, 0
    if kind in {"year", "decade"}:
        year = int(parts["year"])
        return parts["year"] + ("s" if kind == "decade" else ""), _direction(
            date(year, 12, 31), date(year, 1, 1), published
        )
    named = parts.get("month", whole.lower().strip("."))
    month = int(named) if named.isdigit() else _MONTHS.get(named, 0)
    day = int(parts.get("day", "0"))
    year = int(parts["year"]) if "year" in parts else _nearest_year(month, published)
    if not year:
        return "", -1
    if not 1 <= month <= 12 or day > calendar.monthrange(year, month)[1]:  # noqa: PLR2004
        return None, 0
    if not day:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return f"{year:04}-{month:02}", _direction(last, date(year, month, 1), published)
    moment = date(year, month, day)
    return moment.isoformat(), _direction(moment, moment, published)


def _nearest_year(month: int, published: date | None) -> int:
    """A month without a year is the nearest one, at most half a year ahead."""
    if published is None or not month:
        return 0
    distance = month - published.month
    return published.year - (distance > 6) + (distance < -6)  # noqa: PLR2004


def _direction(last: date, first: date, published: date | None) -> int:
    if published is None or last < published:
        return -1
    return 1 if first > published else 0


def _day_word(word: str, published: date | None) -> tuple[str, int]:
    shift = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    ahead = shift or (-1 if word == "overnight" else 0)
    return (_shifted(published, shift) if published else ""), ahead


def _shifted(published: date, days: int) -> str:
    try:
        return (published + timedelta(days=days)).isoformat()
    except OverflowError:
        return ""


def _weekday(parts: dict[str, str], published: date | None) -> tuple[str, int]:
    """A weekday is the last one up to publication, unless "next" or "coming" says otherwise."""
    which = parts.get("which", "")
    ahead = 1 if which in {"next", "this coming"} else -1
    if published is None:
        return "", ahead
    back = (published.weekday() - _DAYS[parts["weekday"]]) % 7
    if ahead > 0:
        return _shifted(published, 7 - back), 1
    return _shifted(published, -back or (-7 if which == "last" else 0)), -1


def _period(parts: dict[str, str], published: date | None) -> tuple[str, int]:
    which, unit = parts["which"], parts["unit"]
    step = -1 if which in {"last", "the previous", "past"} else 0 if which == "this" else 1
    ahead = step or {"earlier": -1, "later": 1}.get(parts.get("part", ""), 0)
    if published is None:
        return "", ahead
    if unit in {"year", "summer", "winter", "spring", "autumn", "fall"}:
        return f"{published.year + step:04}", ahead
    if unit == "month":
        return _month_shifted(published, step), ahead
    return "", ahead


def _month_shifted(published: date, step: int) -> str:
    months = published.year * 12 + published.month - 1 + step
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _ago(parts: dict[str, str], published: date | None) -> tuple[str, int]:
    ahead = 1 if parts["way"] == "from now" else -1 if parts["way"] in {"ago", "earlier"} else 0
    count = int(parts["count"]) if parts["count"].isdigit() else _NUMBERS.get(parts["count"], 0)
    if published is None or parts["way"] != "ago" or not 0 < count < 1000:  # noqa: PLR2004
        return "", ahead
    if parts["unit"] in {"year", "decade"}:
        year = published.year - count * (10 if parts["unit"] == "decade" else 1)
        return (f"{year:04}" if year >= FIRST_YEAR else ""), ahead
    if parts["unit"] == "month":
        return _month_shifted(published, -count), ahead
    days = {"day": 1, "week": 7}.get(parts["unit"], 0) * count
    return _shifted(published, -days), ahead
