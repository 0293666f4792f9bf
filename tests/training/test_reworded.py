"""Sentences put a little otherwise: the same words, in another house's print."""

from random import Random

import pytest

from training.planted import SAME
from training.reworded import PUTTINGS, behind, counted, in_front, reworded

SANK = "The ferry Marit sank off Port Ellery on Monday."


@pytest.mark.parametrize(
    ("putting", "given", "wanted"),
    [
        (in_front, SANK, {"On Monday, the ferry Marit sank off Port Ellery.",
                          "On Monday the ferry Marit sank off Port Ellery."}),
        (in_front, "Ana Holt won in Velmora.", {"In Velmora, Ana Holt won.", "In Velmora Ana Holt won."}),
        (behind, "On Monday, police closed the bridge.", {"Police closed the bridge on Monday."}),
        (counted, "Nine boats and two cars sank.", {"Nine boats and 2 cars sank."}),
        (counted, "The fine is 2.5 million.", {"The fine is 2.5 million."}),
    ],
)  # fmt: skip
def test_a_sentence_is_put_otherwise(putting: object, given: str, wanted: set[str]) -> None:
    assert callable(putting)
    assert putting(given, Random(1)) in wanted


def test_every_way_leaves_a_sentence_it_does_not_fit_as_it_is() -> None:
    assert {putting("Rain fell", Random(3)) for putting in PUTTINGS[:3]} == {"Rain fell"}


def test_pairs_say_the_same_and_are_made_alike_each_time() -> None:
    made = list(reworded([SANK] + [f"Ana Holt sold {number} boats on Monday." for number in range(20)]))
    again = list(reworded([SANK] + [f"Ana Holt sold {number} boats on Monday." for number in range(20)]))
    assert made
    assert [(one.words, one.other) for one in made] == [(one.words, one.other) for one in again]
    assert {one.compared for one in made} == {SAME}
    assert all(one.words != one.other for one in made)
