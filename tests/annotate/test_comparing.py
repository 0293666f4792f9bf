"""Two sentences read together: turned round, the answer turns; likeness is not sameness."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.annotate import compare
from aggregator.annotate.reader.model import VERSION, folder
from aggregator.carrying import carried_chance
from aggregator.config import Policy

POLICY = Policy()
SANK = "The ferry Marit sank off Port Ellery on Monday evening."


@settings(max_examples=40)
@given(st.text(max_size=60), st.text(max_size=60))
def test_turned_round_the_answer_turns(a: str, b: str) -> None:
    found = compare(a, b)
    assert compare(b, a) == found.turned
    assert all(0 <= one <= 1 for one in (found.carries, found.carried, found.one_matter, found.conflict))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (SANK, SANK),
        (SANK, "On Monday evening the ferry Marit went down off Port Ellery."),
        (SANK, "On Monday evening, the ferry Marit sank off Port Ellery"),
        ("Divers opened the hull of nine boats.", "Divers opened hull of 9 boats, police said."),
        ("The court rejected the appeal by Ana Holt.", "Ana Holt's appeal was rejected by the court."),
        ("Nine people were killed in the blast.", "The blast killed nine people, police said."),
    ],
)
def test_wordings_of_one_claim_carry_each_other(a: str, b: str) -> None:
    assert carried_chance(a, b, compare(a, b)) >= POLICY.match_threshold
    assert carried_chance(b, a, compare(b, a)) >= POLICY.match_threshold


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (SANK, "The ferry Marit is to sail from Port Ellery on Monday evening."),
        ("The court rejected the appeal by Ana Holt.", "The court will hear the appeal by Ana Holt in June."),
        ("Nine people were killed in the blast.", "Nine people were hurt in the blast."),
        ("Police arrested the captain of the Marit.", "Police questioned the captain of the Marit."),
        ("Ana Holt sued the Norden bank.", "The Norden bank sued Ana Holt."),
        ("The governor declared a state of emergency.", "The governor lifted the state of emergency."),
        pytest.param(
            "The deputy of Ines Calder resigned.",
            "Ines Calder resigned.",
            marks=pytest.mark.xfail(reason="of somebody's deputy much is taken for their own", strict=True),
        ),
    ],
)
def test_look_alikes_do_not(a: str, b: str) -> None:
    assert carried_chance(a, b, compare(a, b)) < POLICY.match_threshold
    assert carried_chance(b, a, compare(b, a)) < POLICY.match_threshold


def test_the_comparer_reads_the_matrices_of_the_very_reader_it_was_made_for() -> None:
    page = json.loads((folder() / f"{VERSION}.json").read_text("utf-8"))
    reader = (folder() / f"{VERSION}.onnx").read_bytes()
    assert hashlib.sha256(reader).hexdigest() == page["pairs_read_from"]
