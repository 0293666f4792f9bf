"""Kinds of events: every data file can be read, and stories are recognised by what they say."""

from __future__ import annotations

import pytest

from aggregator.kinds import event_kinds, kind_of, slots

HEADS = {
    "accident": "Ferry runs aground off Port Ellery. The Marit capsized after a collision.",
    "disaster": "Flood cuts off valley. The storm brought flooding and a landslide.",
    "election": "Calder wins mayoral election. Voters gave her the run-off on a high turnout.",
    "court": "Court rules on mill closure. A judge ruled on the appeal after a long trial.",
    "law": "Cabinet approves new export rules. The bill changes regulations on arms.",
    "deal": "Brandt Lines buys rival. The company will acquire all shares in a takeover.",
    "protest": "Nurses walk out. The strike follows a protest march of the union.",
    "talks": "Norland and Vessia sign accord. The negotiations ended with a treaty.",
    "health": "Study finds fewer infections. Researchers said the vaccine helped patients.",
    "crime": "Police arrest suspect in robbery. The gunman shot at a guard.",
    "appointment": "Harbour chief resigns. The director steps down; a successor is sought.",
    "sport": "Norland win cup final. The team scored twice, and the coach praised it.",
}


@pytest.mark.parametrize("kind", sorted(HEADS))
def test_a_story_is_recognised_by_its_head(kind: str) -> None:
    found = kind_of((HEADS[kind],))
    assert found is not None
    assert found.name == kind


def test_every_kind_that_ships_has_an_example() -> None:
    assert {kind.name for kind in event_kinds()} == set(HEADS)


def test_a_head_that_names_no_event_has_no_kind() -> None:
    assert kind_of(("A walk along the coast. The path leads past old farms.",)) is None
    assert kind_of(()) is None


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
def test_a_slot_knows_when_it_is_told(slot: str, sentence: str, told: bool) -> None:  # noqa: FBT001
    assert slots()[slot].told_in(sentence) is told
