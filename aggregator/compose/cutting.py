"""From a claim to a line: a source sentence, cut where it dangles, its speaker named, its age told.

Nothing is rewritten. A sentence that cannot stand alone after these cuts gives no line.
"""

from __future__ import annotations

import re
from dataclasses import replace

from aggregator.compose.dating import aged
from aggregator.compose.introducing import full_name, introduced
from aggregator.compose.material import Material
from aggregator.compose.parts import raised, source, words
from aggregator.compose.standalone import QUOTED, dangles, is_whole
from aggregator.compose.values import value
from aggregator.evidence import evidence_at
from aggregator.models import (
    Article,
    Claim,
    ClaimRef,
    Evidence,
    Line,
    Part,
    PartKind,
    Role,
    Source,
    SourceKind,
    Span,
)

_DANGLING = re.compile(
    r"(?:However|Meanwhile|In addition|Moreover|Furthermore|Additionally|Nevertheless|Nonetheless|Besides|"
    r"Thus|Therefore|For example|For instance|At the same time|Of course|In fact|Similarly|Likewise|"
    r"Separately|On the other hand|In turn|As a result|Even so|That said|Indeed|Also|Still),\s+"
    r"|(?:But|And|Yet|So)\s+"
    # "(CNN) The ...", "SAN ANDRE (Wire) - The ...": where a report was filed is no part of its news.
    r"|(?:[A-Z][A-Z .’'-]+(?:, [A-Z][\w. ]{2,25})?)?\s?\([A-Z][\w./ ]{1,25}\)\s*(?:[—–-]+\s*)?(?=[“\"A-Z])"
    r"|[A-Z][A-Z .’'-]{3,}(?:, [A-Z][\w. ]{2,25})? [—–-]+ (?=[“\"A-Z])"
)
_ASIDE = re.compile(
    r"(?<=\w), (?:however|meanwhile|therefore|moreover|in turn|for (?:instance|example)),(?= )"
)
ASIDE_WITHIN = 70
PRONOUNS = frozenset({"he", "she", "him", "his", "her"})
# A pronoun's person must have been named this near before it, and nobody else in between.
NAME_REACH = 300
_NAME_RUN = re.compile(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'.-]+)+")


def cut_line(material: Material, ref: ClaimRef) -> Line | None:
    """Return the line for a claim without its verdict, or None if its sentence cannot stand alone."""
    article, claim = material.articles[ref.article], material.claim(ref)
    sentence = material.sentence(ref)
    if not is_whole(article.text[sentence.start : sentence.end]):
        return None
    start = _skip_dangling(article.text, sentence.start, sentence.end)
    parts = _with_speaker(material, article, (start, sentence.end), claim)
    if parts is None:
        return None
    parts = _without_aside(parts)
    parts = introduced(material, article, sentence, raised(parts))
    parts = _owned(material, article, claim, sentence.role, parts)
    return Line(parts=aged(material, article, parts), evidence=_evidence(material, ref, parts))


def _without_aside(parts: list[Part]) -> list[Part]:
    """The pieces without the "however" between commas that ties the sentence to the one before."""
    first = parts[0]
    found = _ASIDE.search(first.text, 0, ASIDE_WITHIN) if first.kind is PartKind.SOURCE else None
    if found is None:
        return parts
    place = first.start + found.start(), first.start + found.end()
    front = replace(first, text=first.text[: found.start()], end=place[0])
    back = replace(first, text=first.text[found.end() :], start=place[1])
    return [front, back, *parts[1:]]


def _evidence(material: Material, ref: ClaimRef, parts: list[Part]) -> tuple[Evidence, ...]:
    """The sentence itself, and where a name was taken from elsewhere, that place too."""
    first = material.evidence(ref)
    outside = [
        part
        for part in parts
        if part.kind is PartKind.SOURCE
        and not (part.article == first.article and first.start <= part.start <= part.end <= first.end)
    ]
    return (first, *(evidence_at(material.articles[part.article], part.start, part.end) for part in outside))


def _skip_dangling(text: str, start: int, end: int) -> int:
    found = _DANGLING.match(text, start, end)
    return found.end() if found else start


def _with_speaker(material: Material, article: Article, span: Span, claim: Claim) -> list[Part] | None:
    """The sentence with a pronoun that names its speaker replaced by the name, in brackets."""
    start, end = span
    speaker, text = claim.source, article.text
    inside = start <= speaker.start < speaker.end <= end
    if inside and text[speaker.start : speaker.end].lower() in {"he", "she", "they", "it", "we", "i"}:
        last = speaker.name.rpartition(" ")[2]
        if not (last and last in text[start : speaker.start]):
            return _with_name(material, article, span, claim)
    if _misses_person(material, claim, article) or dangles(text[start].upper() + text[start + 1 : end]):
        return None
    if inside or speaker.kind is SourceKind.OUTLET or not QUOTED.search(text, start, end):
        return [source(article, start, end)]
    if speaker.name_span is None or not _is_near(text, speaker.name_span, start, speaker.name):
        return None
    return [source(article, start, end), words(" — "), source(article, *speaker.name_span)]


def _misses_person(material: Material, claim: Claim, article: Article) -> bool:
    """Whether a "he" of the claim's sentence stands for somebody named only before it."""
    pointers = material.annotations[article.id].sentences[claim.sentence].pointers
    return any(one.noun in PRONOUNS for one in pointers)


def _with_name(material: Material, article: Article, span: Span, claim: Claim) -> list[Part] | None:
    """The sentence with its speaker's pronoun replaced, where it is a person's and the person is clear."""
    start = span[0]
    speaker, text = claim.source, article.text
    if speaker.kind is not SourceKind.PERSON or speaker.name_span is None or " " not in speaker.name:
        return None
    if not _is_near(text, speaker.name_span, speaker.start, speaker.name):
        return None
    if speaker.start > start and dangles(text[start : speaker.start] + "."):
        return None
    name = full_name(material, article, speaker.name) or source(article, *speaker.name_span)
    return _named(article, span, speaker, name)


def _named(article: Article, span: Span, speaker: Source, name: Part) -> list[Part]:
    """The sentence with its speaker's full name, in brackets, in the place of the short mention."""
    start, end = span
    before = [source(article, start, speaker.start)] if speaker.start > start else []
    return [*before, words("["), name, words("]"), source(article, speaker.end, end)]


def _is_near(text: str, name: Span, place: int, full: str) -> bool:
    """Whether a person was named shortly before a place, with nobody else named in between."""
    last = full.rsplit(maxsplit=1)[-1]
    known = max(name[1], text.rfind(last, name[1], place) + len(last))
    between = text[known:place]
    return 0 <= place - known <= NAME_REACH and not _NAME_RUN.search(between)


def _owned(material: Material, article: Article, claim: Claim, role: Role, parts: list[Part]) -> list[Part]:
    """An outlet's own judgement gets its owner's name in front; nobody's opinion is ours."""
    judgement = claim.opinion or article.opinion or role in (Role.EVALUATION, Role.EXPECTATION)
    if claim.source.kind is not SourceKind.OUTLET or not judgement:
        return parts
    return [value(material.record, "outlet", article.id), words(": "), *parts]
