"""How alike two sentences are worded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.corroborate.wording import signs_of_wording

TEXTS = st.lists(st.sampled_from("the ferry sank off a reef on Monday night".split()), max_size=9).map(
    " ".join
)


@given(TEXTS, TEXTS)
def test_shares_are_shares_whichever_way_round(a: str, b: str) -> None:
    found = signs_of_wording(a, b)
    assert all(0 <= one <= 1 for one in found)
    assert found == signs_of_wording(b, a)


def test_the_same_words_in_another_order_are_less_alike() -> None:
    same = signs_of_wording("Holt sued the bank", "Holt sued the bank")
    turned = signs_of_wording("Holt sued the bank", "the bank sued Holt")
    assert set(same) == {1.0}
    assert turned[0] == pytest.approx(0.5)
    assert turned[3] < same[3]
