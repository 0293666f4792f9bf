"""Weekdays made absolute: only where the text settles which day is meant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.compose.days import WEEKDAYS, day_meant
from aggregator.models import Article

MONDAY = datetime(2026, 9, 14, 9, tzinfo=UTC)


def meant(text: str, word: str, published: datetime | None = MONDAY) -> date | None:
    start = text.index(word)
    return day_meant(Article(id="a", text=text, published=published), start, start + len(word))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The ferry sank on Monday, police said.", "Monday", date(2026, 9, 14)),
        ("The minister resigned on Friday.", "Friday", date(2026, 9, 11)),
        ("The board met yesterday.", "yesterday", date(2026, 9, 13)),
        ("Talks will resume on Thursday.", "Thursday", None),
        ("The hall reopened last Friday evening.", "Friday", None),
        ("The vote was held on Sunday 6 September.", "Sunday", None),
        ("Prices rose last week.", "last week", None),
    ],
)
def test_a_day_is_told_only_where_it_is_settled(text: str, word: str, expected: date | None) -> None:
    assert meant(text, word) == expected


def test_an_undated_text_settles_no_day() -> None:
    assert meant("The ferry sank on Monday.", "Monday", None) is None


@given(st.sampled_from(WEEKDAYS), st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_a_weekday_is_that_weekday_within_the_last_six_days_and_never_tomorrows(
    name: str, at: datetime
) -> None:
    word = name.capitalize()
    found = meant(f"The council met on {word}.", word, at.replace(tzinfo=UTC))
    tomorrow = (at.weekday() + 1) % 7 == WEEKDAYS.index(name)
    assert (found is None) == tomorrow
    if found is not None:
        assert found.weekday() == WEEKDAYS.index(name)
        assert timedelta(0) <= at.date() - found < timedelta(6)
