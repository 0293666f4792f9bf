"""Who tells which fact how: each fact gets a fate, each fate its tellings, and so its right verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from benchmarks.planted.worlds import Fact, World

UNNAMED = (
    "people familiar with the matter",
    "two officials who asked not to be named",
    "a source close to the talks",
)
ABOUT = ("about", "around", "nearly", "some")


class Fate(StrEnum):
    """What becomes of a fact, and so what an engine should say of it."""

    CONFIRMED = "confirmed"
    ROUNDED = "rounded"
    """One origin gives the figure, another rounds it: confirmed."""
    ON_RECORD = "on_record"
    ONE_ORIGIN = "single_origin"
    WIRE = "wire"
    """Many outlets, one wire: a single origin."""
    COPIED = "copied"
    """Two independent papers, one sentence word for word: a single origin."""
    FAMILY = "family"
    """Two papers of one owner: a single origin."""
    HEDGED = "hedged"
    UNNAMED = "unnamed_source"
    DENIED = "denied"
    CONFLICT = "figures_differ"
    UPDATE = "update"
    UNTOLD = "untold"


@dataclass(frozen=True)
class Told:
    """One sentence of a fact. `teller` is an outlet's number, `late` a report of half a day later."""

    teller: int
    text: str
    fact: str
    fate: Fate
    manner: str
    late: bool = False


# Outlets 0..4 are independent, 5 and 6 have one owner, 7 is the wire, 8 and 9 print the wire.
ALONE, OWNED, WIRE, PRINTERS = (0, 1, 2, 3, 4), (5, 6), 7, (8, 9)
# A rounded figure stands for the exact one from here on: "about 3 dead" is odd.
ROUND_FROM = 20
_LATER = 1.4
# How often an outlet gives a fact as what a body says.
OWNED_SHARE = 0.2


def lowered(sentence: str) -> str:
    """Return a sentence as it stands inside another: no stop, no capital on an article."""
    bare = sentence.rstrip(".")
    first, _, rest = bare.partition(" ")
    return f"{first.lower()} {rest}" if first in _SMALL else bare


_SMALL = frozenset(
    "A An The At On In By More Some No All Both One Two Three Most After About Nearly Around It".split()
)


def _numbered(text: str, world: World, fact: Fact, value: str | None = None) -> str:
    numbers = {key: str(number) for key, number in world.numbers.items()}
    if value is not None:
        numbers[fact.figure] = value
    return text.format_map(numbers)


def tell(world: World, fact: Fact, fate: Fate, chance: Random) -> list[Told]:
    """Return the sentences in which a fact of a fate is told."""
    return list(_TELLERS[fate](world, fact, chance))


def _plain(world: World, fact: Fact, fate: Fate, tellers: Sequence[int], chance: Random) -> Iterator[Told]:
    wordings = chance.sample(fact.say, len(tellers))
    for teller, wording in zip(tellers, wordings, strict=True):
        yield _stated(world, fact, fate, teller, wording, chance, owned=teller in ALONE)


def _stated(
    world: World, fact: Fact, fate: Fate, teller: int, wording: str, chance: Random, *, owned: bool
) -> Told:
    """A wording as an outlet's own, or now and then, if it may be `owned`, as a body's."""
    text = _numbered(wording, world, fact)
    if owned and chance.random() < OWNED_SHARE:
        return Told(teller, attributed(text, chance.choice(world.bodies), chance), fact.key, fate, "body")
    return Told(teller, text, fact.key, fate, "fact")


def attributed(text: str, who: str, chance: Random) -> str:
    """Return a sentence put in somebody's mouth, in one of three forms."""
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"{text.rstrip('.')}, {lowered(who)} said.",
        lambda: f"{who[:1].upper()}{who[1:]} said that {lowered(text)}.",
        lambda: f"According to {lowered(who)}, {lowered(text)}.",
    )
    return chance.choice(forms)()


