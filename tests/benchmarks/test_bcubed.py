from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.models import Article
from benchmarks.cluster import bcubed, one_pass

labels = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), min_size=1, max_size=20)


def test_bcubed_by_hand() -> None:
    found = {"1": "a", "2": "a", "3": "a", "4": "b"}
    gold = {"1": "x", "2": "x", "3": "y", "4": "y"}
    precision, recall, f1 = bcubed(found, gold)
    assert precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_noise_in_a_group_costs_precision() -> None:
    gold = {"1": "x", "2": "x"}
    assert bcubed({"1": "a", "2": "a", "noise": "b"}, gold)[0] == 1
    assert bcubed({"1": "a", "2": "a", "noise": "a"}, gold)[0] == pytest.approx(2 / 3)


@given(labels)
def test_the_gold_itself_is_perfect_and_nothing_is_better(pairs: list[tuple[str, str]]) -> None:
    found = {str(place): a for place, (a, _) in enumerate(pairs)}
    gold = {str(place): b for place, (_, b) in enumerate(pairs)}
    assert bcubed(gold, gold) == (1, 1, 1)
    assert all(0 < figure <= 1 for figure in bcubed(found, gold))


def test_the_floor_joins_what_is_told_in_the_same_words() -> None:
    told = {"1": "harbour ferry halted", "2": "harbour ferry halted today", "3": "museum shows lace"}
    found = one_pass([Article(id=name, text=text) for name, text in told.items()])
    assert found["1"] == found["2"] != found["3"]
