"""A false twin differs in one thing, and what it says is another thing."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.changed import (
    CHANGES,
    changed,
    denied,
    names_swapped,
    other_date,
    other_name,
    other_number,
    runs_of_capitals,
)

NAMES = (("Aino", "Salo"), ("Orvesund",), ("Skerrow", "Lines"), ("Corvane",))
WORDS = st.sampled_from(
    "The ferry Maren Lund Aino Salo was not sold for 212 1,500 twelve crowns on Monday in March 2019".split()
)
SENTENCES = st.lists(WORDS, max_size=14)
CHANCES = st.integers(0, 1000).map(Random)


def places_that_differ(one: list[str], other: list[str]) -> list[int]:
    return [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]


@given(SENTENCES, CHANCES)
def test_a_twin_is_never_the_sentence_itself_which_stays_as_it_was(words: list[str], chance: Random) -> None:
    before = list(words)
    assert changed(words, NAMES, chance) != before
    assert words == before


@given(SENTENCES, st.integers(0, 1000))
def test_the_same_chance_makes_the_same_twin(words: list[str], seed: int) -> None:
    assert changed(words, NAMES, Random(seed)) == changed(words, NAMES, Random(seed))


@given(SENTENCES, CHANCES)
def test_one_number_changes_and_stays_a_number(words: list[str], chance: Random) -> None:
    found = other_number(words, NAMES, chance)
    numbers = [place for place, word in enumerate(words) if word[0].isdigit() or word == "twelve"]
    if found is None:
        assert not numbers
    else:
        (place,) = places_that_differ(words, found)
        assert place in numbers
        assert found[place][0].isdigit() == words[place][0].isdigit()
        assert len(found[place]) == len(words[place]) or words[place] == "twelve"


@given(SENTENCES, CHANCES)
def test_one_date_changes_and_stays_one_of_its_kind(words: list[str], chance: Random) -> None:
    found = other_date(words, NAMES, chance)
    if found is None:
        assert {"Monday", "March", "2019"}.isdisjoint(words)
    else:
        (place,) = places_that_differ(words, found)
        assert words[place] in {"Monday", "March", "2019"}
        assert found[place].endswith("day") == (words[place] == "Monday")
        assert found[place].isdigit() == (words[place] == "2019")


@given(SENTENCES, CHANCES)
def test_names_change_places_and_no_word_is_lost(words: list[str], chance: Random) -> None:
    found = names_swapped(words, NAMES, chance)
    if found is None:
        assert len(runs_of_capitals(words)) < 2
    else:
        assert sorted(found) == sorted(words)
        assert found[0] == words[0]


@given(SENTENCES, CHANCES)
def test_another_name_is_as_long_and_new_to_the_sentence(words: list[str], chance: Random) -> None:
    found = other_name(words, NAMES, chance)
    if found is not None:
        put = [found[place] for place in places_that_differ(words, found)]
        assert tuple(put) in NAMES
        assert set(put).isdisjoint(words)


def test_names_are_runs_of_capitals_but_no_first_word_and_no_day() -> None:
    words = "Maren Lund met Aino Salo of Corvane on Monday in UK waters".split()
    assert runs_of_capitals(words) == [(1, 2), (3, 5), (6, 7)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("It was not sold", "It was sold"),
        ("It was sent", "It was not sent"),
        ("Prices rose", "Prices fell"),
        ("They did n't come", "They did come"),
    ],
)
def test_yes_turns_to_no(words: str, expected: str) -> None:
    assert denied(words.split(), (), Random(1)) == expected.split()


def test_where_nothing_can_be_changed_there_is_no_twin() -> None:
    assert changed("it rains here".split(), NAMES, Random(1)) is None
    assert [change([], NAMES, Random(1)) for change in CHANGES] == [None] * len(CHANGES)
