"""Sentences in which a source itself says what is not known, and the span of what is open."""

from __future__ import annotations

import re
from functools import cache

from aggregator.annotate.lexicon import lines_of
from aggregator.models import Span


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(line, re.IGNORECASE) for line in lines_of("openness.txt"))


def find_open(sentence: str, *, quoted: bool) -> Span | None:
    """Return the span of what a sentence leaves open, as offsets into it, or None.

    A pattern's group ``open`` is that span, else all it matches. Questions inside quotations are rhetoric or
    talk, not the report's own; `quoted` says that the sentence stands in one.
    """
    bare = sentence.rstrip("\"”’')] ")
    if bare.endswith("?"):
        return None if quoted or not _asks(sentence) else (0, len(sentence))
    for pattern in _patterns():
        match = pattern.search(sentence)
        if match:
            span = match.span("open") if "open" in pattern.groupindex and match["open"] else match.span()
            return _unstopped(sentence, span)
    return None


def _asks(sentence: str) -> bool:
    """A question of at least three words: "Why?" and "Really?" leave nothing open by themselves."""
    return len(sentence.split()) >= 3  # noqa: PLR2004


def _unstopped(sentence: str, span: Span) -> Span | None:
    start, end = span
    while start < end and sentence[start].isspace():
        start += 1
    while end > start and sentence[end - 1] in ' .,;:"”':
        end -= 1
    return (start, end) if start < end else None
