"""Kinds of events: their files can be read, are worded for readers, and their patterns find sentences."""

from __future__ import annotations

import pytest

from aggregator.kinds import slots


@pytest.mark.parametrize("slot", sorted(slots()))
def test_a_slot_is_worded_for_readers(slot: str) -> None:
    found = slots()[slot]
    assert found.ask.endswith("?")
    assert not found.gap.endswith((".", "?"))
    assert found.gap[0].isupper()
    assert 1 <= found.salience <= 5


@pytest.mark.parametrize(
    ("slot", "sentence", "told"),
    [
        ("accident.dead", "Four people were killed.", True),
        ("accident.dead", "The deadline has passed.", False),
        ("law.date", "The rules take effect on 1 March.", True),
        ("law.date", "The rules were approved.", False),
        ("deal.price", "It will pay $3.2 billion for the shipyard.", True),
        ("deal.price", "It will pay a good price.", False),
        ("deal.close", "The sale of the shipyard will be completed at the end of March.", True),
        ("deal.close", "Its chief will leave on completion of the sale.", False),
        ("disaster.cost", "The bill for the new dyke will come to 40 million crowns.", True),
        ("disaster.cost", "The cost in lost homes is great.", False),
        ("protest.until", "The strike will go on until the end of the month.", True),
        ("talks.next", "The sides will meet again on 6 October.", True),
        ("protest.size", "Some 4,000 drivers stayed at home.", True),
    ],
)
def test_a_pattern_finds_what_tells_its_slot(slot: str, sentence: str, told: bool) -> None:  # noqa: FBT001
    assert slots()[slot].told_in(sentence) is told
