"""What a sentence points at outside itself: "the coalition", "Mr. Harris", "these talks".

A reader of the whole article was told before which coalition is meant, and who Mr. Harris is; a reader of one
line was not. A definite noun points back where its article has used the same noun before (a cheap and sure
sign of coreference: Vieira and Poesio 2000), unless it says itself which one it means ("the coalition of
teachers"). A person points back where they stand without the role that the article gave them elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from aggregator.annotate.document import Document, Line
from aggregator.annotate.entities import ORG, PERSON, Name
from aggregator.annotate.grammar import children
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.people import COURTESY, role_of_name
from aggregator.annotate.words import Words
from aggregator.models import Pointer, Span

_NOUNS = frozenset({"NN", "NNS"})
_DEFINITE = frozenset({"the", "that", "this", "these", "those", "such"})
_PERSONAL = frozenset({"he", "she", "him", "his", "her"})
_SHOWING = _DEFINITE - {"the"}
# Hung on a noun behind it, these say which one it is; before it, a name, a number or "only" does.
_SAYS_WHICH = frozenset({"acl", "acl:relcl", "appos", "nmod", "nummod", "ccomp", "advcl"})
_PICKS_OUT = frozenset({"JJS", "RBS", "CD", "NNP", "NNPS", "POS"})
_BESIDE = frozenset({"appos", "compound", "nmod:desc"})
_CALLED = frozenset({"call", "name", "title", "dub", "know"})


@dataclass
class Told:
    """What an article has told so far: nouns, and the name that each goes by (None: several, or none)."""

    nouns: set[str] = field(default_factory=set)
    names: dict[str, Span | None] = field(default_factory=dict)


def find_pointers(document: Document) -> list[tuple[Pointer, ...]]:
    """Return what each sentence of a document points at outside itself, in the order of the text."""
    told = Told()
    found = []
    for line in document.lines:
        nouns = list(_nouns(line, told))
        persons = list(_persons(line))
        pronouns = _pronouns(document, line)
        found.append(tuple(sorted([*nouns, *persons, *pronouns], key=lambda one: one.start)))
        _remember(document, line, told)
    return found


def _nouns(line: Line, told: Told) -> Iterator[Pointer]:
    own: set[str] = set()
    for place, word in enumerate(line.words):
        if word.tag not in _NOUNS:
            continue
        first = _definite(line.words, place)
        if first is not None and word.lemma not in own and _points(line.words, first, place, told):
            start, end = line.span((first, place + 1))
            yield Pointer(start=start, end=end, noun=word.lemma, name=told.names.get(word.lemma))
        own.add(word.lemma)


def _pronouns(document: Document, line: Line) -> Iterator[Pointer]:
    """The first "he" or "she" outside quotations before which the sentence has nobody for it to stand for."""
    people = {place for name in line.names if name.label == PERSON for place in range(name.start, name.end)}
    for place, word in enumerate(line.words):
        if place in people or (word.tag in _NOUNS and word.lemma in listed("pointing", "persons")):
            return
        if word.low in _PERSONAL and not _is_quoted(document, line.start + word.start):
            start, end = line.span((place, place + 1))
            yield Pointer(start=start, end=end, noun=word.low)
            return


def _is_quoted(document: Document, place: int) -> bool:
    return any(start <= place < end for start, end in document.quotations)


def _definite(words: Words, place: int) -> int | None:
    """Where the definite phrase that a noun heads begins, None where it is none or says which one it is."""
    hung = children(words, place)
    first = next((other for other in hung if other < place and words[other].low in _DEFINITE), None)
    if first is None or any(words[other].tag in _PICKS_OUT for other in range(first, place)):
        return None
    if words[first].low == "such" and words[first + 1].low == "as":
        return None
    if words[place + 1 : place + 2] and words[place + 1].tag in {"NN", "NNS", "NNP", "POS", "HYPH"}:
        return None  # part of a longer phrase
    behind = [other for other in hung if other > place and words[other].relation in _SAYS_WHICH]
    return None if behind else first


def _points(words: Words, first: int, place: int, told: Told) -> bool:
    lemma = words[place].lemma
    if lemma in listed("pointing", "known_to_all"):
        return False
    return lemma in told.nouns or words[first].low in _SHOWING or lemma in listed("pointing", "told_before")


def _remember(document: Document, line: Line, told: Told) -> None:
    """Add the nouns of a sentence, each with the name that stands with it."""
    for place, word in enumerate(line.words):
        if word.tag in _NOUNS:
            told.nouns.add(word.lemma)
            name = _name_with(line, place)
            if name is not None:
                _name(document, told, word.lemma, line.span((name.start, name.end)))
            elif _is_new(line.words, place):
                told.names[word.lemma] = None
    for name in line.names:
        noun = _noun_in(line, name)
        if noun in listed("pointing", "told_before"):
            told.nouns.add(noun)
            _name(document, told, noun, line.span((name.start, name.end)))


def _noun_in(line: Line, name: Name) -> str:
    """The noun in a name ("Brannoch Rail Federation") or before it ("Mayor Nessa Brody"), or ""."""
    if name.label == ORG and name.end - name.start > 1:
        return line.words[name.end - 1].low
    titled = name.label == PERSON and name.end - name.start > 1 and name.start
    return line.words[name.start - 1].low if titled else ""


def _is_new(words: Words, place: int) -> bool:
    """Whether a noun brings in a thing of its kind ("a group of parents"): then "the group" may be that."""
    return not any(
        words[other].low in _DEFINITE or words[other].tag == "PRP$" for other in children(words, place)
    )


def _name(document: Document, told: Told, lemma: str, span: Span) -> None:
    """Keep a noun's name: the first one, and none where a second one is told."""
    old = told.names.setdefault(lemma, span)
    if old is not None and not _alike(document.text[slice(*old)], document.text[slice(*span)]):
        told.names[lemma] = None


