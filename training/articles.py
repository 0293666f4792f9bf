"""Invented news articles (`labels/articles.jsonl`): what each sentence does, and the names in it.

A row has a `title` and `sentences`, each with its `role` and a `text` in which names are marked:
"President [P Marta Osei] flew to [L Tallinn]". P is a person, O an organisation, L a place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from aggregator.annotate.words import tokens_of
from training import labels
from training.examples import Example, bio

FILE = labels.FOLDER / "articles.jsonl"
# Every so-manieth article is kept out of training, to watch the heads.
DEV_EVERY = 12
_NAME = re.compile(r"\[([POL]) ([^\[\]]+)\]")
_LABELS = {"P": "PERSON", "O": "ORG", "L": "PLACE"}


def rows() -> Iterator[dict[str, Any]]:
    """Yield the articles."""
    yield from (json.loads(line) for line in FILE.read_text("utf-8").splitlines())


def plain(marked: str) -> str:
    """Return a text without its marks."""
    return _NAME.sub(r"\2", marked)


def article_examples() -> Iterator[Example]:
    """Yield the sentences of the articles, and their titles, which do nothing by themselves."""
    for number, row in enumerate(rows()):
        for role, text in [(None, row["title"]), *((one["role"], one["text"]) for one in row["sentences"])]:
            yield _example(text, role, f"article-{number}")


def _example(marked: str, role: str | None, document: str) -> Example:
    words, spans = tokens_of(plain(marked)), []
    for start, end, label in _spans(marked):
        inside = _covered(words, plain(marked), start, end)
        if inside:
            spans.append((inside[0], inside[-1] + 1, label))
    return Example(words, "articles", names=bio(len(words), spans), role=role, document=document)


def _spans(marked: str) -> Iterator[tuple[int, int, str]]:
    """The names of a marked text, as offsets into the plain one."""
    cut = 0
    for match in _NAME.finditer(marked):
        start = match.start() - cut
        cut += len(match[0]) - len(match[2])
        yield start, start + len(match[2]), _LABELS[match[1]]


def _covered(words: list[str], text: str, start: int, end: int) -> list[int]:
    found, place = [], 0
    for number, word in enumerate(words):
        place = text.index(word, place)
        if place < end and start < place + len(word):
            found.append(number)
        place += len(word)
    return found
