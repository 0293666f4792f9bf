"""The order of an edition: origins first, then what grows, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.compose import weigh
from aggregator.kinds import EventKind, event_kinds
from aggregator.models import Brief, Completeness, SourceEntry

NOW = datetime(2031, 5, 4, 6, tzinfo=UTC)


def source(number: int, origin: str, hours_ago: float | None) -> SourceEntry:
    published = None if hours_ago is None else NOW - timedelta(hours=hours_ago)
    return SourceEntry(
        number=number,
        article=f"a{number}",
        outlet="",
        owner="",
        kind="outlet",
        title="",
        url="",
        authors=(),
        published=published,
        fetched=None,
        completeness=Completeness.FULL,
        origin=origin,
    )


def weighed(*sources: tuple[str, float | None], kind: str = "") -> Brief:
    listed = tuple(source(number, *one) for number, one in enumerate(sources, 1))
    brief = Brief(
        story="s",
        slug="s",
        title="",
        category="",
        published=None,
        updated=NOW,
        sections=(),
        tables=(),
        sources=listed,
        kind=kind,
    )
    return weigh(brief, NOW)


def values(brief: Brief) -> dict[str, float]:
    return {reason.name: reason.value for reason in brief.weight_reasons}


def test_copies_weigh_next_to_nothing() -> None:
    assert weighed(("a", 1), ("b", 2)).weight > weighed(*[("a", 1)] * 90).weight


def test_of_equals_the_one_that_grows_stands_first() -> None:
    still, grows = weighed(("a", 90), ("b", 50), ("b", 1)), weighed(("a", 90), ("b", 2))
    assert (values(still)["growth"], values(grows)["growth"]) == (0, 0.1)
    assert grows.weight > still.weight


def test_an_undated_article_is_no_growth() -> None:
    assert values(weighed(("a", None), ("a", 3)))["growth"] == 0.1
    assert values(weighed(("a", None)))["growth"] == 0


def test_the_kind_of_event_parts_stories_that_grow_alike_and_is_told() -> None:
    storm, match, other = (weighed(("a", 1), ("b", 2), kind=kind) for kind in ("disaster", "sport", ""))
    assert storm.weight > match.weight > other.weight
    assert weighed(("a", 1), ("b", 30), kind="disaster").weight < other.weight
    assert "kind: disaster" in [reason.told for reason in storm.weight_reasons]


@pytest.mark.parametrize("kind", event_kinds(), ids=lambda kind: kind.name)
def test_every_kind_has_a_weight_within_bounds(kind: EventKind) -> None:
    assert 0 < kind.weight <= 5


@given(
    st.lists(st.tuples(st.sampled_from("abcdefghijklmno"), st.integers(0, 90)), min_size=1, max_size=120),
    st.sampled_from(["", *(kind.name for kind in event_kinds())]),
)
def test_nothing_outweighs_an_origin_and_the_reasons_add_up(
    made: Sequence[tuple[str, float]], kind: str
) -> None:
    brief = weighed(*made, kind=kind)
    origins = len({origin for origin, _ in made})
    assert origins <= brief.weight < origins + 1
    assert abs(sum(values(brief).values()) - brief.weight) < 0.001
