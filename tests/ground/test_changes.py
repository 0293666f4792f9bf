"""What an outlet changed between two readings."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.changes import Change, changes
from aggregator.models import Article, StatedTime

FIRST = "The ferry stopped off Tarn on Sunday after its engine failed."
SECOND = "Forty passengers were brought ashore in two boats."
THIRD = "The company said that repairs would take three days."
NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def article(*paragraphs: str, **fields: object) -> Article:
    given: dict[str, object] = {"id": "a", "title": "Ferry stops", "published": NOON}
    return Article(text="\n\n".join(paragraphs), **given | fields)  # type: ignore[arg-type]


paragraphs = st.lists(st.text(st.characters(codec="utf-8"), max_size=40), max_size=8)


@given(paragraphs, paragraphs)
def test_what_is_added_one_way_is_removed_the_other(old: list[str], new: list[str]) -> None:
    there, back = changes(article(*old), article(*new)), changes(article(*new), article(*old))
    assert changes(article(*old), article(*old)) == ()
    assert (there == ()) == (back == ())
    for change in there:
        assert change.before or change.after
        assert (change.kind == "added") == (not change.before)
        assert (change.kind == "removed") == (not change.after)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            article(FIRST, SECOND),
            article(FIRST, SECOND.replace("Forty", "Forty-two")),
            [Change(kind="reworded", before=SECOND, after=SECOND.replace("Forty", "Forty-two"))],
        ),
        (article(FIRST), article(FIRST, THIRD), [Change(kind="added", after=THIRD)]),
        (article(FIRST, THIRD), article(THIRD), [Change(kind="removed", before=FIRST)]),
        (
            article(FIRST, SECOND),
            article(FIRST, THIRD),
            [Change(kind="removed", before=SECOND), Change(kind="added", after=THIRD)],
        ),
        (
            article(FIRST),
            article(FIRST, title="Ferry stopped by fire", notices=("Correction: it was a fire.",)),
            [
                Change(kind="title", before="Ferry stops", after="Ferry stopped by fire"),
                Change(kind="notice", after="Correction: it was a fire."),
            ],
        ),
        (
            article(FIRST, authors=("Ana Ruiz",)),
            article(FIRST, authors=("Ana Ruiz", "Bo Lind"), published=NOON + timedelta(hours=1)),
            [
                Change(
                    kind="published", before="2031-05-04T12:00:00+00:00", after="2031-05-04T13:00:00+00:00"
                ),
                Change(kind="authors", before="Ana Ruiz", after="Ana Ruiz, Bo Lind"),
            ],
        ),
    ],
)
def test_what_changed(before: Article, after: Article, expected: list[Change]) -> None:
    assert list(changes(before, after)) == expected


def test_white_space_and_what_is_no_part_of_the_article_are_no_change() -> None:
    other = article(
        FIRST.replace(" ", "  "), fetched=NOON, times=(StatedTime(source="feed", time=NOON),), dateline="TARN"
    )
    assert changes(article(FIRST), other) == ()


def test_a_text_without_end_is_compared_in_bounded_time() -> None:
    old = article(*(f"Line {n} of the old list." for n in range(20_000)))
    new = article(*(f"Line {n} of the new list." for n in range(20_000)))
    started = time.process_time()
    assert changes(old, new)
    assert time.process_time() - started < 60
