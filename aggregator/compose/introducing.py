"""Who Mr. Harris is, and which coalition: what a line takes as told before gets it in brackets.

A person's full name and role stand in place of the surname, a role beside a full name, as the line's own
article gives them or else another of the story. A noun gets the one name that its article knows it by
(`aggregator.annotate.pointing`). Where there is more than one choice all stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aggregator.compose.material import COURTESY, Known, Material
from aggregator.compose.parts import source, words
from aggregator.models import Article, Part, PartKind, Pointer, Sentence
from aggregator.terms import stems

# More brackets than this make a line hard to read.
MOST_BRACKETS = 2
_NAME_BEFORE = re.compile(r"\b[A-Z][\w’'-]*[ ]\Z")


def introduced(material: Material, article: Article, sentence: Sentence, parts: Sequence[Part]) -> list[Part]:
    """Return a line's pieces with what its sentence points at told in brackets, once each."""
    line = "".join(part.text for part in parts)
    found = ((pointer, _bracket(material, article, pointer, line)) for pointer in sentence.pointers)
    told = [(pointer, bracket) for pointer, bracket in found if bracket][:MOST_BRACKETS]
    pieces: list[Part] = []
    for part in parts:
        if part.kind is PartKind.SOURCE and part.article == article.id:
            pieces += _pieces(article, part, told)
        else:
            pieces.append(part)
    return pieces


def full_name(material: Material, article: Article, name: str) -> Part | None:
    """Return a person's full name with the role beside it, None where two of the story share the surname."""
    known = material.person(article.id, name)
    return None if known is None else _joined(material, known)


def _pieces(article: Article, part: Part, told: Sequence[tuple[Pointer, Part]]) -> Iterator[Part]:
    begin = part.start
    for pointer, bracket in told:
        if not (begin <= pointer.start and pointer.end <= part.end):
            continue
        instead = not pointer.noun and " " not in _bare(article, pointer)
        yield from _cut(part, begin, pointer.start if instead else pointer.end)
        yield from (words("[" if instead else " ["), bracket, words("]"))
        begin = pointer.end
    yield from _cut(part, begin, part.end)


def _bare(article: Article, pointer: Pointer) -> str:
    """A mention without its "Mr."."""
    written = article.text[pointer.start : pointer.end]
    return COURTESY.sub("", written, count=1) if COURTESY.match(written) else written


def _bracket(material: Material, article: Article, pointer: Pointer, line: str) -> Part | None:
    """What the reader of a line is to be told of a thing that it points at, None where there is nothing."""
    if pointer.noun:
        told = source(article, *pointer.name) if pointer.name else None
    elif _NAME_BEFORE.search(article.text, 0, pointer.start):
        return None  # part of a longer name: "the Lady Maren"
    else:
        told = _of_person(material, article, _bare(article, pointer))
    return None if told is None or told.text in line or not set(stems(told.text)) - set(stems(line)) else told


def _of_person(material: Material, article: Article, written: str) -> Part | None:
    """The role of somebody named in full; name and role of somebody named by surname."""
    known = material.person(article.id, written)
    if known is None:
        return None
    if " " not in written:
        return _joined(material, known)
    return source(material.articles[known.article], *known.role) if known.role else None


def _joined(material: Material, known: Known) -> Part:
    """The run from a name to its role, which stand side by side."""
    name, role = known.name, known.role or known.name
    return source(material.articles[known.article], min(name[0], role[0]), max(name[1], role[1]))


def _cut(part: Part, begin: int, end: int) -> Iterator[Part]:
    if begin < end:
        text = part.text[begin - part.start : end - part.start]
        yield replace(part, text=text, start=begin, end=end)
