"""What a sentence points at outside itself: a noun told before, a person without a role, a pronoun alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.annotate import claims_of

BEFORE = "A ferry with 40 people sank off Port Ellery on Monday, and talks on a new harbour began."


def pointed(sentence: str, *, before: str = BEFORE) -> list[str]:
    """The words of the last sentence that point back."""
    annotation = claims_of(f"{before} {sentence}")
    text = f"{before} {sentence}"
    return [text[one.start : one.end] for one in annotation.sentences[-1].pointers]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Divers searched the ferry on Tuesday.", ["the ferry"]),
        ("Divers searched the ferry Marit on Tuesday.", []),
        ("Divers searched the ferry that sank on Monday.", []),
        ("Divers searched the wreck of a trawler on Tuesday.", []),
        ("These talks will go on in the capital.", ["These talks"]),
        ("The public was asked to stay away.", []),
        ("The suspect was held overnight.", ["The suspect"]),
        ("The police said he was held overnight.", ["he"]),
        ("A driver said he was held overnight.", []),
    ],
)
def test_a_noun_points_back_unless_it_says_which_one_it_is(sentence: str, words: list[str]) -> None:
    assert pointed(sentence) == words


def test_nothing_points_back_in_a_text_of_one_sentence() -> None:
    assert pointed("A ferry with 40 people sank off Port Ellery on Monday.", before="") == []


@given(
    st.lists(
        st.sampled_from(["the ferry", "Calder", "Ines Calder, the mayor,", "sank", "he", "said", "."]),
        max_size=12,
    )
)
def test_pointers_and_people_lie_inside_the_text_and_in_order(words: list[str]) -> None:
    text = " ".join(words)
    annotation = claims_of(text)
    for sentence in annotation.sentences:
        starts = [one.start for one in sentence.pointers]
        assert starts == sorted(starts)
        assert all(sentence.start <= one.start < one.end <= sentence.end for one in sentence.pointers)
    for person in annotation.people:
        assert text[slice(*person.name)].strip()
        assert person.role is None or text[slice(*person.role)].strip()
