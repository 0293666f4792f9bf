"""The day a line to watch speaks of: taken where it can be known, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from aggregator.models import Brief, Section
from aggregator.render.ahead import days_ahead, line_day
from tests.render.sample import full_brief, line

MONDAY = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)


def day_of(text: str, published: datetime | None = MONDAY) -> str:
    first, *others = full_brief().sources
    brief = replace(full_brief(), sources=(replace(first, published=published), *others))
    found = line_day(brief, line(text, (0,)))
    return found.isoformat() if found else ""


def watching(*texts: str) -> Brief:
    lines = tuple(line(text, (0,)) for text in texts)
    section = Section(key="watch", title="What to Watch Next", lines=lines)
    return replace(full_brief(), sections=(section,), related=())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The Senate is expected to vote on 29 September.", "2026-09-29"),
        ("The act is due to take effect on 1 March 2027.", "2027-03-01"),
        ("A first report is due by Oct. 6.", "2026-10-06"),
        ("The hearing is set for October 6, 2026, in Tarrowby.", "2026-10-06"),
        ("On the 6th of October the ministers meet again.", "2026-10-06"),
        ("It opens on Tuesday, 6 October.", "2026-10-06"),
        ("The ship is due back on 2026-10-06.", "2026-10-06"),
        ("The talks go on on 3 January.", "2027-01-03"),
        ("They ended talks on Tuesday but would meet again on 6 October.", "2026-10-06"),
        ("On 6 October they meet, and on 6 October they sign.", "2026-10-06"),
    ],
)
def test_a_date_is_taken(text: str, day: str) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Kelloway will hold a minute of silence at noon on Wednesday.", "2026-09-16"),
        ("The budget will be presented to the Assembly on Thursday as planned.", "2026-09-17"),
        ("The company said it would bring in a salvage vessel on Tuesday.", "2026-09-15"),
        ("The budget is due before the assembly on Wednesday.", "2026-09-16"),
    ],
)
def test_a_coming_weekday_is_taken(text: str, day: str) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "A hearing is expected to open next week.",
        "Output should rise by 2030.",
        "The opening is planned for March 2027.",
        "The act takes effect on 1 March 2027 if the Senate, which votes on 29 September, agrees.",
        "The fair is held on 6-8 October.",
        "It runs on 6 October and 7 October.",
        "It runs on October 6 to 8.",
        "They will meet on 31 September.",
        "The inquiry opened on 12 September.",
        "It was laid up on 14 September.",
        "The strike could cost jobs by May 10 percent.",
        "They count 6 October votes.",
    ],
)
def test_a_date_that_is_past_vague_or_one_of_several_is_not(text: str) -> None:
    assert day_of(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "The mayor will sue, she said on Tuesday.",
        "The board will review the shots fired on Wednesday.",
        "He will answer for what he said on Wednesday.",
        "They will appeal the ruling that came on Wednesday.",
        "The talks ended on Wednesday.",
        "They will meet on Monday.",
        "They will meet on Friday.",
        "They will meet on Tuesday or Wednesday.",
        "They will strike on Tuesday and on Wednesday.",
    ],
)
def test_a_weekday_that_may_lie_behind_is_not(text: str) -> None:
    assert day_of(text) == ""


def test_without_a_time_of_report_only_a_whole_date_is_known() -> None:
    assert day_of("They will vote on 29 September.", None) == ""
    assert day_of("They will vote on Wednesday.", None) == ""
    assert day_of("They will vote on 29 September 2026.", None) == "2026-09-29"


def test_a_weekday_is_counted_from_the_source_that_says_it() -> None:
    assert day_of("They will vote on Wednesday.", MONDAY + timedelta(days=1)) == "2026-09-16"
    assert day_of("They will vote on Wednesday.", MONDAY - timedelta(days=4)) == ""


def test_only_lines_to_watch_from_the_day_of_the_edition_on_are_ahead() -> None:
    brief = watching(
        "The Senate votes on 29 September.", "They will meet on Tuesday.", "A report is due by 16 September."
    )
    known = Section(key="known", title="What We Know", lines=(line("It opens on 6 October."),))
    both = replace(brief, sections=(known, *brief.sections))
    days = [date(2026, 9, 15), date(2026, 9, 16), date(2026, 9, 29)]
    assert sorted(ahead.day for ahead in days_ahead(both, days[0])) == days
    assert sorted(ahead.day for ahead in days_ahead(both, days[1])) == days[1:]
