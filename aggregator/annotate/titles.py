"""What an article says of a person beside the name: titles before it, appositions behind it."""

from __future__ import annotations

from aggregator.annotate.document import Document, Line
from aggregator.annotate.entities import Name
from aggregator.annotate.gazetteer import demonyms
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Word

_MALE, _FEMALE = (
    frozenset({"mr", "mr.", "sir", "lord"}),
    frozenset({"mrs", "mrs.", "ms", "ms.", "miss", "lady", "dame"}),
)


def gender_of(line: Line, name: Name) -> str:
    """Return "m" or "f" where a courtesy title tells, else ""."""
    before = line.words[name.start - 1].low if name.start else ""
    return "m" if before in _MALE else "f" if before in _FEMALE else ""


def role_of(document: Document, line: Line, name: Name) -> str:
    """What stands before a person's name as a title, or behind it between commas."""
    first = name.start
    while first > 0 and _belongs_to_title(line.words[first - 1]):
        first -= 1
    while first < name.start and line.words[first].tag == "POS":
        first += 1
    title = document.text[slice(*line.span((first, name.start)))] if first < name.start else ""
    if any(word.low.strip(".") in listed("names", "titles") for word in line.words[first : name.start]):
        return title
    return _behind(document, line, name) or (
        title if title and title.lower() not in demonyms() and title[0].islower() else ""
    )


def _belongs_to_title(word: Word) -> bool:
    return word.tag in {"NN", "NNP", "JJ", "NNPS", "HYPH", "POS"} and word.low not in _MALE | _FEMALE


def _behind(document: Document, line: Line, name: Name) -> str:
    """As in "Naoko Aoki, political scientist at RAND, ...": a noun phrase set off by commas."""
    words, comma = line.words, name.end
    if (
        comma + 2 >= len(words)
        or words[comma].tag != ","
        or words[comma + 1].tag not in {"DT", "NN", "JJ", "NNP", "PRP$"}
    ):
        return ""
    end = comma + 1
    while end < len(words) and words[end].tag not in {",", ".", ":", "''", "-RRB-"}:
        if words[end].tag in {"VBD", "VBZ", "VBP", "MD", "CC"}:
            return ""
        end += 1
    return (
        document.text[slice(*line.span((comma + 1, end)))]
        if any(
            word.low
            in listed("names", "titles")
            | listed("sources", "offices", "unnamed", "spokespeople")
            | {"associate", "fellow"}
            for word in words[comma + 1 : end]
        )
        else ""
    )
