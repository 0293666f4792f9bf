"""False twins of a sentence: one number, name, date or "not" changed, so that both cannot be true."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

Change = Callable[[list[str], Sequence[Sequence[str]], Random], list[str] | None]

_SMALL = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_AUXILIARIES = frozenset(
    "is are was were has have had will would could can did does should may might".split()
)
_OPPOSITES = [
    ("rose", "fell"), ("increase", "decrease"), ("increased", "decreased"), ("won", "lost"), ("win", "lose"),
    ("accepted", "rejected"), ("approved", "rejected"), ("confirmed", "denied"), ("arrested", "released"),
    ("convicted", "acquitted"), ("guilty", "innocent"), ("opened", "closed"), ("more", "fewer"),
    ("before", "after"), ("north", "south"), ("east", "west"), ("first", "last"), ("killed", "injured"),
    ("dead", "alive"), ("gain", "loss"), ("up", "down"), ("higher", "lower"), ("supports", "opposes"),
    ("began", "ended"), ("hired", "fired"), ("joined", "left"), ("bought", "sold"), ("all", "none"),
]  # fmt: skip
_OPPOSITE = {a: b for pair in _OPPOSITES for a, b in (pair, pair[::-1])}


def _put(words: list[str], start: int, end: int, given: Sequence[str]) -> list[str]:
    return [*words[:start], *given, *words[end:]]


def other_number(words: list[str], _: Sequence[Sequence[str]], chance: Random) -> list[str] | None:
    """Change one number, in figures or in words."""
    places = [
        place
        for place, word in enumerate(words)
        if re.fullmatch(r"\d[\d,.]*", word) or word.lower() in _SMALL
    ]
    if not places:
        return None
    place = chance.choice(places)
    old = words[place]
    if old.lower() in _SMALL:
        new = chance.choice([word for word in _SMALL if word != old.lower()])
    else:
        digits = [spot for spot, sign in enumerate(old) if sign.isdigit()]
        spot = chance.choice(digits[:2])
        new = old[:spot] + chance.choice([d for d in "123456789" if d != old[spot]]) + old[spot + 1 :]
    return _put(words, place, place + 1, [new])


def runs_of_capitals(words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where names stand: runs of capitalised words, the sentence's first word and days left aside."""
    found: list[tuple[int, int]] = []
    for place, word in enumerate(words):
        if place and word[:1].isupper() and word[1:2].islower() and word not in {*_DAYS, *_MONTHS}:
            if found and found[-1][1] == place:
                found[-1] = (found[-1][0], place + 1)
            else:
                found.append((place, place + 1))
    return found


def other_name(words: list[str], names: Sequence[Sequence[str]], chance: Random) -> list[str] | None:
    """Put another name in the place of one."""
    runs = runs_of_capitals(words)
    if not runs:
        return None
    start, end = chance.choice(runs)
    same_size = [name for name in names if len(name) == end - start and set(name).isdisjoint(words)]
    return _put(words, start, end, chance.choice(same_size)) if same_size else None


def names_swapped(words: list[str], _: Sequence[Sequence[str]], chance: Random) -> list[str] | None:
    """Let two names change places: who did it to whom."""
    runs = runs_of_capitals(words)
    if len(runs) < 2:
        return None
    (a, b), (c, d) = sorted(chance.sample(runs, 2))
    return [*words[:a], *words[c:d], *words[b:c], *words[a:b], *words[d:]]


def other_date(words: list[str], _: Sequence[Sequence[str]], chance: Random) -> list[str] | None:
    """Change a weekday, a month or a year."""
    places = [
        place
        for place, word in enumerate(words)
        if word in _DAYS or word in _MONTHS or re.fullmatch(r"(?:19|20)\d\d", word)
    ]
    if not places:
        return None
    place = chance.choice(places)
    old = words[place]
    kind = next((kind for kind in (_DAYS, _MONTHS) if old in kind), None)
    new = chance.choice([one for one in kind if one != old]) if kind else str(int(old) - chance.randint(1, 9))
    return _put(words, place, place + 1, [new])


def denied(words: list[str], _: Sequence[Sequence[str]], chance: Random) -> list[str] | None:
    """Turn yes to no: drop a "not", add one, or put an opposite."""
    for place, word in enumerate(words):
        if word.lower() in {"not", "n't", "n’t"}:
            return _put(words, place, place + 1, [])
    opposites = [place for place, word in enumerate(words) if word in _OPPOSITE]
    auxiliaries = [place for place, word in enumerate(words) if word in _AUXILIARIES]
    if opposites and (not auxiliaries or chance.random() < 0.5):
        place = chance.choice(opposites)
        return _put(words, place, place + 1, [_OPPOSITE[words[place]]])
    if auxiliaries:
        place = chance.choice(auxiliaries)
        return _put(words, place + 1, place + 1, ["not"])
    return None


CHANGES: tuple[Change, ...] = (other_number, other_name, names_swapped, other_date, denied)


def changed(words: Sequence[str], names: Sequence[Sequence[str]], chance: Random) -> list[str] | None:
    """Return the sentence with one thing changed, or None where nothing can be."""
    for change in chance.sample(CHANGES, len(CHANGES)):
        found = change(list(words), names, chance)
        if found is not None and found != list(words):
            return found
    return None
