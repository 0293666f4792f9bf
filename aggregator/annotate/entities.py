"""Named persons, organisations and places of one sentence: the reader's names, held against gazetteers.

A country is a place whatever the reader says, and no known place or body is a person. What an article's
mentions of one name say together is decided in `mentions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aggregator.annotate.gazetteer import countries, demonyms, lowered
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.reader.decoding import Reading
from aggregator.annotate.words import Word, Words
from aggregator.models import Entity

PERSON, ORG, PLACE = "PERSON", "ORG", "PLACE"
# "Marl University's school of law": a body's name, and what it owns.
_OWNING = frozenset({"'s", "’s"})
# Small words and marks that never begin or end a name.
_EDGES = frozenset("of the and for & de in at on a an ' ’ ' - , . : ; \" “ ” ( ) 's ’s".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a sentence: places in its words, `end` exclusive, its label, and what speaks for each kind.

    `kinds` are logarithms in the order of `NAME_KINDS`, empty for a name the reader passed over.
    """

    start: int
    end: int
    label: str
    kinds: tuple[float, ...] = ()


def find_names(words: Words, reading: Reading) -> list[Name]:
    """Return the names of one sentence, in order, none inside another."""
    found = []
    for start, end, label in reading.names:
        start, end = _grown(words, *_trimmed(words, start, end), label)  # noqa: PLW2901 - the whole name
        bearer = _bearer(words, start, end)
        start, label = (bearer, PERSON) if bearer else (start, label)  # noqa: PLW2901
        if label != PERSON:
            end, label = _without_office(words, start, end, label)  # noqa: PLW2901
        if start < end and not _is_people(words, start, end) and not _is_letter(words, start, end):
            kinds = () if bearer else _log_kinds(reading, start, end)
            found.append(Name(start, end, known_label(words, start, end, label) or label, kinds))
    found = _outermost(found)
    return sorted([*found, *_missed_places(words, found)], key=lambda name: name.start)


def _outermost(names: Sequence[Name]) -> list[Name]:
    """The names that stand in no other, each once."""
    by_span = {(one.start, one.end): one for one in names}
    return [
        one
        for one in by_span.values()
        if not any(one is not two and _inside(one, two) for two in by_span.values())
    ]


# One word that the reader is sure is of no such kind may not decide over all mentions of a name.
_LEAST_CHANCE = 0.02


def _log_kinds(reading: Reading, start: int, end: int) -> tuple[float, ...]:
    """The mean logarithm of the chances of a name's words to be of each kind."""
    return tuple(np.log(np.add(reading.kinds[start:end], _LEAST_CHANCE)).mean(0).tolist())


def _inside(one: Name, two: Name) -> bool:
    return two.start <= one.start and one.end <= two.end


def _grown(words: Words, start: int, end: int, label: str) -> tuple[int, int]:
    """A body's or place's name with the name words hung on it: "Museum [of Flight]", "[Royal] Bank"."""
    if start >= end or label == PERSON:
        return start, end
    while start > 0 and is_part(words, start - 1) and start <= words[start - 1].head < end:
        start -= 1
    while (
        end < len(words)
        and is_part(words, end)
        and (start <= words[end].head < end or words[end - 1].head == end)
    ):
        end += 1
    follows = end + 1
    if follows < len(words) and words[end].low in {"of", "for"} and is_part(words, follows) and label == ORG:
        last = follows
        while last + 1 < len(words) and is_part(words, last + 1):
            last += 1
        if any(start <= words[place].head < end for place in range(follows, last + 1)):
            end = last + 1
    return start, end


def is_part(words: Words, place: int) -> bool:
    """Return whether a word may be part of a name: capitalised, tagged as one, no apposition."""
    return (
        words[place].is_name
        and words[place].text[:1].isupper()
        and words[place].relation.split(":")[0] != "appos"
    )


def _trimmed(words: Words, start: int, end: int) -> tuple[int, int]:
    """A name without marks at its ends, without the title before a person's name, without what it owns."""
    owned = [place for place in range(start + 1, end - 1) if words[place].low in _OWNING]
    if owned and words[owned[0] + 1].text.islower():
        end = owned[0]
    while start < end and (words[start].low in _EDGES or not words[start].text[:1].isalnum()):
        start += 1
    while start < end and not _closes(words, end - 1):
        end -= 1
    while end - start > 1 and _is_title(words, start):
        start += 1
    return start, end


