"""What is no sentence of an article leaves its text: one cleaner for pages, text files and JSON lines.

It works on whole paragraphs by the patterns of `boilerplate.yaml`, each bound to a length and a place, and
takes the dateline off the first sentence. What carries facts is kept beside the text: the dateline, the
agencies credited, and the editors' own notices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import yaml

from aggregator.extract.data import data_file
from aggregator.extract.datelines import (
    TEXT_CHARS,
    agencies_in,
    agency_names,
    without_dateline,
    without_signature,
)
from aggregator.extract.decoding import without_controls

BULLET = re.compile(r"^(?:[-*•·▪●‣◦]\s+)+")
PARAGRAPHS = re.compile(r"\n\s*\n")

START_PARAGRAPHS = 8
"""Paragraphs from the top in which a byline or a time may stand, as long as no text came before."""

END_PARAGRAPHS = 4
"""Paragraphs from the bottom in which a line about the author may stand."""

MAX_LISTED = 8
"""Headlines dropped after a label such as "Most read"."""

MAX_HEADLINE_WORDS = 24
MAX_NOTICES = 10
MAX_CREDITS = 6


class Fate(StrEnum):
    """What becomes of a paragraph."""

    KEEP = "keep"
    DROP = "drop"
    LABEL = "label"
    CREDIT = "credit"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """A cleaned text, its paragraphs separated by a blank line, and what was taken out of it as fact."""

    text: str
    dateline: str = ""
    credits: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class _Rule(NamedTuple):
    fate: Fate
    at: str
    longest: int
    pattern: re.Pattern[str]


def clean_text(text: str, titles: Iterable[str] = ()) -> CleanText:
    """Return the text without what is no sentence of it; `titles` are repeated headlines to leave out.

    Paragraphs are separated by blank lines.
    """
    return clean_paragraphs(PARAGRAPHS.split(text), titles)


def clean_paragraphs(paragraphs: Iterable[str], titles: Iterable[str] = ()) -> CleanText:
    """Return the same for a text that is already taken apart."""
    lines = [line for line in map(_folded, paragraphs) if line]
    kept: list[str] = []
    credits_: list[str] = []
    notices: list[str] = []
    headlines = {_letters(title) for title in titles}
    for line, fate in _fates(lines, headlines):
        if fate is Fate.KEEP:
            kept.append(line)
        elif fate is Fate.NOTICE:
            notices.append(line)
        elif fate is Fate.CREDIT:
            credits_ += agencies_in(line)
    dateline, agency, kept = without_dateline(kept)
    signed, kept = without_signature(kept)
    named = dict.fromkeys([*filter(None, (agency, signed)), *credits_])
    return CleanText(
        text="\n\n".join(kept),
        dateline=dateline,
        credits=tuple(named)[:MAX_CREDITS],
        notices=tuple(dict.fromkeys(notices))[:MAX_NOTICES],
    )


def _folded(paragraph: str) -> str:
    return BULLET.sub("", " ".join(without_controls(paragraph).split()))


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _fates(lines: Sequence[str], headlines: set[str]) -> Iterator[tuple[str, Fate]]:
    started = False
    listed = 0
    for number, line in enumerate(lines):
        place = "start" if not started and number < START_PARAGRAPHS else ""
        place = "end" if len(lines) - number <= END_PARAGRAPHS and started else place
        fate = _fate(line, place)
        if fate is Fate.KEEP and _letters(line) in headlines:
            fate = Fate.DROP
        if fate is Fate.KEEP and listed and _is_headline(line):
            listed -= 1
            fate = Fate.DROP
        else:
            listed = MAX_LISTED if fate is Fate.LABEL else listed if fate is Fate.DROP else 0
        started = started or (fate is Fate.KEEP and len(line) >= TEXT_CHARS)
        yield line, fate


def _fate(line: str, place: str) -> Fate:
    for rule in _rules():
        if rule.at in ("any", place) and len(line) <= rule.longest and rule.pattern.fullmatch(line):
            return rule.fate
    return Fate.KEEP


def _is_headline(line: str) -> bool:
    return line[-1] not in '.!:;,”"’' and len(line.split()) <= MAX_HEADLINE_WORDS


# --- the patterns ----------------------------------------------------------------------------------


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(Fate(group["fate"]), group["at"], group["max"], _compiled(pattern))
        for group in yaml.safe_load(data_file("boilerplate.yaml"))
        for pattern in group["patterns"]
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    if pattern.endswith("..."):
        pattern = pattern[:-3] + ".*"
    return re.compile(pattern.replace("{agency}", agency_names()), re.IGNORECASE)
