"""Named persons, organisations and places: the reader's names, held against gazetteers and the document.

A known country or body keeps its label whatever the reader says (a country is never a person); a surname
takes the label of its full name; a name read in one sentence is a name in the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aggregator.annotate.gazetteer import countries, demonyms, is_common, lowered
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.reader.decoding import Reading
from aggregator.annotate.words import Word, Words
from aggregator.models import Entity

PERSON, ORG, PLACE = "PERSON", "ORG", "PLACE"
# Small words and marks that never begin or end a name.
_EDGES = frozenset("of the and for & de in at on a an ' ’ ' - , . : ; \" “ ” ( ) 's ’s".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a sentence: places in its words, `end` exclusive, and its label."""

    start: int
    end: int
    label: str


def find_names(words: Words, reading: Reading) -> list[Name]:
    """Return the names of one sentence, in order, none inside another."""
    found = []
    for start, end, label in reading.names:
        start, end = _grown(words, *_trimmed(words, start, end), label)  # noqa: PLW2901 - the whole name
        bearer = _bearer(words, start, end)
        start, label = (bearer, PERSON) if bearer else (start, label)  # noqa: PLW2901
        if start < end and not _is_people(words, start, end):
            found.append(Name(start, end, _known_label(words, start, end) or label))
    found = [one for one in found if not any(one != two and _inside(one, two) for two in found)]
    return sorted([*found, *_missed_places(words, found)], key=lambda name: name.start)


def _inside(one: Name, two: Name) -> bool:
    return two.start <= one.start and one.end <= two.end


def _grown(words: Words, start: int, end: int, label: str) -> tuple[int, int]:
    """A body's or place's name with the name words hung on it: "Museum [of Flight]", "[Royal] Bank"."""
    if start >= end or label == PERSON:
        return start, end
    while start > 0 and _is_part(words, start - 1) and start <= words[start - 1].head < end:
        start -= 1
    while (
        end < len(words)
        and _is_part(words, end)
        and (start <= words[end].head < end or words[end - 1].head == end)
    ):
        end += 1
    follows = end + 1
    if follows < len(words) and words[end].low in {"of", "for"} and _is_part(words, follows) and label == ORG:
        last = follows
        while last + 1 < len(words) and _is_part(words, last + 1):
            last += 1
        if any(start <= words[place].head < end for place in range(follows, last + 1)):
            end = last + 1
    return start, end


def _is_part(words: Words, place: int) -> bool:
    return (
        words[place].is_name
        and words[place].text[:1].isupper()
        and words[place].relation.split(":")[0] != "appos"
    )


def _trimmed(words: Words, start: int, end: int) -> tuple[int, int]:
    """A name without marks at its ends, and without the title before a person's name."""
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


def _closes(words: Words, place: int) -> bool:
    """Whether a word may end a name; the stop of "Inc." may."""
    if words[place].text == ".":
        return place > 0 and words[place - 1].low in {"inc", "corp", "co", "ltd", "jr", "sr"}
    return words[place].text[:1].isalnum() and words[place].low not in _EDGES


def _is_people(words: Words, start: int, end: int) -> bool:
    """Whether a lone word names a people or a title, not a person or place."""
    low = words[start].low
    return end - start == 1 and (
        (low in demonyms() and low not in countries()) or low.strip(".") in listed("names", "titles")
    )


def _known_label(words: Words, start: int, end: int) -> str:
    text = _text(words[start:end])
    if text in lowered("organisations"):
        return ORG
    return PLACE if text in countries() or text in lowered("places") else ""


def _missed_places(words: Words, found: Sequence[Name]) -> Iterator[Name]:
    """Countries the reader passed over: of one word, capitalised, tagged as names."""
    taken = {place for name in found for place in range(name.start, name.end)}
    for place, word in enumerate(words):
        if place not in taken and word.is_name and word.text[:1].isupper() and word.low in countries():
            beside = words[place + 1] if place + 1 < len(words) else None
            if not (beside and beside.is_name and place + 1 not in taken):
                yield Name(place, place + 1, PLACE)


def agree(sentences: Sequence[tuple[Words, list[Name]]]) -> list[list[Name]]:
    """Give each name the label most of its mentions have; add mentions the reader passed over."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    surnames: set[str] = set()
    for words, names in sentences:
        for name in names:
            votes[_text(words[name.start : name.end])][name.label] += 1
            if name.label == PERSON and name.end - name.start > 1:
                surnames.add(words[name.end - 1].low)
    labels = {text: counted.most_common(1)[0][0] for text, counted in votes.items()}
    short = {form: label for words, names in sentences for form, label in _short_forms(words, names)}
    return [
        _with_short_forms(words, _agreed(words, names, labels, surnames), short) for words, names in sentences
    ]


def _short_forms(words: Words, names: Sequence[Name]) -> Iterator[tuple[str, str]]:
    """Letters given in brackets behind a name they stand for (Schwartz and Hearst 2003): the name's label."""
    for name in names:
        bracket = words[name.end : name.end + 3]
        if len(bracket) == 3 and (bracket[0].text, bracket[2].text) == ("(", ")"):  # noqa: PLR2004
            form = bracket[1].text
            initials = "".join(
                word.text[0] for word in words[name.start : name.end] if word.text[0].isupper()
            )
            if form.isupper() and len(form) > 1 and form in {initials, initials[1:]}:
                yield form, name.label


def _with_short_forms(words: Words, names: list[Name], short: Mapping[str, str]) -> list[Name]:
    """Names with every lone short form added, or relabelled: "WHO" is no question once it was explained."""
    relabelled = [
        Name(one.start, one.end, short.get(words[one.start].text, one.label))
        if one.end - one.start == 1
        else one
        for one in names
    ]
    taken = {place for one in names for place in range(one.start, one.end)}
    added = [
        Name(place, place + 1, short[word.text])
        for place, word in enumerate(words)
        if word.text in short and place not in taken
    ]
    return sorted([*relabelled, *added], key=lambda one: one.start)


def _agreed(words: Words, names: Sequence[Name], labels: Mapping[str, str], surnames: set[str]) -> list[Name]:
    found = [Name(one.start, one.end, _voted(words, one, labels, surnames)) for one in names]
    taken = {place for one in found for place in range(one.start, one.end)}
    for place, word in enumerate(words):
        if place in taken or not word.is_name or not word.text[:1].isupper() or is_common(word.low):
            continue
        label = PERSON if word.low in surnames else labels.get(word.low, "")
        if label:
            found.append(Name(place, place + 1, label))
    return sorted(found, key=lambda one: one.start)


def _voted(words: Words, name: Name, labels: Mapping[str, str], surnames: set[str]) -> str:
    known = _known_label(words, name.start, name.end)
    if known:
        return known
    if name.end - name.start == 1 and words[name.start].low in surnames:
        return PERSON
    return labels[_text(words[name.start : name.end])]


def _text(words: Sequence[Word]) -> str:
    """Lower-cased words with single spaces, hyphens closed up."""
    return " ".join(word.low for word in words).replace(" - ", "-")


def to_entity(sentence: str, offset: int, words: Words, name: Name) -> Entity:
    """Return the entity of a name; `offset` is where the sentence starts in the article."""
    start, end = words[name.start].start, words[name.end - 1].end
    return Entity(start=offset + start, end=offset + end, label=name.label, name=sentence[start:end])
