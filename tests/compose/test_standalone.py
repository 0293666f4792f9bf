"""Which sentences can be printed alone, and which point at something outside themselves."""

from __future__ import annotations

import pytest

from aggregator.compose.standalone import dangles, is_whole

WHOLE = [
    "The coastguard said the ferry Marit sank off Port Ellery on Monday.",
    "It was not immediately clear why the bow door had been open.",
    "Ines Calder said she had inspected the hull in March.",
    "“We had no warning,” Ines Calder told reporters in Port Ellery.",
    "There were 40 people aboard the Marit when it left Port Ellery.",
]
POINTING = [
    "He said the hull had been inspected in March.",
    "“It was a mistake,” he said after the meeting in Tarn.",
    "In the comparison group it was 4.0 percent.",
    "Whether that extends to the harbour of Port Ellery is open.",
    "The association of holiday hosts speaks of 31,000.",
    "The Alliance has asked for a recount there.",
    "Soon after, the council of Port Ellery closed the pier.",
    "“This created a problem for Port Ellery,” Ines Calder said.",
    "The fire was out, according to her, before midnight.",
    "Doing this is banned under the harbour rules of Port Ellery.",
    "According to Ines Calder, these people were never aboard.",
]
BROKEN = [
    "Read more about the Marit in this article.",
    "Mayor Ann Lund (left) speaks in Port Ellery on Monday.",
    "What a day for Port Ellery and for its ferries!",
    "“We had no warning, Ines Calder told reporters in Port Ellery.",
    "We think the Marit should never have left Port Ellery.",
    "Too short a line.",
    "Rescue: Ines Calder, 47, speaks to reporters in Port Ellery.",
    "THE WRECK OF THE MARIT Bar owner Olav Renn sits with his cat.",
    "Photos: The harbours of Norland Olav Renn sold his boat in May.",
]


@pytest.mark.parametrize("sentence", WHOLE)
def test_a_sentence_that_stands_alone(sentence: str) -> None:
    assert is_whole(sentence)
    assert not dangles(sentence)


@pytest.mark.parametrize("sentence", POINTING)
def test_a_sentence_that_points_outside_itself(sentence: str) -> None:
    assert dangles(sentence)


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_sentence_that_is_none(sentence: str) -> None:
    assert not is_whole(sentence)
