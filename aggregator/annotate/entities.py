"""Named persons, organisations and places: runs of name words, weighed by gazetteers and by their neighbours.

A name is labelled from its own words (a title or first name, a body's head word, a known place), then from
the document: a surname takes the label of its full name, an abbreviation that of what it abbreviates. A
country is never a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.annotate.gazetteer import countries, demonyms, is_common, lowered
from aggregator.annotate.grammar import verb_groups
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.name_runs import run_end
from aggregator.annotate.words import Word, Words
from aggregator.models import Entity

PERSON, ORG, PLACE = "PERSON", "ORG", "PLACE"
# An abbreviation in capitals has at most so many letters; a name in capitals is somebody shouting.
LONGEST_ACRONYM = 6
# A person's name has this many words, hyphens counted.
PERSON_WORDS = range(2, 6)

_LOCATIVE = frozenset({"in", "near", "across", "outside", "throughout"})
_PLACE_FIRST = frozenset(
    {"lake", "mount", "mt.", "san", "santa", "saint", "st.", "los", "las", "fort", "cape", "port", "el"}
)
_DIRECTIONS = frozenset(
    """north south east west northern southern eastern western central greater upper lower upstate downtown
    southeast southwest northeast northwest""".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of name words in a sentence: places in its words, `end` exclusive, and its label if known."""

    start: int
    end: int
    label: str


def find_names(words: Words) -> list[Name]:
    """Return the name runs of one sentence with the label their words and neighbours give ("" if none)."""
    found: list[Name] = []
    place = 0
    while place < len(words):
        end = run_end(words, place)
        if end > place:
            found.extend(_labelled(words, place, end))
        place = max(end, place + 1)
    return found


def _labelled(words: Words, start: int, end: int) -> list[Name]:
    """The names in a run: titles cut off, "Japan Prime Minister X" parted, each with its label."""
    first = start
    last_title = _last_title(words, start, end)
    if last_title >= 0 and (words[last_title + 1].text[:1].isupper() or words[last_title + 1].text == "["):
        found = _labelled(words, first, _before_title(words, first, last_title)) if last_title > first else []
        return (
            [*found, Name(last_title + 1, end, PERSON)]
            if not _is_organisation(words, last_title + 1, end)
            else [Name(first, end, ORG)]
        )
    if words[end - 1].low.strip(".") in listed("names", "titles") and end - start > 1:
        end -= 1
    while (
        start < end
        and words[start].low in demonyms()
        and end - start > 1
        and not _is_organisation(words, start, end)
    ):
        start += 1
    if start >= end or (
        end - start == 1 and (words[start].low in demonyms() or words[start].low in listed("names", "titles"))
    ):
        return []
    return [Name(start, end, _label(words, start, end))]


def _last_title(words: Words, start: int, end: int) -> int:
    """The last title in a run, or -1. In "Defence Minister Gen Arai" the minister's first name is Gen."""
    titles = [
        place for place in range(start, end - 1) if words[place].low.strip(".") in listed("names", "titles")
    ]
    if len(titles) > 1 and titles[-1] == end - 2 and words[titles[-1]].low in _RANKS_OR_NAMES:
        return titles[-2]
    return titles[-1] if titles else -1


_RANKS_OR_NAMES = frozenset({"gen", "major", "judge", "king", "prince", "pope", "dean", "miss", "sen"})


def _before_title(words: Words, start: int, title: int) -> int:
    """Where a name before a title ends ("U.S. | Defense Secretary"): only a known place or body counts."""
    for end in range(title, start, -1):
        text = " ".join(word.low for word in words[start:end])
        if text in countries() or text in lowered("organisations") or text in lowered("places"):
            return end
    return start


def _is_organisation(words: Words, start: int, end: int) -> bool:
    lows = [word.low.strip(".") for word in words[start:end]]
    heads = listed("names", "organisation_words")
    return " ".join(lows) in lowered("organisations") or (
        len(lows) > 1
        and (
            lows[-1] in heads
            or lows[0] in heads
            or any(low in heads for low in lows[:-1] if "of" in lows or "for" in lows)
        )
    )


