"""Blocks, then sentences, as exact offsets into the text.

Lines, bullets and labels ("Q:", "Summary:") are cut first, so that no heading runs into a sentence. Inside a
block a full stop ends a sentence unless an abbreviation, an initial, an ellipsis in a quotation, a bracket or
what follows says otherwise. Closing quotes and brackets stay with the sentence they close.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from aggregator.annotate.lexicon import words

# A line at least this long that ends without a stop may be hard-wrapped text, not a heading.
WRAPPED_FROM = 60
# Brackets closed within this many characters hold an aside, inside which no sentence ends.
LONGEST_ASIDE = 300
# A longer run of text without a stop is no sentence, and much that is done with a sentence takes time that
# grows with the square of its length: it is cut at a space.
LONGEST_SENTENCE = 2_000
# Characters before an initial in which the name before it is looked for.
NAME_BEFORE = 60

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BULLET = re.compile(r"\s*(?:[-–—*•‣◦▪●■►·]+\s+|\(?\d{1,2}[.)]\s+(?=\S)|[a-z]\)\s+)")
_STOP = re.compile(
    # A run of stops is taken whole or not at all: trying its parts costs the square of its length.
    r"(?<![.!?…])(?P<mark>(?:\.\s){2,}\.|[.!?…]++)(?P<close>[\"”’'»)\]}]*(?:\[\d+\])*)(?=(?P<gap>\s+|(?<=[\"”»])(?=[A-Z“])|$))"
)
_WORD_BEFORE = re.compile(r"[^\s\"“”‘(\[{/—–]+$")
_NEXT_WORD = re.compile(r"[\"“”‘'(\[{«]*([^\W_][\w’'.-]*)?")
_INITIAL = re.compile(r"(?:[A-Z]|[A-Z]\.-?[A-Z]|[A-Z][a-z]?\.[A-Z])$")
_CLOSERS = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, heading or label: `text[start:end]`. `stopped` tells sentences from headings."""

    start: int
    end: int
    paragraph: int
    label: bool = False
    stopped: bool = True


def split(text: str) -> list[Piece]:
    """Return the sentences of a text in order; none is empty, none has white space at its ends."""
    found: list[Piece] = []
    for number, (start, end) in enumerate(_blocks(text)):
        opens = _skip_bullet(text, start, end)
        label = _label_end(text, opens, end)
        if label:
            found.append(Piece(opens, label, number, label=True, stopped=False))
        for first, last in _sentences(text, label or opens, end):
            found.append(
                Piece(first, last, number, stopped=text[first:last].rstrip("\"”’')]»")[-1:] in ".!?…")
            )
    return found


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines, hard-wrapped ones joined again."""
    held: tuple[int, int] | None = None
    for match in _LINE.finditer(text):
        line = _stripped(text, *match.span())
        if line is None:
            continue
        if held and _wrapped(text, held, line):
            held = (held[0], line[1])
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _wrapped(text: str, held: tuple[int, int], line: tuple[int, int]) -> bool:
    """Whether a line goes on in the next: it is long, unfinished, and the next begins in lower case."""
    last_line = text.rfind("\n", held[0], held[1]) + 1 or held[0]
    return (
        held[1] - last_line >= WRAPPED_FROM
        and text.count("\n", held[1], line[0]) <= 1
        and text[held[1] - 1] not in '.!?…:"”'
        and text[line[0]].islower()
    )


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _skip_bullet(text: str, start: int, end: int) -> int:
    bullet = _BULLET.match(text, start, end)
    return bullet.end() if bullet and bullet.end() < end else start


def _label_end(text: str, start: int, end: int) -> int:
    """Return where a label at the start of a block ends, or 0: "Summary: ..." but not "Meloni: ..."."""
    colon = text.find(":", start, min(end, start + 40))
    if colon < 0 or text[colon + 1 : colon + 2].strip():
        return 0
    return colon + 1 if text[start:colon].lower() in words("sentences", "labels") else 0


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    asides = _asides(text, start, end)
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and not _inside(stop, asides) and _ends(text, first, stop, end):
            yield from _bounded(text, first, stop.end())
            first = stop.end()
    yield from _bounded(text, first, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give a sentence, or the parts of one that is longer than any."""
    while span := _stripped(text, start, end):
        start, cut = span[0], span[1]
        if cut - start > LONGEST_SENTENCE:
            space = text.rfind(" ", start, start + LONGEST_SENTENCE)
            cut = space if space > start else start + LONGEST_SENTENCE
        part = _stripped(text, start, cut)
        if part:
            yield part
        start = cut


