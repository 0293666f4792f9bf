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
from aggregator.extract.decoding import without_controls

BULLET = re.compile(r"^(?:[-*•·▪●‣◦]\s+)+")
PARAGRAPHS = re.compile(r"\n\s*\n")

START_PARAGRAPHS = 8
"""Paragraphs from the top in which a byline or a time may stand, as long as no text came before."""

END_PARAGRAPHS = 4
"""Paragraphs from the bottom in which a line about the author may stand."""

TEXT_CHARS = 120
"""From this length on a paragraph is text, and the start is over."""

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

    Paragraphs are separated by blank lines. Cleaning a cleaned text changes nothing.
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
    dateline, agency, kept = _without_dateline(kept)
    kept, signed = _without_signature(kept)
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


# --- datelines and agencies ------------------------------------------------------------------------


@cache
def _dateline() -> re.Pattern[str]:
    months = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
    date = rf"(?:{months}\s+\d{{1,2}}|\d{{1,2}}\s+{months})(?:,?\s+\d{{4}})?"
    capitals = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’/-]+(?:[\s/][A-ZÀ-Þ][A-ZÀ-Þ.'’/-]*){0,4}"
    region = r",\s+[A-ZÀ-Þ][\w.'’]+(?:\s[A-ZÀ-Þ][\w.'’]+){0,3}"
    place = rf"{capitals}(?:{region})?"
    mixed = r"[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){0,2}(?:,\s+[A-ZÀ-Þ][\w.'’]+(?:\s[A-ZÀ-Þ][\w.'’]+)?)?"
    agency = r"\((?P<{}>[A-Z][\w./&’' -]{{1,40}})\)"
    dash = r"\s*(?:[-–—―]{1,2}|:)\s+"
    return re.compile(
        rf"(?:(?P<a>{place}(?:,?\s+{date})?|{mixed}(?:,?\s+{date})?|{date})\s*{agency.format('x')}(?:{dash}|\s+(?=[A-Z“\"]))"
        rf"|{agency.format('y')}\s*[-–—―]{{1,2}}\s+"
        rf"|(?P<b>{place}(?:,?\s+{date})?)\s*[-–—―]{{1,2}}\s+)"
        r"(?=[A-Z0-9“\"‘'$£€])"
    )


def _without_dateline(kept: list[str]) -> tuple[str, str, list[str]]:
    """Take the dateline off the first paragraph that has one near the top."""
    for number, line in enumerate(kept[:START_PARAGRAPHS]):
        match = _dateline().match(line)
        if match and len(line) > match.end():
            place = (match["a"] or match["b"] or "").strip(" ,")
            agency = match["x"] or match["y"] or ""
            rest = [*kept[:number], line[match.end() :], *kept[number + 1 :]]
            return place, canonical_agency(agency) if agency else "", rest
        if len(line) >= TEXT_CHARS:
            break
    return "", "", kept


SIGNED = re.compile(r"\s*(?:[–—-]{1,2}\s*|\()(?P<agency>[A-Z][A-Za-z. -]{1,24}?)\)?\.?$")


def _without_signature(kept: list[str]) -> tuple[list[str], str]:
    """Take a closing "(AP)" or "– Reuters" off the last paragraph."""
    match = SIGNED.search(kept[-1]) if kept else None
    agency = known_agency(match["agency"]) if match else ""
    if not match or not agency:
        return kept, ""
    rest = kept[-1][: match.start()].rstrip()
    return [*kept[:-1], *([rest] if rest else [])], agency


@cache
def _agencies() -> dict[str, str]:
    """Every name of an agency as it is written, and the short name it is credited by."""
    listed: dict[str, list[str]] = yaml.safe_load(data_file("agencies.yaml"))
    return {name: short for short, names in listed.items() for name in names}


@cache
def _agency_names() -> re.Pattern[str]:
    names = sorted(_agencies(), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, names)) + r")(?![\w-])")


def known_agency(name: str) -> str:
    """Return the short name of an agency, or "" where it is none we know."""
    return _agencies().get(name.strip(), "")


def canonical_agency(name: str) -> str:
    """Return the short name of an agency; one we do not know keeps its own."""
    return known_agency(name) or name.strip()


def agencies_in(line: str) -> list[str]:
    """Return the agencies that a line of credits names, by their short names, each once."""
    return list(dict.fromkeys(_agencies()[name] for name in _agency_names().findall(line)))


# --- the patterns ----------------------------------------------------------------------------------


@cache
def _rules() -> tuple[_Rule, ...]:
    agencies = "|".join(map(re.escape, sorted(_agencies(), key=len, reverse=True)))
    return tuple(
        _Rule(Fate(group["fate"]), group["at"], group["max"], _compiled(pattern, agencies))
        for group in yaml.safe_load(data_file("boilerplate.yaml"))
        for pattern in group["patterns"]
    )


def _compiled(pattern: str, agencies: str) -> re.Pattern[str]:
    if pattern.endswith("..."):
        pattern = pattern[:-3] + ".*"
    return re.compile(pattern.replace("{agency}", agencies), re.IGNORECASE)
