"""Pairs of invented worlds: what is known of two sentences is true of the world that both are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest

from benchmarks.planted.worlds import Ask, Fact, World
from training.planted import (
    CONFLICT,
    FIRMER,
    MOST_SAME,
    NEAR,
    OTHER,
    SAME,
    Pair,
    _pairs,
    planted_examples,
)

DEAD = Fact(
    key="dead",
    figure="dead",
    slot="",
    say=(
        "The flood killed {dead} people.",
        "{dead} people died in the flood.",
        "The flood took {dead} lives.",
    ),
    hedged=("The flood may have killed {dead} people.",),
    denied=("Nobody died in the flood.",),
    near=("The flood killed {dead} cows.",),
)
BRIDGE = Fact(
    key="bridge",
    figure="",
    slot="",
    say=("The bridge fell.", "The bridge came down."),
    hedged=("The bridge may fall.",),
    denied=("The bridge stands.",),
    near=("The bridge was built in 1931.",),
)
WORLD = World(
    name="flood",
    headlines=("Flood",),
    officials=("Mayor Aino Salo",),
    bodies=("the county",),
    facts=(DEAD, BRIDGE),
    asks=(Ask("How high was it?", "", ("The river stood at 8 metres.",)),),
    open=(),
    colour=("Swans swam in the streets.",),
    numbers={"dead": 40},
)


def pairs_of(kind: tuple[float, ...]) -> Iterator[Pair]:
    for seed in range(20):
        yield from (pair for pair in _pairs(WORLD, Random(seed)) if pair[2] is kind)


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def test_the_same_fact_has_the_same_figures() -> None:
    found = list(pairs_of(SAME))
    assert found
    assert all(figures(one) == figures(other) for one, other, _ in found)
    assert all(
        len([pair for pair in _pairs(WORLD, Random(seed)) if pair[2] is SAME]) <= 2 * MOST_SAME
        for seed in range(5)
    )


def test_a_conflict_is_a_denial_or_another_figure() -> None:
    denials = {*DEAD.denied, *BRIDGE.denied}
    for one, other, _ in pairs_of(CONFLICT):
        assert other in denials or (figures(one) == {"40"} and figures(other) not in ({"40"}, set()))


def test_the_firm_stands_first_and_the_unsure_second() -> None:
    for one, other, _ in pairs_of(FIRMER):
        assert "may" not in one
        assert "may" in other


def test_a_look_alike_and_another_fact_carry_nothing() -> None:
    assert NEAR[:2] == OTHER[:2] == (0.0, 0.0)
    near = {text.format(dead=40) for fact in WORLD.facts for text in fact.near}
    assert {other for _, other, _ in pairs_of(NEAR)} == near
    say = [{text.format(dead=40) for text in fact.say} for fact in WORLD.facts]
    for one, other, _ in pairs_of(OTHER):
        assert [one in texts for texts in say].count(True) == 1
        assert not any({one, other} <= texts for texts in say)


def test_every_figure_is_put_in() -> None:
    for kind in (SAME, CONFLICT, FIRMER, NEAR, OTHER):
        assert not any("{" in one + other for one, other, _ in pairs_of(kind))


@pytest.mark.parametrize("draws", [1, 2])
def test_each_draw_of_a_world_is_made_again_alike(draws: int) -> None:
    made = list(planted_examples("dev", draws=draws))
    again = list(planted_examples("dev", draws=draws))
    assert [(one.words, one.other) for one in made] == [(one.words, one.other) for one in again]
    assert all(one.words and one.other and one.compared and len(one.compared) == len(SAME) for one in made)
    assert len({one.document for one in made}) > 1
