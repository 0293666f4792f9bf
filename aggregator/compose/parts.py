"""Small makers of the pieces a line is built from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator.models import Article, Part, PartKind

_ABBREVIATED = re.compile(r"\b(?<![A-Za-z]\.)(?:[A-Za-z]\.){2,}+$|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|etc)\.$")


def source(article: Article, start: int, end: int) -> Part:
    """A piece that stands word for word in an article."""
    return Part(kind=PartKind.SOURCE, text=article.text[start:end], article=article.id, start=start, end=end)


def words(text: str) -> Part:
    """One of the fixed forms of `aggregator.compose.wording`."""
    return Part(kind=PartKind.WORDS, text=text)


def raised(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The pieces with the first letter of the line raised; marks before it stay as they are."""
    first, *rest = parts
    for place, letter in enumerate(first.text):
        if letter.isalnum():
            text = first.text[:place] + letter.upper() + first.text[place + 1 :]
            return (replace(first, text=text), *rest)
    return tuple(parts)


def unstopped(parts: Sequence[Part]) -> tuple[list[Part], str]:
    """Split the full stop off a line that ends in source words, so that something can stand before it."""
    *front, last = parts
    if last.kind is PartKind.SOURCE and _ABBREVIATED.search(last.text):
        return list(parts), "."  # the stop belongs to the word, and the sentence gets its own
    if last.kind is PartKind.SOURCE and last.text.endswith("."):
        return [*front, replace(last, text=last.text[:-1], end=last.end - 1)], "."
    return list(parts), ""
