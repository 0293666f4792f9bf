"""Sentences put a little otherwise: the day in front, no "the", figures in words. They still say the same.

Twins with a change (`training.changed`) teach that sentences alike but for one word conflict; without these,
anything nearly alike is taken for such a twin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from random import Random

from aggregator.annotate.words import tokens_of
from training.examples import Example
from training.planted import SAME

SEED = 4
# So often a sentence is put otherwise twice.
TWICE = 0.35
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_ON = rf"(?:late |early )?on {_DAY}(?: morning| evening| night)?"
_TIME = rf"(?:{_ON}|in {_MONTH}|(?:last|next) (?:week|month|year))"
_PLACE = r"(?:in|off|near|at|outside) (?:the )?[A-Z][\w'-]+(?: [A-Z][\w'-]+)*"
_NUMBERS = dict(
    zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True)
)
_SPEAKERS = ("police", "officials", "the ministry", "the company", "a spokesman", "the court", "the council")
# Words that open a sentence with a capital and are no names.
_COMMON = frozenset(
    "The A An In At On Its His Her Their More Some Several Police Officials Two Three After Before".split()
)
Putting = Callable[[str, Random], str]


def _lowered(text: str) -> str:
    first, _, rest = text.partition(" ")
    return f"{first.lower() if first in _COMMON else first} {rest}"


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_front(text: str, chance: Random) -> str:
    """Put the time or place at the end of a sentence before it."""
    found = re.match(rf"^(.+?) ({_TIME}|{_PLACE})\.$", text)
    comma = chance.choice([",", ",", ""])
    return f"{_raised(found[2])}{comma} {_lowered(found[1])}." if found else text


def behind(text: str, _: Random) -> str:
    """Put the time that opens a sentence at its end."""
    found = re.match(rf"^({_TIME}),? (.+)\.$", text, re.IGNORECASE)
    return f"{_raised(found[2])} {found[1][:1].lower()}{found[1][1:]}." if found else text


def moved(text: str, _: Random) -> str:
    """Put a day from the middle of a sentence at its end."""
    found = re.search(rf" (on {_DAY})(?=[ ,])", text)
    return f"{text[: found.start()]}{text[found.end() :].rstrip('.')} {found[1]}." if found else text


def said(text: str, chance: Random) -> str:
    """Put a sentence in somebody's mouth."""
    who = chance.choice(_SPEAKERS)
    form = chance.choice([f", {who} said.", f", according to {who}."])
    return text if re.search(r"\b(?:said|according)\b", text) else text.rstrip(".") + form


def counted(text: str, _: Random) -> str:
    """Write a small number in words for figures, or in figures for words."""
    for word, value in _NUMBERS.items():
        if re.search(rf"\b{word}\b", text):
            return re.sub(rf"\b{word}\b", str(value), text, count=1)
        figure = rf"(?<![\d.,:])\b{value}\b(?![.,:%]?\d|%)"
        if re.search(figure, text):
            return re.sub(figure, word, text, count=1)
    return text


def printed(text: str, chance: Random) -> str:
    """Print a sentence by another house's rules: no article, comma, stop or "on"; other quotes or tenses."""
    old, new = chance.choice(
        [(" the ", " "), (",", ""), (r"\.$", ""), (rf" on (?={_DAY})", " "), ("'", "’"),
         (r" percent| per cent|%", chance.choice([" percent", " per cent", "%"])), (r"\bhas been\b", "was")]
    )  # fmt: skip
    return re.sub(old, new, text, count=1)


PUTTINGS: tuple[Putting, ...] = (in_front, behind, moved, said, counted, printed, printed)


def reworded(texts: Iterable[str]) -> Iterator[Example]:
    """Yield each sentence beside itself put otherwise, where a way drawn by chance does put it otherwise."""
    for text in texts:
        chance = Random(f"{SEED} {text}")
        other = chance.choice(PUTTINGS)(text, chance)
        if chance.random() < TWICE:
            other = chance.choice(PUTTINGS)(other, chance)
        if other != text:
            yield Example(tokens_of(text), "reworded", other=tokens_of(other), compared=SAME)