def _is_title(words: Words, place: int) -> bool:
    """Whether a word is a title. In "Defence Minister Gen Arai" the minister's first name is Gen."""
    low = words[place].low.strip(".")
    after_title = place > 0 and words[place - 1].low.strip(".") in listed("names", "titles")
    return low in listed("names", "titles") and not (after_title and low in _RANKS_OR_NAMES)


_RANKS_OR_NAMES = frozenset({"gen", "major", "judge", "king", "prince", "pope", "dean", "miss", "sen"})


def _bearer(words: Words, start: int, end: int) -> int | None:
    """Where the person begins whose title stands inside a name: "Transport Minister [Ada Holm]"."""
    titles = [place for place in range(start + 1, end - 1) if _is_title(words, place)]
    behind = words[titles[0] + 1 : end] if titles else ()
    return (
        titles[0] + 1 if behind and all(word.is_name and word.text[:1].isupper() for word in behind) else None
    )


def _without_office(words: Words, start: int, end: int, label: str) -> tuple[int, str]:
    """The end of a body's or place's name and its label, where the name ends with an office.

    "Attorney General" names an office, no body, and "Varn County Sheriff" a county and an office; but "Varn
    County Sheriff's Office" is a body.
    """
    last = end
    while last > start and _is_title(words, last - 1):
        last -= 1
    if last == end:
        return end, label
    if end < len(words) and words[end].low == "'s":
        body = end + 1
        while body < len(words) and is_part(words, body):
            body += 1
        if body > end + 1 and words[body - 1].low in lowered("bodies"):
            return body, ORG
    return last, label


def _closes(words: Words, place: int) -> bool:
    """Whether a word may end a name; the stop of "Inc." may."""
    if words[place].text == ".":
        return place > 0 and words[place - 1].low in {"inc", "corp", "co", "ltd", "jr", "sr"}
    return words[place].text[:1].isalnum() and words[place].low not in _EDGES


def _is_letter(words: Words, start: int, end: int) -> bool:
    return end - start == 1 and len(words[start].text) == 1


def _is_people(words: Words, start: int, end: int) -> bool:
    """Whether a lone word names a people, or with "the" an office: not a person or place."""
    low = words[start].low
    if end - start != 1:
        return False
    office = start > 0 and words[start - 1].tag in {"DT", "PRP$", "JJ"}
    return (low in demonyms() and low not in countries()) or (
        office and low.strip(".") in listed("names", "titles")
    )


def known_label(words: Words, start: int, end: int, label: str) -> str:
    """The label of a country; of a listed place or body that was taken for a person.

    A city may stand for its team or its government, so the reader decides between the other two.
    """
    text = text_of(words[start:end])
    if text in countries() or (label == PERSON and text in lowered("places")):
        return PLACE
    return ORG if label == PERSON and text in lowered("organisations") else ""


def _missed_places(words: Words, found: Sequence[Name]) -> Iterator[Name]:
    """Countries the reader passed over: of one word, capitalised, tagged as names."""
    taken = {place for name in found for place in range(name.start, name.end)}
    for place, word in enumerate(words):
        if place not in taken and word.is_name and word.text[:1].isupper() and word.low in countries():
            beside = words[place + 1] if place + 1 < len(words) else None
            if not (beside and beside.is_name and place + 1 not in taken):
                yield Name(place, place + 1, PLACE)


def text_of(words: Sequence[Word]) -> str:
    """Lower-cased words with single spaces, hyphens closed up."""
    return " ".join(word.low for word in words).replace(" - ", "-")


def to_entity(sentence: str, offset: int, words: Words, name: Name) -> Entity:
    """Return the entity of a name; `offset` is where the sentence starts in the article."""
    start, end = words[name.start].start, words[name.end - 1].end
    return Entity(start=offset + start, end=offset + end, label=name.label, name=sentence[start:end])