def _label(words: Words, start: int, end: int) -> str:  # noqa: PLR0911 - the first sign decides
    lows = [word.low for word in words[start:end]]
    text = " ".join(lows).replace(" - ", "-")
    if text in lowered("organisations"):
        return ORG
    if text in countries() or text in lowered("places"):
        return PLACE
    if lows[0] in listed("names", "first_names") and not _is_organisation(words, start, end):
        return PERSON
    if _is_organisation(words, start, end):
        return ORG
    if (lows[-1] in listed("names", "place_words") or lows[0] in _PLACE_FIRST) and len(lows) > 1:
        return PLACE
    behind = " ".join(lows[1:])
    if lows[0] in _DIRECTIONS and (behind in countries() or behind in lowered("places")):
        return PLACE
    if text in lowered("surnames"):
        return PERSON
    return _by_neighbours(words, start, end)


def _by_neighbours(words: Words, start: int, end: int) -> str:
    before = words[start - 1].low if start else ""
    after = words[end].low if end < len(words) else ""
    size = end - start
    if size == 1 and words[start].text.isupper() and 1 < len(words[start].text) <= LONGEST_ACRONYM:
        return "" if words[start].low in listed("names", "no_bodies") else ORG
    if after in {"who", "whose"} or (
        size in {2, 3} and after == "," and end + 1 < len(words) and words[end + 1].tag == "CD"
    ):
        return PERSON
    speaks = any(
        group.start in {end, end + 1} and group.lemma in listed("reporting", "say", "think")
        for group in verb_groups(words)
    )
    said_before = (
        start > 0
        and words[start - 1].lemma in listed("reporting", "inverted")
        and words[start - 1].tag[:1] == "V"
    )
    ordinary = size == 1 and start == 0 and is_common(words[start].low)
    if (speaks or said_before) and before != "the" and not ordinary:
        return PERSON
    if before in _LOCATIVE and size == 1:
        return PLACE
    if before == "the" and size > 1:
        return ORG
    return ""


def agree(sentences: Sequence[tuple[Words, list[Name]]]) -> list[list[Name]]:
    """Give each name the label most of its mentions in the document have; drop names that stay unknown."""
    votes: dict[str, Counter[str]] = {}
    surnames: dict[str, str] = {}
    for words, names in sentences:
        for name in names:
            if name.label:
                votes.setdefault(text_of(words, name), Counter())[name.label] += 1
                if name.label == PERSON and name.end - name.start > 1:
                    surnames.setdefault(words[name.end - 1].low, PERSON)
    return [
        [agreed for name in names if (agreed := _agreed(words, name, votes, surnames)).label]
        for words, names in sentences
    ]


def text_of(words: Sequence[Word], name: Name) -> str:
    """The words of a name, lower-cased, with single spaces."""
    return " ".join(word.low for word in words[name.start : name.end])


def _agreed(words: Words, name: Name, votes: Mapping[str, Counter[str]], surnames: Mapping[str, str]) -> Name:
    text = text_of(words, name)
    if text in countries() or text in lowered("organisations"):
        return name
    if name.end - name.start == 1 and text in surnames:
        return Name(name.start, name.end, PERSON)
    if text in votes:
        return Name(name.start, name.end, votes[text].most_common(1)[0][0])
    return name if name.label else Name(name.start, name.end, _guess(words, name))


def _guess(words: Words, name: Name) -> str:
    """Two or three words that are no ordinary words are a person; a lone or ordinary one stays unlabelled."""
    inside = words[name.start : name.end]
    letters = all(
        word.text.replace("-", "").replace(".", "").isalpha() for word in inside if word.tag != "HYPH"
    )
    strange = not is_common(inside[-1].low) and not any(word.low in countries() for word in inside)
    if len(inside) in PERSON_WORDS and letters and strange and not inside[0].text.isupper():
        return PERSON
    return ORG if len(inside) > 1 and inside[0].text.isupper() and len(inside[0].text) > 1 else ""


def to_entity(sentence: str, offset: int, words: Words, name: Name) -> Entity:
    """Return the entity of a name; `offset` is where the sentence starts in the article."""
    start, end = words[name.start].start, words[name.end - 1].end
    return Entity(start=offset + start, end=offset + end, label=name.label, name=sentence[start:end])
