"""Word weights and overlaps: symmetric, bounded, and blind to function words and endings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aggregator.terms import all_stems_overlap, bag, coverage, overlap, stems, weight


def test_endings_and_function_words_do_not_count() -> None:
    assert stems("The ministers’ exports were growing") == stems("a minister exported to grow")


def test_rare_words_weigh_more_than_common_ones() -> None:
    assert weight("zyzzyva") > weight("export") > weight("time")


@given(st.text(), st.text())
def test_overlaps_are_symmetric_and_bounded(a: str, b: str) -> None:
    first, second = bag(a), bag(b)
    assert overlap(first, second) == overlap(second, first)
    assert 0 <= overlap(first, second) <= 1 + 1e-9
    assert 0 <= coverage(first, second) <= 1 + 1e-9
    assert all_stems_overlap(a, b) == all_stems_overlap(b, a)


@given(st.text())
def test_a_text_overlaps_wholly_with_itself(text: str) -> None:
    words = bag(text)
    assert overlap(words, words) in (0.0, 1.0)
    assert coverage(words, words) == (1.0 if words else 0.0)
