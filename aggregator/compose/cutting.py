"""From a claim to a line: a source sentence, cut where it dangles, its speaker named, its age told.

Nothing is rewritten. A sentence that cannot stand alone after these cuts gives no line.
"""

from __future__ import annotations

import re
from datetime import timedelta

from aggregator.ages import latest_year
from aggregator.compose.material import Material
from aggregator.compose.parts import raised, source, unstopped, words
from aggregator.compose.values import value
from aggregator.evidence import evidence_at
from aggregator.models import Article, Claim, ClaimRef, Evidence, Line, Part, PartKind, Role, SourceKind, Span

MIN_WORDS, MAX_WORDS = 5, 60

_DANGLING = re.compile(
    r"(?:But|And|Yet|So|Also|However|Meanwhile|In addition|Still|Moreover|Furthermore|Additionally|"
    r"Nevertheless|Nonetheless|Instead|Then|Besides|Indeed|Thus|Therefore|For example|For instance|"
    r"At the same time|Of course|In fact|Similarly|Likewise|Separately|Elsewhere|Earlier|Later|"
    r"On the other hand|In turn|As a result|Even so|That said)(?:,\s+|\s+(?=[A-Z“\"a-z]))"
)
# These start a sentence as part of its grammar when no comma follows ("Earlier this week", "So far").
_NEEDS_COMMA = re.compile(r"(?:Still|Then|Instead|Earlier|Later|Also|So|Yet|Elsewhere|Indeed|Thus|Besides)\s")
_PRONOUN = re.compile(
    r"(?:He|She|They|It|We|I|You|This|That|These|Those|His|Her|Their|Its|Our|My|Such|Here|There|"
    r"Another|Others|Both|One|Neither|Either|The (?:former|latter|same|other|move|decision|announcement|"
    r"incident|man|woman|pair|two|group|document|figure|change|changes))\b"
)
# "It was not clear", "There were": here the pronoun stands for nothing that went before.
_EXPLETIVE = re.compile(
    r"It (?:was|is|remains?|remained|has|had|will|would|took|takes|appears?|seems?)\s+"
    r"(?:not |still |also |been |now |yet |only )*(?:immediately |yet )?"
    r"(?:clear|unclear|unknown|known|expected|possible|likely|unlikely|believed|thought|reported|hoped|"
    r"feared|understood|that|to be seen)\b|There (?:is|are|was|were|has|have|will)\b"
)
_SAYING = "said|says|added|adds|told|noted|wrote|explained|argued|warned|continued"
_SAID_BY_PRONOUN = re.compile(
    rf"\b(?:he|she|they|it) (?:\w+ )?(?:{_SAYING})\b|\b(?:{_SAYING}) (?:he|she|they)\b"
)
# A personal pronoun this early has nobody before it in the sentence to stand for.
EARLY_WORDS = 4
_PERSONAL = re.compile(r"\b(?:he|she|him|his|her|they|their|them)\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|we|our|my|us|me|you|your)\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_DEICTIC = re.compile(
    r"\b(?:as follows|the following|above|below|see also|click|read more|this article|pictured)\b",
    re.IGNORECASE,
)


def cut_line(material: Material, ref: ClaimRef) -> Line | None:
    """Return the line for a claim without its verdict, or None if its sentence cannot stand alone."""
    article, claim = material.articles[ref.article], material.claim(ref)
    sentence = material.sentence(ref)
    start = _skip_dangling(article.text, sentence.start, sentence.end)
    if not _is_whole(article.text[sentence.start : sentence.end]):
        return None
    parts = _with_speaker(article, (start, sentence.end), claim)
    if parts is None:
        return None
    parts = _owned(material, article, claim, sentence.role, list(raised(parts)))
    return Line(parts=_aged(material, article, parts), evidence=_evidence(material, ref, parts))


def _evidence(material: Material, ref: ClaimRef, parts: list[Part]) -> tuple[Evidence, ...]:
    """The sentence itself, and where a name was taken from elsewhere, that place too."""
    first = material.evidence(ref)
    article = material.articles[ref.article]
    outside = [
        part
        for part in parts
        if part.kind is PartKind.SOURCE and not first.start <= part.start <= part.end <= first.end
    ]
    return (first, *(evidence_at(article, part.start, part.end) for part in outside))


