"""Whose "the federation" is: a noun that needs its owner gets the name the article gives it, in brackets.

Only where the article leaves one choice: a body whose name ends in the noun ("Railway Workers' Federation"),
or a person named beside the office ("the mayor, Nessa Brody"), both before; else the noun stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aggregator.compose.parts import source, words
from aggregator.models import Annotation, Article, Claim, Part, PartKind, SourceKind, Span

BODIES = frozenset(
    """agency airline association authority bank board bureau centre center church club coalition college
    commission committee company council court department federation firm foundation fund group hospital
    institute laboratory league ministry museum operator organisation organization party regulator school
    service society team tribunal trust union university office""".split()
)
OFFICES = frozenset(
    """ambassador archbishop bishop captain chair chairman chairwoman chancellor chief coach commander
    commissioner director general governor judge king leader lawyer manager mayor minister president premier
    principal prosecutor queen secretary senator sheriff spokesman spokesperson spokeswoman""".split()
)
_NOUN = "|".join(sorted(BODIES | OFFICES))
_OPENING = re.compile(rf"[“\"]?The (?:[a-z]+(?:-[a-z]+)? )?({_NOUN})\b(?! (?:of|for|and) )(?!['’])")


def with_owner(article: Article, annotation: Annotation, claim: Claim, parts: list[Part]) -> list[Part]:
    """Return a line's pieces with the owner of its first noun behind it, where that is clear."""
    first = parts[0]
    found = _OPENING.match(first.text) if first.kind is PartKind.SOURCE else None
    if found is None:
        return parts
    noun = (first.start + found.start(1), first.start + found.end(1))
    owner = _owner(article, annotation, claim, noun)
    if owner is None or article.text[slice(*owner)] in "".join(part.text for part in parts):
        return parts
    cut = noun[1] - first.start
    front = replace(first, text=first.text[:cut], end=noun[1])
    back = replace(first, text=first.text[cut:], start=noun[1])
    return [front, words(" ["), source(article, *owner), words("]"), back, *parts[1:]]


def _owner(article: Article, annotation: Annotation, claim: Claim, noun: Span) -> Span | None:
    speaker, word = claim.source, article.text[slice(*noun)]
    if (
        speaker.start <= noun[0] < speaker.end
        and speaker.name_span
        and speaker.kind is not SourceKind.UNNAMED
    ):
        own = speaker.start <= speaker.name_span[0] < speaker.end
        fits = (
            speaker.kind is SourceKind.PERSON if word in OFFICES else speaker.kind is SourceKind.ORGANISATION
        )
        return speaker.name_span if fits and not own else None
    if word in BODIES:
        named = _bodies(annotation, word, noun[0])
    elif word in OFFICES:
        named = _holders(article, annotation, word, noun[0])
    else:
        return None
    spans = dict(named)
    return next(iter(spans.values())) if len(spans) == 1 else None


def _bodies(annotation: Annotation, word: str, before: int) -> Iterator[tuple[str, Span]]:
    """The bodies named earlier whose name ends in a word, or begins with it ("University of Arden")."""
    for entity in annotation.entities:
        own = entity.name.lower().split()
        if entity.end <= before and entity.label == "ORG" and len(own) > 1 and word in (own[-1], own[0]):
            yield entity.name, (entity.start, entity.end)


def _holders(article: Article, annotation: Annotation, word: str, before: int) -> Iterator[tuple[str, Span]]:
    """The persons named earlier right behind an office, by surname."""
    office = re.compile(rf"\b{word}\b(?: of [A-Z][\w’' -]{{1,40}})?,? \Z", re.IGNORECASE)
    for entity in annotation.entities:
        named = entity.end <= before and entity.label == "PERSON" and " " in entity.name
        if named and office.search(article.text[max(0, entity.start - 70) : entity.start]):
            yield entity.name.split()[-1], (entity.start, entity.end)
