"""Pairs of invented facts: wordings carry each other, the firm carries the unsure, a denial conflicts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.annotate.words import tokens_of
from training import facts
from training.examples import Example
from training.facts import DEV_EVERY, fact_examples
from training.planted import CONFLICT, NEAR, SAME

ROWS = DEV_EVERY + 2


def row(number: int) -> dict[str, list[str]]:
    ship = f"Maren-{number}"
    return {
        "say": [
            f"The {ship} sank on Monday.",
            f"On Monday the {ship} went down.",
            f"Monday saw the {ship} sink.",
        ],
        "near": [f"The {ship} sailed on Monday.", f"The {ship} was sold on Monday."],
        "hedged": [f"The {ship} may have sunk on Monday."],
        "denied": [f"The {ship} did not sink on Monday."],
    }


@pytest.fixture(autouse=True)
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "facts.jsonl").write_text("\n".join(json.dumps(row(number)) for number in range(ROWS)) + "\n")
    monkeypatch.setattr(facts, "FILE", tmp_path / "facts.jsonl")


def between(given: list[Example], say: list[str], other: list[str]) -> Iterator[tuple[float, ...]]:
    """Yield what is compared where one side is of `say` and one of `other`, as seen from `say`."""
    ours, theirs = ([tokens_of(text) for text in texts] for texts in (say, other))
    for one in given:
        assert one.compared is not None
        carries, carried, *rest = one.compared
        if one.words in ours and one.other in theirs:
            yield (carries, carried, *rest)
        elif one.other in ours and one.words in theirs:
            yield (carried, carries, *rest)


def test_every_so_manieth_fact_is_kept_out() -> None:
    train, dev = list(fact_examples()), list(fact_examples(dev=True))
    for number in range(ROWS):
        say = row(number)["say"]
        told = [bool(list(between(part, say, say))) for part in (train, dev)]
        assert told == [number % DEV_EVERY != 0, number % DEV_EVERY == 0]


def test_every_pair_has_two_sides_and_four_judgements() -> None:
    for one in (*fact_examples(), *fact_examples(dev=True)):
        assert one.words
        assert one.other
        assert one.compared is not None
        assert len(one.compared) == len(SAME)


def test_all_wordings_of_a_fact_are_the_same() -> None:
    found = list(between(list(fact_examples()), row(1)["say"], row(1)["say"]))
    assert found == [SAME] * 3


def test_the_firm_carries_the_unsure_and_not_the_other_way_round() -> None:
    found = list(between(list(fact_examples()), row(1)["say"], row(1)["hedged"]))
    assert {one[:2] for one in found} == {(1.0, 0.0)}


def test_a_denial_conflicts() -> None:
    assert {*between(list(fact_examples()), row(1)["say"], row(1)["denied"])} == {CONFLICT}


def test_a_look_alike_carries_nothing() -> None:
    found = list(between(list(fact_examples()), row(1)["say"], row(1)["near"]))
    assert found
    assert {one[:2] for one in found} == {NEAR[:2]}


def test_the_same_rows_make_the_same_pairs_and_both_sides_come_first() -> None:
    made = [(one.words, one.other) for one in fact_examples()]
    assert made == [(one.words, one.other) for one in fact_examples()]
    firm = [tokens_of(text) for number in range(ROWS) for text in row(number)["say"]]
    hedged = [tokens_of(text) for number in range(ROWS) for text in row(number)["hedged"]]
    assert {words in firm for words, other in made if words in hedged or other in hedged} == {True, False}
