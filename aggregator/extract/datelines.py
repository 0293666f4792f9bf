"""Datelines and credits: where a text was written, and by which news agency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import yaml

from aggregator.extract.data import data_file

LOOK_AT = 5
"""Paragraphs from the top that may carry the dateline: a byline or a summary can stand before it."""

TEXT_CHARS = 120
"""From this length on a paragraph is text; no dateline is looked for after it."""

NO_PLACES = frozenset(
    """BREAKING UPDATE UPDATED EXCLUSIVE ANALYSIS OPINION EXPLAINER WATCH LIVE NEW WARNING CORRECTION NOTE
    PHOTOS VIDEO SPOILER FACT CHECK QUESTION ANSWER STORY TOP NEWS""".split()
)
"""Words in capitals before a dash that are labels and no places."""

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
DATE = rf"(?:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH})(?:,?\s+\d{{4}})?"
NAME = r"[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){0,2}"
CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’/-]+(?:[\s/][A-ZÀ-Þ][A-ZÀ-Þ.'’/-]*){0,3}"
DASH = r"[-–—―]{1,2}"

DATELINE = re.compile(
    rf"(?P<place>(?:(?P<capitals>{CAPITALS})(?:,\s+{NAME})?|{NAME}(?:,\s+{NAME})?)(?:,?\s+{DATE})?|{DATE})?"
    rf"\s*(?:\((?P<agency>[A-Z][\w./&’' -]{{1,40}})\))?"
    rf"(?P<end>\s*(?:{DASH}|:)\s+|(?<=\))\s+)(?=[\w“\"‘'$£€])"
)
"""``PLACE, Region, Sept. 14 (AGENCY) —``, each part of which may be missing."""

SIGNATURE = re.compile(r"\s*(?:[–—-]{1,2}\s*|\()(?P<agency>[A-Z][A-Za-z. -]{1,24}?)\)?\.?$")
"""``(AP)`` or ``– Reuters`` at the end of a text."""


def without_dateline(paragraphs: Sequence[str]) -> tuple[str, str, list[str]]:
    """Take the dateline off the text. Return the place and date, the agency, and the paragraphs."""
    for number, line in enumerate(paragraphs[:LOOK_AT]):
        match = DATELINE.match(line)
        if match and _is_dateline(match):
            rest = [*paragraphs[:number], line[match.end() :], *paragraphs[number + 1 :]]
            return (match["place"] or "").strip(" ,"), canonical_agency(match["agency"] or ""), rest
        if len(line) >= TEXT_CHARS:
            break
    return "", "", list(paragraphs)


def _is_dateline(match: re.Match[str]) -> bool:
    """Whether it is no sentence that begins alike: "Ann Lee (Labour) Monday", "WARNING — Do not"."""
    agency, capitals = match["agency"] or "", match["capitals"] or ""
    dashed = bool(match["end"].strip())
    if agency:
        named = capitals or agency.isupper() or (not match["place"] and " " in agency)
        return bool(known_agency(agency)) or (dashed and bool(named))
    labels = NO_PLACES.intersection(capitals.replace("/", " ").split())
    return bool(capitals) and not labels and ":" not in match["end"]


def without_signature(paragraphs: Sequence[str]) -> tuple[str, list[str]]:
    """Take a closing "(AP)" or "– Reuters" off the last paragraph. Return the agency and the paragraphs."""
    match = SIGNATURE.search(paragraphs[-1]) if paragraphs else None
    agency = known_agency(match["agency"]) if match else ""
    if not match or not agency:
        return "", list(paragraphs)
    rest = paragraphs[-1][: match.start()].rstrip()
    return agency, [*paragraphs[:-1], *([rest] if rest else [])]


@cache
def agencies() -> dict[str, str]:
    """Return every name of an agency as it is written, and the short name it is credited by."""
    listed: dict[str, list[str]] = yaml.safe_load(data_file("agencies.yaml"))
    return {name: short for short, names in listed.items() for name in names}


@cache
def agency_names() -> str:
    """Return a pattern of all names of agencies, the longest first."""
    return "|".join(map(re.escape, sorted(agencies(), key=len, reverse=True)))


@cache
def _whole_names() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{agency_names()})(?![\w-])")


def known_agency(name: str) -> str:
    """Return the short name of an agency, or "" where it is none we know."""
    return agencies().get(name.strip(), "")


def canonical_agency(name: str) -> str:
    """Return the short name of an agency; one we do not know keeps its own."""
    return known_agency(name) or name.strip()


def agencies_in(line: str) -> list[str]:
    """Return the agencies that a line of credits names, by their short names, each once."""
    return list(dict.fromkeys(agencies()[name] for name in _whole_names().findall(line)))