def _skip_dangling(text: str, start: int, end: int) -> int:
    found = _DANGLING.match(text, start, end)
    if not found or (_NEEDS_COMMA.match(text, start, end) and "," not in found[0]):
        return start
    return found.end()


def _is_whole(sentence: str) -> bool:
    """Whether a sentence is one, of a readable length, and speaks to no one and of nothing off the page."""
    opens, closes = sentence.lstrip("“\"‘'(["), sentence.rstrip("”\"’')]")
    return (
        MIN_WORDS <= len(sentence.split()) <= MAX_WORDS
        and closes[-1:] in ".!…"
        and (opens[:1].isupper() or opens[:1].isdigit())
        and "\n" not in sentence
        and _balanced(sentence)
        and not _FIRST_PERSON.search(_QUOTED.sub("", sentence))
        and not _DEICTIC.search(sentence)
    )


def _balanced(sentence: str) -> bool:
    return (
        sentence.count("“") == sentence.count("”")
        and sentence.count('"') % 2 == 0
        and sentence.count("(") == sentence.count(")")
        and sentence.count("[") == sentence.count("]")
    )


def _with_speaker(article: Article, span: Span, claim: Claim) -> list[Part] | None:
    """The sentence with a pronoun that names its speaker replaced by the name, in brackets."""
    start, end = span
    speaker, text = claim.source, article.text
    mention_inside = start <= speaker.start < speaker.end <= end
    if mention_inside and _is_pronoun(text[speaker.start : speaker.end]):
        if speaker.name_span is None:
            return None
        before = [source(article, start, speaker.start)] if speaker.start > start else []
        return [
            *before,
            words("["),
            source(article, *speaker.name_span),
            words("]"),
            source(article, speaker.end, end),
        ]
    if _dangles(text[start:end]):
        return None
    if text[start] in '“"' and not mention_inside and _QUOTED.fullmatch(text, start, end):
        if speaker.kind is SourceKind.OUTLET or speaker.name_span is None:
            return None
        return [source(article, start, end), words(" — "), source(article, *speaker.name_span)]
    return [source(article, start, end)]


def _dangles(sentence: str) -> bool:
    """Whether a pronoun points out of the sentence."""
    bare = _QUOTED.sub("", sentence)
    early = " ".join(bare.split()[:EARLY_WORDS])
    return bool(
        (_PRONOUN.match(sentence) and not _EXPLETIVE.match(sentence))
        or _SAID_BY_PRONOUN.search(bare)
        or _PERSONAL.search(early)
        or (re.search(r"\b(?:it|its)\b", early) and not _EXPLETIVE.match(sentence))
    )


def _is_pronoun(mention: str) -> bool:
    return mention.lower() in {"he", "she", "they", "it", "we", "i"}


def _owned(material: Material, article: Article, claim: Claim, role: Role, parts: list[Part]) -> list[Part]:
    """An outlet's own judgement gets its owner's name in front; nobody's opinion is ours."""
    judgement = claim.opinion or article.opinion or role in (Role.EVALUATION, Role.EXPECTATION)
    if claim.source.kind is not SourceKind.OUTLET or not judgement:
        return parts
    return [value(material.record, "outlet", article.id), words(": "), *parts]


def _aged(material: Material, article: Article, parts: list[Part]) -> tuple[Part, ...]:
    """Material older than the story's news, or of unknown age, says so."""
    note = _age_note(material, article)
    if not note:
        return tuple(parts)
    front, stop = unstopped(parts)
    return (*front, *note, words(stop)) if stop else (*front, *note)


def _age_note(material: Material, article: Article) -> list[Part]:
    if article.published is None:
        if not latest_year(article.text):
            return [words(" (undated)")]
        year = value(material.record, "year", article.id)
        return [words(" (undated, "), year, words(" or later)")]
    limit = timedelta(days=material.settings.policy.stale_after_days)
    if max(material.newest or material.at, material.at) - article.published > limit:
        return [words(" (reported "), value(material.record, "published", article.id), words(")")]
    return []