def _alike(one: str, other: str) -> bool:
    return one.lower() in other.lower() or other.lower() in one.lower()


def _name_with(line: Line, place: int) -> Name | None:
    """The name a noun goes with: "the ferry Aldona", "Aldona, a ferry", "a ferry called Aldona"."""
    words = line.words
    for name in line.names:
        inside = range(name.start, name.end)
        if place in inside:
            continue
        head = next((other for other in inside if words[other].head not in inside), name.start)
        over, relation = words[head].head, words[head].relation
        of_it = relation == "compound" and name.label == ORG and words[place].tag == "NN"
        beside = over == place and (relation in {"appos", "flat"} or of_it)
        named = place < name.start and words[place].head == head and words[place].relation in _BESIDE
        called = over >= 0 and words[over].lemma in _CALLED and words[over].head == place
        if beside or named or called:
            return name
    return None


def _persons(line: Line) -> Iterator[Pointer]:
    """The first mention of each person who stands in a sentence without a role."""
    seen: set[str] = set()
    for name in line.names:
        last = line.words[name.end - 1].low
        if name.label == PERSON and last not in seen and not _belongs(line, name):
            seen.add(last)
            if role_of_name(line, name) is None and not _is_told_of(line, name):
                start, end = line.span((_courtesy(line, name), name.end))
                yield Pointer(start=start, end=end)


def _is_told_of(line: Line, name: Name) -> bool:
    """Whether something behind a full name's comma may say who it is, though the tree does not."""
    after = line.words[name.end : name.end + 1]
    return bool(after) and after[0].text == "," and name.end - name.start > 1


def _courtesy(line: Line, name: Name) -> int:
    """Where a mention begins, with the "Mr." before it."""
    before = line.words[name.start - 1].low.strip(".") if name.start else ""
    return name.start - (before in COURTESY)


def _belongs(line: Line, name: Name) -> bool:
    """Whether a name only says whose a thing is: "Calder's boat", "the Calder campaign"."""
    words, after = line.words, line.words[name.end : name.end + 1]
    owned = bool(after) and (after[0].tag == "POS" or after[0].tag in _NOUNS)
    return owned or (words[name.end - 1].relation == "compound" and words[name.end - 1].head >= name.end)
