from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.identity import containment, near_duplicates

vocabulary = [f"{a}{b}" for a in "bdfgklmnprst" for b in ("alo", "eri", "imu", "ovat", "usk", "yne")]


def prose(seed: int, words: int) -> str:
    return " ".join(random.Random(seed).choices(vocabulary, k=words))


def test_a_cut_copy_is_found_inside_the_longer_text() -> None:
    wire = prose(1, 400)
    texts = {"wire": wire, "cut": " ".join(wire.split()[:120]), "other": prose(2, 400)}
    assert near_duplicates(texts) == (frozenset({"wire", "cut"}),)


def test_a_reordered_copy_is_found() -> None:
    parts = [prose(seed, 60) for seed in range(4)]
    texts = {"a": "\n\n".join(parts), "b": "\n\n".join(reversed(parts))}
    assert near_duplicates(texts) == (frozenset({"a", "b"}),)


def test_a_round_up_does_not_glue_what_it_prints() -> None:
    one, two, three = prose(1, 150), prose(2, 150), prose(3, 150)
    texts = {"one": one, "two": two, "round-up": f"{one} {two} {three}"}
    assert near_duplicates(texts) == ()


def test_stock_phrases_are_no_copies_unless_equal() -> None:
    phrase = "Sign up here for our evening letter"
    assert near_duplicates({"a": phrase, "b": f"{phrase} {prose(1, 50)}"}) == ()
    assert near_duplicates({"a": phrase, "b": phrase.upper()}) == (frozenset({"a", "b"}),)


def test_boilerplate_in_every_text_joins_none() -> None:
    notice = prose(99, 80)
    texts = {str(seed): f"{prose(seed, 70)} {notice}" for seed in range(101)}
    assert near_duplicates(texts, containment=0.6) == ()


def test_empty_texts_are_nobodys_copy() -> None:
    assert near_duplicates({"a": "", "b": "", "c": "…"}) == ()
    assert near_duplicates({}) == ()
    assert containment("", "a b c") == 0.0


@given(st.text(max_size=80), st.text(max_size=80))
def test_containment_is_a_share_and_even_handed(a: str, b: str) -> None:
    assert containment(a, b) == containment(b, a)
    assert 0 <= containment(a, b) <= 1


@given(st.integers(0, 50), st.integers(5, 60), st.integers(0, 30))
def test_a_run_of_a_text_is_contained_in_it(seed: int, words: int, start: int) -> None:
    whole = prose(seed, 90).split()
    assert containment(" ".join(whole[start : start + words]), " ".join(whole)) == 1.0


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(20, 90)), max_size=8), st.randoms()
)
def test_groups_do_not_depend_on_order(cuts: list[tuple[int, int, int]], shuffler: random.Random) -> None:
    texts = {
        f"t{place}": " ".join(prose(seed, 120).split()[start : start + length])
        for place, (seed, start, length) in enumerate(cuts)
    }
    names = list(texts)
    shuffler.shuffle(names)
    groups = near_duplicates(texts)
    assert near_duplicates({name: texts[name] for name in names}) == groups
    together = [name for group in groups for name in group]
    assert len(together) == len(set(together))
    assert all(len(group) > 1 for group in groups)


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.9])
def test_the_threshold_counts_the_smaller_text(threshold: float) -> None:
    wire = prose(1, 300).split()
    half_new = " ".join(wire[:100]) + " " + prose(7, 100)
    assert bool(near_duplicates({"a": " ".join(wire), "b": half_new}, threshold)) == (threshold < 0.49)
