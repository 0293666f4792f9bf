"""What all mentions of a name in an article say together: its label, and where it stands unread.

A surname takes the label of its full name; a name read in one sentence is a name in the others, under the
label that all its mentions together make likeliest. A ship or spacecraft is none of the three kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from aggregator.annotate.entities import PERSON, Name, known_label, text_of
from aggregator.annotate.gazetteer import is_common
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.reader.decoding import NAME_KINDS
from aggregator.annotate.words import Words


def agree(sentences: Sequence[tuple[Words, list[Name]]]) -> list[list[Name]]:
    """Give each name the label its mentions together make likeliest; add mentions the reader passed over."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(NAME_KINDS))
    surnames: set[str] = set()
    for words, names in sentences:
        for name in names:
            if name.kinds:
                text = text_of(words[name.start : name.end])
                sums[text] = [a + b for a, b in zip(sums[text], name.kinds, strict=True)]
            if name.label == PERSON and name.end - name.start > 1:
                surnames.add(words[name.end - 1].low)
    labels = {text: NAME_KINDS[int(np.argmax(summed))] for text, summed in sums.items()}
    short = {form: label for words, names in sentences for form, label in _short_forms(words, names)}
    crafts = {text for words, names in sentences for text in _crafts(words, names)}
    longer = _longer(sentences)
    return [
        _without_crafts(
            words,
            _with_short_forms(words, _agreed(words, _whole(words, names, longer), labels, surnames), short),
            crafts,
        )
        for words, names in sentences
    ]


Longer = Mapping[str, Mapping[tuple[str, ...], Name]]
"""The names of several words of an article, as printed, by their first word."""


def _longer(sentences: Sequence[tuple[Words, list[Name]]]) -> Longer:
    found: dict[str, dict[tuple[str, ...], Name]] = defaultdict(dict)
    for words, names in sentences:
        for name in names:
            if name.end - name.start > 1 and name.kinds:
                text = tuple(word.text for word in words[name.start : name.end])
                found[text[0]][text] = name
    return found


def _whole(words: Words, names: list[Name], longer: Longer) -> list[Name]:
    """The names of a sentence, with every long one of the article that the reader saw only a part of here."""
    found = list(names)
    for start, word in enumerate(words):
        for text, name in longer.get(word.text, {}).items():
            end = start + len(text)
            if tuple(one.text for one in words[start:end]) == text:
                parts = [one for one in found if one.start < end and start < one.end]
                if all(start <= one.start and one.end <= end for one in parts):
                    found = [one for one in found if one not in parts]
                    found.append(replace(name, start=start, end=end))
    return sorted(found, key=lambda one: one.start)


def _crafts(words: Words, names: Sequence[Name]) -> Iterator[str]:
    """Names of ships and spacecraft, known by what stands before them: "the ferry Aldona", "USS Marl"."""
    for name in names:
        opening = [word.low for word in words[name.start : name.end]]
        prefix = next((one for one in _PREFIXES if opening[: len(one)] == list(one)), ())
        if prefix or (name.start and words[name.start - 1].text in listed("names", "crafts")):
            yield text_of(words[name.start : name.end])
            yield text_of(words[name.start + len(prefix) : name.end])


_PREFIXES = (("space", "shuttle"), *((one,) for one in ("uss", "hms", "hmcs", "rms", "mv")))


def _without_crafts(words: Words, names: list[Name], crafts: set[str]) -> list[Name]:
    return [one for one in names if text_of(words[one.start : one.end]) not in crafts]


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
        replace(one, label=short.get(words[one.start].text, one.label)) if one.end - one.start == 1 else one
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
    found = [replace(one, label=_voted(words, one, labels, surnames)) for one in names]
    taken = {place for one in found for place in range(one.start, one.end)}
    for place, word in enumerate(words):
        if place in taken or not word.is_name or not word.text[:1].isupper():
            continue
        if is_common(word.low) and not _is_surname(words, place, surnames):
            continue
        label = PERSON if word.low in surnames else labels.get(word.low, "")
        if label:
            found.append(Name(place, place + 1, label))
    return sorted(found, key=lambda one: one.start)


def _is_surname(words: Words, place: int, surnames: set[str]) -> bool:
    """Whether an ordinary word is the surname of somebody named: "King said", not "the King said"."""
    return words[place].low in surnames and place > 0 and words[place - 1].tag not in {"DT", "PRP$"}


def _voted(words: Words, name: Name, labels: Mapping[str, str], surnames: set[str]) -> str:
    if name.end - name.start == 1 and words[name.start].low in surnames:
        return known_label(words, name.start, name.end, PERSON) or PERSON
    label = labels.get(text_of(words[name.start : name.end]), name.label)
    return known_label(words, name.start, name.end, label) or label
