"""Quotations: where they open and close in an article, over sentences and paragraphs.

A paragraph that opens with a quotation mark while the quotation before it was never closed goes on with it,
as newspapers print long quotations.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from aggregator.models import Span

# Single quotes count as quotations only around this many characters: shorter ones are titles or irony.
SHORTEST_SINGLE = 20

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SINGLE = re.compile(rf"‘[^‘’“”]{{{SHORTEST_SINGLE},}}(?:’\w[^‘’“”]*)*[.,!?]’(?!\w)")
# Some papers type two single marks for a double one.
_MARK = re.compile(r"[“„«”»\"]|''|``|’’|‘‘")
_OPENS, _CLOSES, _STRAIGHT = ("“", "„", "«", "``", "‘‘"), ("”", "»", "’’"), ('"', "''")


def find_quotations(text: str) -> list[Span]:
    """Return the quotations of a text with their marks, in order; they never overlap.

    A quotation over several paragraphs is one span per paragraph: use `joined` to know which belong together.
    """
    found: list[Span] = []
    for line in _LINE.finditer(text):
        found.extend(_in_line(text, line.start(), line.end()))
    if not found:
        found = [match.span() for match in _SINGLE.finditer(text)]
    return found


def _in_line(text: str, start: int, end: int) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text, start, end):
        straight = mark[0] in _STRAIGHT
        if opened is None:
            if mark[0] in _OPENS or (straight and not _is_inch(text, mark.start())):
                opened = mark
        elif mark[0] in _CLOSES or (straight and opened[0] in _STRAIGHT):
            yield opened.start(), mark.end()
            opened = None
    if opened and (opened[0] in _OPENS or opened.start() == start or text[opened.start() - 1].isspace()):
        yield opened.start(), end


def _is_inch(text: str, place: int) -> bool:
    """A straight mark after a digit is a measure: 6' 2"."""
    return place > 0 and text[place - 1].isdigit()


def joined(text: str, quotations: Sequence[Span]) -> list[bool]:
    """Return for each quotation whether the one before it, left open at its paragraph's end, goes on."""
    flags = [False] * len(quotations)
    for place, (before, after) in enumerate(pairwise(quotations), 1):
        unclosed = not text.endswith(_CLOSES + _STRAIGHT, before[0] + 1, before[1])
        flags[place] = unclosed and not text[before[1] : after[0]].strip()
    return flags


def quoted_share(quotations: Sequence[Span], start: int, end: int) -> float:
    """Return which share of text[start:end] stands in quotations, 0..1."""
    inside = sum(
        max(0, min(end, last) - max(start, first)) for first, last in overlapping(quotations, start, end)
    )
    return inside / (end - start) if end > start else 0.0


def overlapping(quotations: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return the quotations that share a character with text[start:end]."""
    first = max(0, bisect_right(quotations, (start, start)) - 1)
    found = []
    for place in range(first, len(quotations)):
        if quotations[place][0] >= end:
            break
        if quotations[place][1] > start:
            found.append(quotations[place])
    return found
