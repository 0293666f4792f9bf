"""Figures: rounding is no conflict, a later count is an update, two counts at one time are a conflict."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.annotate import compare
from aggregator.config import Policy
from aggregator.corroborate import corroborate
from aggregator.corroborate.quantities import compatible, quantity_of
from aggregator.models import Article, Assessment, Claim, Figure, QuestionKind, Reason, Source, SourceKind

OUTLET = Source(kind=SourceKind.OUTLET)


def figure(value: float, qualifier: str = "exact", high: float | None = None) -> Figure:
    return Figure(start=0, end=1, value=value, qualifier=qualifier, high=high)


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        (figure(1187), figure(1200, "approximate"), True),
        (figure(1187), figure(1500, "approximate"), False),
        (figure(1187), figure(1000, "at_least"), True),
        (figure(900), figure(1000, "at_least"), False),
        (figure(40), figure(50, "at_most"), True),
        (figure(60), figure(50, "at_most"), False),
        (figure(12), figure(15), False),
        (figure(12), figure(10, "range", 14), True),
    ],
)
def test_compatible_holds_both_ways(a: Figure, b: Figure, agree: bool) -> None:  # noqa: FBT001
    assert compatible(a, b) is compatible(b, a) is agree


@pytest.mark.parametrize(
    ("text", "written", "state"),
    [
        ("At least 59 people were killed, and 527 were injured in the blast.", "59", "dead"),
        ("At least 59 people were killed, and 527 were injured in the blast.", "527", "hurt"),
        ("Eight of the passengers were seriously injured, the clinic said.", "Eight", "badly hurt"),
    ],
)
def test_what_happened_to_those_counted_stands_in_the_same_part(text: str, written: str, state: str) -> None:
    start = text.index(written)
    counted = Figure(start=start, end=start + len(written), value=1, unit="people")
    claim = Claim(start=0, end=len(text), sentence=0, content=(0, len(text)), source=OUTLET)
    found = quantity_of(Article(id="a", text=text), claim, counted)
    assert found is not None
    assert found.state == state


def dead(count: str, value: float) -> tuple[str, dict[str, Any]]:
    sentence = f"The landslide above Lower Tarn killed {count} people on Monday, the district said."
    return sentence, {"figures": [(count, value, "people")], "unit": "people"}


def weigh(newsroom: Any) -> Assessment:
    return corroborate(newsroom.story, newsroom.articles, newsroom.annotations, Policy(), compare)


def test_two_counts_at_one_time_are_a_conflict(newsroom: Any) -> None:
    newsroom.add("Tarn Herald", dead("12", 12))
    newsroom.add("Valley Echo", dead("15", 15))
    assessment = weigh(newsroom)
    (table,) = assessment.tables
    assert table.kind == "conflict"
    assert {row.value for row in table.rows} == {"12", "15"}
    assert any(question.kind is QuestionKind.CONFLICT for question in assessment.questions)
    assert all(Reason.FIGURES_DIFFER in verdict.reasons for verdict in assessment.verdicts)


def test_a_later_count_is_an_update_and_replaces_the_earlier(newsroom: Any, hour: Any) -> None:
    newsroom.add("Tarn Herald", dead("12", 12))
    newsroom.add("Valley Echo", dead("15", 15), published=hour(10))
    assessment = weigh(newsroom)
    (table,) = assessment.tables
    assert table.kind == "update"
    assert [verdict.lead.article for verdict in assessment.verdicts] == ["Valley Echo"]
    assert not any(question.kind is QuestionKind.CONFLICT for question in assessment.questions)


def test_figures_on_two_countries_do_not_meet(newsroom: Any) -> None:
    first = "Exports of Norland stood at 936 million crowns in the year to June."
    second = "Exports of Vessia stood at 1.13 billion crowns in the year to June."
    newsroom.add("Tarn Herald", (first, {"figures": [("936 million", 936e6, "crowns")]}))
    newsroom.add("Valley Echo", (second, {"figures": [("1.13 billion", 1.13e9, "crowns")]}))
    assert weigh(newsroom).tables == ()


def test_a_claim_that_gives_both_figures_sets_none_against_the_other(newsroom: Any) -> None:
    both = "The landslide above Lower Tarn killed 12 people on Monday and 15 people on Tuesday."
    figures = [("12", 12, "people"), ("15", 15, "people")]
    newsroom.add("Tarn Herald", (both, {"figures": figures, "unit": "people"}))
    newsroom.add("Valley Echo", dead("15", 15))
    assert [table for table in weigh(newsroom).tables if table.kind == "conflict"] == []
