"""An invented event as articles of ten outlets, with what each sentence of them tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from aggregator.models import Article, Story
from benchmarks.planted.telling import ALONE, OWNED, PRINTERS, WIRE, Fate, Told, fates, tell
from benchmarks.planted.worlds import World

OUTLETS = ("Aldbrook Ledger", "Port Sennen Echo", "Carrow Tribune", "Northfold Gazette", "Vale Courier",
           "Mereside Post", "Mereside Evening Post", "Norden Wire", "Stanmoor Mail",
           "Hollin Star")  # fmt: skip
START = datetime(2026, 9, 17, 6, 0, tzinfo=UTC)
LATE_HOURS = 14
# Background sentences of an article, none of them in a second one: whole sentences shared are a copy's.
MOST_COLOUR = 2
# How often a look-alike of a told fact stands in an article, and how often a question is answered.
NEAR_SHARE, ANSWERED_SHARE = 0.25, 0.5
# Which wording of the first fact an outlet has: each its own, but the two papers of one owner one.
_LEADS = {**{teller: teller for teller in (*ALONE, OWNED[0])}, OWNED[1]: OWNED[0], WIRE: WIRE - 1}
Span = tuple[int, int]


@dataclass(frozen=True)
class Planted:
    """One story with its truth: what each sentence tells, each fact's fate, which questions are open."""

    story: Story
    articles: tuple[Article, ...]
    told: Mapping[str, Mapping[Span, Told]]
    fates: Mapping[str, Fate]
    answered: Mapping[str, bool]
    """For each slot of `aggregator.kinds` that the world knows: whether anybody tells it."""


def plant(world: World, chance: Random) -> Planted:
    """Return a story of a world: its first fact is told by all, each other meets a fate of its own."""
    chosen = {fact.key: chance.choice(fates(fact, world)) for fact in world.facts[1:]}
    told = [one for fact in world.facts[1:] for one in tell(world, fact, chosen[fact.key], chance)]
    told += _near(world, chosen, chance)
    told += _answers(world, chance)
    answered = {fact.slot: chosen.get(fact.key) is not Fate.UNTOLD for fact in world.facts if fact.slot}
    for ask in world.asks:
        if ask.slot:
            is_told = any(one.fact == ask.question for one in told)
            answered[ask.slot] = is_told or answered.get(ask.slot, False)
    articles, places = _written(world, told, chance)
    story = Story(id=f"{world.name}", articles=tuple(article.id for article in articles))
    return Planted(story, tuple(articles), places, {world.facts[0].key: Fate.CONFIRMED, **chosen}, answered)


def _plain(world: World, text: str) -> str:
    return text.format_map({key: str(value) for key, value in world.numbers.items()})


def _answers(world: World, chance: Random) -> list[Told]:
    """What readers ask, told by one outlet for some of the questions."""
    asked = [ask for ask in world.asks if chance.random() < ANSWERED_SHARE]
    return [
        Told(
            chance.choice(ALONE), _plain(world, chance.choice(ask.told)), ask.question, Fate.UNTOLD, "answer"
        )
        for ask in asked
    ]


def _near(world: World, chosen: Mapping[str, Fate], chance: Random) -> list[Told]:
    """Look-alikes: they share the words of a fact that is told and must not vouch for it."""
    return [
        Told(
            chance.choice(ALONE),
            _plain(world, chance.choice(fact.near)),
            f"near {fact.key}",
            Fate.UNTOLD,
            "near",
        )
        for fact in world.facts[1:]
        if chosen[fact.key] is not Fate.UNTOLD and chance.random() < NEAR_SHARE
    ]


def _written(
    world: World, told: Sequence[Told], chance: Random
) -> tuple[list[Article], dict[str, dict[Span, Told]]]:
    articles: list[Article] = []
    places: dict[str, dict[Span, Told]] = {}
    first = world.facts[0]
    leads = chance.sample(first.say, len(first.say))
    colour = chance.sample(world.colour, len(world.colour))
    for teller in (*ALONE, *OWNED, WIRE):
        for late in (False, True):
            own = [one for one in told if one.teller == teller and one.late == late]
            if own or (teller == WIRE and not late):
                wording = leads[_LEADS[teller] % len(leads)]
                lead = Told(teller, _plain(world, wording), first.key, Fate.CONFIRMED, "fact")
                chance.shuffle(own)
                filler, colour = colour[:MOST_COLOUR], colour[MOST_COLOUR:]
                article, spans = _article(world, teller, [lead, *own], filler, chance, late=late)
                articles.append(article)
                places[article.id] = spans
    for printer in PRINTERS:
        copy, spans = _printed(next(one for one in articles if one.outlet == OUTLETS[WIRE]), places, printer)
        articles.append(copy)
        places[copy.id] = spans
    return articles, places


def _article(
    world: World, teller: int, told: Sequence[Told], colour: Sequence[str], chance: Random, *, late: bool
) -> tuple[Article, dict[Span, Told]]:
    """Paragraphs of one or two sentences; background and open ends between and behind."""
    filler = [_plain(world, text) for text in colour]
    if chance.random() < 0.3:
        filler.append(_plain(world, chance.choice(world.open)))
    lines: list[Told | str] = [*told]
    for text in filler:
        lines.insert(chance.randint(1, len(lines)), text)
    text, spans = "", {}
    for line in lines:
        sentence = line if isinstance(line, str) else line.text
        text += "\n\n" if text and chance.random() < 0.5 else " " if text else ""
        if not isinstance(line, str):
            spans[len(text), len(text) + len(sentence)] = line
        text += sentence
    published = START + timedelta(minutes=chance.randint(0, 180), hours=LATE_HOURS * late)
    outlet = OUTLETS[teller]
    return Article(
        id=f"{world.name}-{teller}{'-late' * late}",
        text=text,
        title=_plain(world, chance.choice(world.headlines)),
        outlet=outlet,
        family="mereside-group" if teller in OWNED else outlet.lower().replace(" ", "-"),
        published=published,
    ), spans


def _printed(
    wire: Article, places: Mapping[str, Mapping[Span, Told]], printer: int
) -> tuple[Article, dict[Span, Told]]:
    """The wire's text in another paper; one of the two says whose it is."""
    outlet = OUTLETS[printer]
    copy = Article(
        id=f"{wire.id}-printed-{printer}",
        text=wire.text,
        title=wire.title,
        outlet=outlet,
        family=outlet.lower().replace(" ", "-"),
        published=wire.published and wire.published + timedelta(minutes=30),
        credits=("Norden Wire",) if printer == PRINTERS[0] else (),
    )
    return copy, dict(places[wire.id])
