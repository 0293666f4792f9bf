"""However a sentence is printed, its words stay where they are."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from training.augment import SMALL, printed

WORDS = st.lists(
    st.sampled_from("The mayor of Orvesund's ferry ' '' \" `` don't won’t said , 212 crowns over .".split()),
    max_size=12,
)


def bare(words: list[str]) -> list[str]:
    """Return words as every print has them: in small letters, without apostrophes and quotation marks."""
    quotes = {'"', "``", "''", "“", "”", "'", "’"}
    return ['"' if word in quotes else word.lower().replace("’", "").replace("'", "") for word in words]


@given(WORDS, st.integers(0, 10_000))
def test_words_stay_in_their_places_and_stay_the_same_words(words: list[str], seed: int) -> None:
    found = printed(words, Random(seed))
    assert len(found) == len(words)
    assert all(found)
    last = {".": {".", ";"}}
    for place, (before, after) in enumerate(zip(bare(words), bare(found), strict=True)):
        ends = place == len(words) - 1
        assert after in (last.get(before, {before}) if ends else {before})


def test_most_sentences_stay_as_they_are_and_every_print_comes_up() -> None:
    words = 'The mayor of Orvesund said " it isn\'t over " .'.split()
    prints = [tuple(printed(words, Random(seed))) for seed in range(2000)]
    same = prints.count(tuple(words)) / len(prints)
    assert 0.4 < same < 0.8
    assert tuple(word.upper() for word in words) in prints
    assert any("“" in found and "”" in found for found in prints)
    assert any(found[-1] == ";" for found in prints)


def test_headlines_raise_all_but_the_small_words() -> None:
    words = "the mayor of a town was sold".split()
    headlines = {tuple(printed(words, Random(seed))) for seed in range(500)} - {tuple(words)}
    raised = tuple(word if word in SMALL else word.capitalize() for word in words)
    assert ("the", "Mayor", "of", "a", "Town", "Was", "Sold") in headlines
    assert raised[0] == "the"