def _confirmed(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    """Two to four independent origins state it, each in its own words; at least two as fact."""
    tellers = chance.sample(ALONE, chance.randint(2, 4))
    wordings = chance.sample(fact.say, len(tellers))
    for place, (teller, wording) in enumerate(zip(tellers, wordings, strict=True)):
        yield _stated(world, fact, Fate.CONFIRMED, teller, wording, chance, owned=place >= 2)


def _rounded(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    one, two = chance.sample(ALONE, 2)
    exact, rough = chance.sample(fact.say, 2)
    value = world.numbers[fact.figure]
    digits = 10 ** (len(str(value)) - 2)
    near = f"{chance.choice(ABOUT)} {round(value / digits) * digits:,}"
    yield Told(one, _numbered(exact, world, fact), fact.key, Fate.ROUNDED, "fact")
    text = _numbered(rough, world, fact, near)
    yield Told(two, text[:1].upper() + text[1:], fact.key, Fate.ROUNDED, "fact")


def _on_record(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    text = _numbered(chance.choice(fact.say), world, fact)
    teller = chance.choice(ALONE)
    yield Told(
        teller, attributed(text, chance.choice(world.officials), chance), fact.key, Fate.ON_RECORD, "named"
    )


def _one_origin(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    text = _numbered(chance.choice(fact.say), world, fact)
    yield Told(chance.choice(ALONE), text, fact.key, Fate.ONE_ORIGIN, "fact")


def _wire(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    """The wire's articles are printed whole by others, so one telling is three."""
    yield Told(WIRE, _numbered(chance.choice(fact.say), world, fact), fact.key, Fate.WIRE, "fact")


def _copied(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    text = _numbered(max(fact.say, key=len), world, fact)
    for teller in chance.sample(ALONE, 2):
        yield Told(teller, text, fact.key, Fate.COPIED, "fact")


def _family(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    for teller, wording in zip(OWNED, chance.sample(fact.say, 2), strict=True):
        yield Told(teller, _numbered(wording, world, fact), fact.key, Fate.FAMILY, "fact")


def _hedged(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    tellers = chance.sample(ALONE, chance.randint(1, 2))
    for teller, wording in zip(tellers, chance.sample(fact.hedged, len(tellers)), strict=True):
        yield Told(teller, _numbered(wording, world, fact), fact.key, Fate.HEDGED, "hedged")


def _unnamed(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    text = _numbered(chance.choice(fact.say), world, fact)
    yield Told(
        chance.choice(ALONE),
        attributed(text, chance.choice(UNNAMED), chance),
        fact.key,
        Fate.UNNAMED,
        "unnamed",
    )


def _denied(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    one, two, three = chance.sample(ALONE, 3)
    for told in _plain(world, fact, Fate.DENIED, (one, two), chance):
        yield Told(told.teller, told.text, fact.key, Fate.DENIED, told.manner)
    yield Told(three, _numbered(chance.choice(fact.denied), world, fact), fact.key, Fate.DENIED, "denial")


def _conflict(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    one, two = chance.sample(ALONE, 2)
    first, second = chance.sample(fact.say, 2)
    other = _other(world.numbers[fact.figure])
    yield Told(one, _numbered(first, world, fact), fact.key, Fate.CONFLICT, "fact")
    yield Told(two, _numbered(second, world, fact, str(other)), fact.key, Fate.CONFLICT, "fact")


def _update(world: World, fact: Fact, chance: Random) -> Iterator[Told]:
    """One early figure, then a higher one half a day later from two origins."""
    one, two, three = chance.sample(ALONE, 3)
    first, second, third = chance.sample(fact.say, 3)
    later = str(_other(world.numbers[fact.figure]))
    yield Told(one, _numbered(first, world, fact), fact.key, Fate.UPDATE, "early")
    yield Told(two, _numbered(second, world, fact, later), fact.key, Fate.UPDATE, "fact", late=True)
    yield Told(three, _numbered(third, world, fact, later), fact.key, Fate.UPDATE, "fact", late=True)


def _other(value: int) -> int:
    return max(value + 2, round(value * _LATER))


def _untold(_: World, __: Fact, ___: Random) -> Iterator[Told]:
    yield from ()


_TELLERS: dict[Fate, Callable[[World, Fact, Random], Iterator[Told]]] = {
    Fate.CONFIRMED: _confirmed,
    Fate.ROUNDED: _rounded,
    Fate.ON_RECORD: _on_record,
    Fate.ONE_ORIGIN: _one_origin,
    Fate.WIRE: _wire,
    Fate.COPIED: _copied,
    Fate.FAMILY: _family,
    Fate.HEDGED: _hedged,
    Fate.UNNAMED: _unnamed,
    Fate.DENIED: _denied,
    Fate.CONFLICT: _conflict,
    Fate.UPDATE: _update,
    Fate.UNTOLD: _untold,
}


def fates(fact: Fact, world: World) -> list[Fate]:
    """Return the fates a fact can have; the likelier ones more than once."""
    found = [Fate.CONFIRMED] * 4 + [
        Fate.ON_RECORD,
        Fate.ONE_ORIGIN,
        Fate.WIRE,
        Fate.COPIED,
        Fate.FAMILY,
        Fate.UNTOLD,
    ]
    found += [Fate.HEDGED, Fate.UNNAMED]
    if fact.denied:
        found += [Fate.DENIED] * 2
    if fact.figure:
        found += [Fate.CONFLICT, Fate.UPDATE] * 2
        if world.numbers[fact.figure] >= ROUND_FROM:
            found += [Fate.ROUNDED] * 2
    return found
