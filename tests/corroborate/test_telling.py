"""What kind of event a story is of, and whether a sentence tells what a reader of that kind expects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.annotate import annotate, claims_of
from aggregator.corroborate.reading import Reading
from aggregator.corroborate.telling import kind_told, tells
from aggregator.kinds import event_kinds, slots
from aggregator.models import Article

STORIES = {
    "accident": (
        "Ferry runs aground off Port Ellery",
        "The ferry Marit ran aground and capsized off Port Ellery on Monday, police said.",
        "A fire had broken out in its engine room shortly before, its captain said.",
    ),
    "disaster": (
        "Flood cuts off valley",
        "Days of heavy rain flooded the Arn valley on Tuesday and swept away bridges.",
        "Hundreds of people were taken to safety after a landslide.",
    ),
    "election": (
        "Calder wins mayoral election",
        "Ines Calder won the run-off for mayor of Port Ellery with 54 percent of the vote on Sunday.",
        "Voters turned out in great numbers, the electoral commission said.",
    ),
    "court": (
        "Court rules on mill closure",
        "The high court in Corrin ruled on Friday that the mill may close, and dismissed an appeal.",
        "The judge said the trial had been fair.",
    ),
    "law": (
        "Parliament approves new export rules",
        "Parliament passed a bill on Wednesday that tightens the rules for exporting arms.",
        "The law bans sales to countries at war.",
    ),
    "deal": (
        "Brandt Lines buys rival",
        "Brandt Lines said it had agreed to buy its rival Norvik Ferries for 2.3 billion crowns.",
        "Shareholders of both companies must still agree to the deal.",
    ),
    "protest": (
        "Nurses walk out over pay",
        "Thousands of nurses walked off the job on Thursday in a strike over pay.",
        "They marched through the capital behind the banners of their union.",
    ),
    "talks": (
        "Norland and Vessia sign accord",
        "Negotiators of Norland and Vessia reached an agreement on fishing rights after three days of talks.",
        "The two foreign ministers will sign the treaty in May.",
    ),
    "health": (
        "Study finds fewer infections",
        "A vaccine cut infections by half among 4,000 patients, researchers said in a medical journal.",
        "The study compared it with a placebo.",
    ),
    "crime": (
        "Police arrest suspect in bank robbery",
        "Police arrested a man on Monday on suspicion of robbing a bank and shooting a guard.",
        "The gunman had fled with two bags of cash.",
    ),
    "appointment": (
        "Harbour chief resigns",
        "The director of the harbour board, Olav Renn, resigned on Tuesday after eight years in the post.",
        "His deputy takes over until a successor is named.",
    ),
    "sport": (
        "Norland win cup final",
        "Norland beat Vessia 2-1 in the cup final on Saturday with two late goals.",
        "Their striker scored twice, and the coach praised the team.",
    ),
}


def reading(title: str, *sentences: str) -> Reading:
    """A story of one article, read."""
    article = Article(id="a", title=title, text=" ".join(sentences))
    return Reading([article], {"a": annotate(article)}, (), (), ())


@pytest.mark.parametrize("kind", sorted(STORIES))
def test_a_story_is_recognised_by_how_it_begins(kind: str) -> None:
    found = kind_told(reading(*STORIES[kind]))
    assert found is not None
    assert found.name == kind


def test_every_kind_that_ships_has_an_example() -> None:
    assert {kind.name for kind in event_kinds()} == set(STORIES)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "A walk along the coast",
            "The path leads past old farms. In spring the meadows are full of orchids.",
        ),
        (
            "Console update adds themes",
            "The update lets players set their own wallpaper. It can be had from today.",
        ),
    ],
)
def test_a_story_of_no_kind_has_none(title: str, text: str) -> None:
    assert kind_told(reading(title, text)) is None


@pytest.mark.parametrize(
    ("slot", "sentence", "told"),
    [
        ("accident.dead", "Four people lost their lives when the ferry went down.", True),
        ("accident.dead", "It is not known whether anyone died.", False),
        ("accident.hurt", "Eleven passengers needed hospital care for broken bones.", True),
        ("appointment.successor", "Her deputy, Ada Brody, will take over as head of the board.", True),
        ("court.appeal", "The defence said it would take the case to a higher court.", True),
        ("crime.suspect", "Officers detained a 34-year-old man near the station on Monday.", True),
        ("deal.price", "Brandt Lines will pay 2.3 billion crowns for the shipyard.", True),
        ("deal.price", "The two sides would not disclose the price.", False),
        ("protest.arrests", "Police detained 30 marchers near the parliament.", True),
        ("sport.score", "Norland won 2-1 after extra time.", True),
        ("talks.next", "The delegations will meet again on 6 October.", True),
    ],
)
def test_a_sentence_tells_a_slot_or_not(slot: str, sentence: str, told: bool) -> None:  # noqa: FBT001
    read = claims_of(sentence).sentences[0]
    assert bool(tells(slots()[slot], read, sentence)) is told


def test_a_slot_of_an_editors_own_goes_by_its_patterns_alone() -> None:
    own = replace(slots()["accident.dead"], id="own.dead", read=False)
    sentence = "Four people were killed."
    assert tells(own, claims_of(sentence).sentences[0], sentence)