def _inside(stop: re.Match[str], asides: list[tuple[int, int]]) -> bool:
    """Whether a stop stands in a bracket; only those opened shortly before it can hold it."""
    for place in range(bisect_left(asides, (stop.start(), 0)) - 1, -1, -1):
        opened, closed = asides[place]
        if opened < stop.start() - LONGEST_ASIDE:
            return False
        if stop.end() <= closed:
            return True
    return False


def _asides(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Brackets that open inside a sentence and close soon after."""
    found = []
    for opened in re.finditer(r"(?<=[^.!?\s] )[(\[]|(?<=[^\s.!?])[(\[]", text[start:end]):
        closed = text.find(
            _CLOSERS[opened[0]], start + opened.end(), min(end, start + opened.end() + LONGEST_ASIDE)
        )
        if closed >= 0:
            found.append((start + opened.start(), closed))
    return found


def _ends(text: str, first: int, stop: re.Match[str], end: int) -> bool:
    """Whether a sentence ends at a stop that is followed by more text."""
    following = _NEXT_WORD.match(text, stop.end("gap"), end)
    word = (following[1] or "") if following else ""
    if word[:1].islower() and not _is_brand(word):
        return False
    if stop["close"] and _names_speaker(text, stop.end("gap"), end, stop["mark"]):
        return False
    if "!" in stop["mark"] or "?" in stop["mark"]:
        return True
    if "…" in stop["mark"] or ".." in stop["mark"] or ". ." in stop["mark"]:
        return not text[stop.start() - 1 : stop.start()].isspace() and bool(word) and word[0].isupper()
    before = _WORD_BEFORE.search(text, max(first, stop.start() - 30), stop.start())
    return (
        stop["close"] != ""
        or not before
        or not _abbreviates(before[0], word, text[max(first, before.start() - NAME_BEFORE) : before.start()])
    )


def _is_brand(word: str) -> bool:
    """Names like "iPhone" begin a sentence in lower case."""
    return word[1:2].isupper()


def _names_speaker(text: str, start: int, end: int, mark: str) -> bool:
    """Whether a quotation's end is followed by who said it: “Will it hold?” Ms. Arden asked."""
    if "." in mark:
        return False
    return bool(_spoken_pattern().match(text, start, min(end, start + 80)))


@cache
def _spoken_pattern() -> re.Pattern[str]:
    """Up to five words of a name or title, then a verb of saying."""
    verbs = "|".join(sorted(words("sentences", "asked")))
    return re.compile(rf"(?:[Tt]he\s+|[Aa]n?\s+)?(?:[\w.’'-]+\s+){{1,5}}?(?:{verbs})\b")


def _abbreviates(before: str, after: str, head: str) -> bool:  # noqa: PLR0911 - the first list that has it
    """Whether the full stop behind `before` belongs to the word, `after` being the next one."""
    bare = before.lower().strip("'’")
    if bare in words("sentences", "clock") and after.lower() in words("sentences", "weekdays"):
        return True
    starter = after.lower() in words("sentences", "starters")
    if bare in words("sentences", "before_number"):
        return after[:1].isdigit()
    if bare in words("sentences", "before_name"):
        return bool(after)
    if bare in words("sentences", "months"):
        return after[:1].isdigit()
    if bare in words("sentences", "inside"):
        return True
    if bare in words("sentences", "maybe_last") or "." in before:
        return bool(after) and not starter
    if _INITIAL.match(before):
        return bool(after) and not (starter and not re.search(r"[A-Z][\w’'.-]*\s$", head))
    return False
