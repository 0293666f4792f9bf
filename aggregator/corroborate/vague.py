"""Vague terms in the telling sentences that no source makes precise ("some equipment": which?)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.corroborate.reading import Reading
from aggregator.evidence import evidence_at
from aggregator.models import Question, QuestionKind, Role
from aggregator.terms import stem

VAGUE_SALIENCE = 2.5
# Vague terms are looked for where the story is told, not in its background.
TELLING_SENTENCES = 8

_VAGUE = re.compile(
    r"\b(?i:some|several|certain|various|a number of|unspecified|undisclosed|a handful of)\s+"
    r"(?!(?:are|were|is|was|have|had|of|say|said|who)\s)"
    # "Some four kilometres" is about four.
    r"(?!\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|dozen)\b)"
    r"((?:[a-z][\w’'-]*\s+){0,2}?[a-z][\w’'-]{3,}s)\b(?!\s+(?:of\s+the|who|that|ago|later|earlier))"
)
# "Several years", "some ways": time, manner and people in general need no sharpening.
_NOT_VAGUE = frozenset(
    stem(word)
    for word in """years months weeks days hours minutes times ways cases things parts places senses areas
    others reasons respects words eyes analysts experts critics officials people members observers
    circumstances instances extents points decades occasions hundreds thousands millions reports""".split()
)


def vague_terms(reading: Reading) -> Iterator[Question]:
    """Yield a question for each vague term of the story, once."""
    seen: set[str] = set()
    for article in reading.articles:
        for sentence in reading.sentences(article)[:TELLING_SENTENCES]:
            evidence = evidence_at(article, sentence.start, sentence.end)
            for found in _VAGUE.finditer(evidence.text):
                noun = stem(found[1].split()[-1])
                if (
                    noun in seen
                    or noun in _NOT_VAGUE
                    or noun not in reading.about
                    or sentence.role is Role.ANECDOTE
                ):
                    continue
                seen.add(noun)
                if not _sharpened(reading, noun):
                    focus = (evidence.start + found.start(), evidence.start + found.end())
                    kind, weight = QuestionKind.VAGUE, VAGUE_SALIENCE
                    yield Question(kind=kind, evidence=(evidence,), focus=focus, weight=weight)


def _sharpened(reading: Reading, noun: str) -> bool:
    """Whether any source counts the thing, or lists it ("systems such as ...", "systems, including ...")."""
    for view in reading.views:
        if noun not in view.bag:
            continue
        if any(noun in {stem(word) for word in figure.counted.split()} for figure in view.claim.figures):
            return True
        if re.search(r"\b(?:such as|including|namely|like|:)\s", view.content):
            return True
    return False
