"""Print a sentence as newsrooms do: headlines, capitals, lost apostrophes, curly quotes, missing stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

SMALL = frozenset(
    "a an and as at but by for from in into nor of off on onto or out over per the to up via with".split()
)
# How often a sentence is printed each way; chosen so that most stay as they are.
CAPITALS, HEADLINE, LOWER, NO_APOSTROPHE, CURLY, NO_STOP = 0.03, 0.07, 0.02, 0.03, 0.25, 0.08


def printed(words: Sequence[str], chance: Random) -> list[str]:
    """Return a sentence's words in another print; places stay as they are."""
    found = list(words)
    draw = chance.random()
    for share, change in ((CAPITALS, str.upper), (HEADLINE, _capital), (LOWER, str.lower)):
        if draw < share:
            found = _each(found, change)
            break
        draw -= share
    if chance.random() < NO_APOSTROPHE:
        found = [word.replace("'", "").replace("’", "") or word for word in found]
    if chance.random() < CURLY:
        found = _curly(found)
    if chance.random() < NO_STOP and len(found) > 1 and found[-1] == ".":
        found[-1] = found[-1] if chance.random() < 0.5 else ";"
    return found


def _each(words: Sequence[str], change: Callable[[str], str]) -> list[str]:
    return [change(word) for word in words]


def _capital(word: str) -> str:
    return word if word.lower() in SMALL else word[:1].upper() + word[1:]


def _curly(words: Sequence[str]) -> list[str]:
    found, opened = [], False
    for word in words:
        if word in {'"', "``", "''"}:
            opened = not opened
            found.append("“" if opened else "”")
        else:
            found.append(word.replace("'", "’"))
    return found
