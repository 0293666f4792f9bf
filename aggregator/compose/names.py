"""Who a bare surname is: it gets the full name its article gives it, in brackets.

Only where the article names one person so: the reader of a line has not read what stood before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aggregator.compose.parts import source, words
from aggregator.models import Annotation, Article, Entity, Part, PartKind, Span

PERSON = "PERSON"
MOST_NAMES = 4


def with_full_names(article: Article, annotation: Annotation, parts: Sequence[Part]) -> list[Part]:
    """Return a line's pieces with the full name in place of each person's first bare surname."""
    told = "".join(part.text for part in parts)
    full = _full_names(article, annotation)
    found: list[Part] = []
    for part in parts:
        if part.kind is not PartKind.SOURCE or part.article != article.id:
            found.append(part)
            continue
        for piece in _named(article, annotation, part, full, told):
            told += piece.text
            found.append(piece)
    return found


def _named(
    article: Article, annotation: Annotation, part: Part, full: Mapping[str, Span], told: str
) -> Iterator[Part]:
    begin = part.start
    for entity in annotation.entities:
        if not (begin <= entity.start and entity.end <= part.end) or not _is_bare(article, entity):
            continue
        span = full.get(article.text[entity.start : entity.end])
        if span is None or article.text[slice(*span)] in told:
            continue
        told += article.text[slice(*span)]
        yield from _cut(part, begin, entity.start)
        yield from (words("["), source(article, *span), words("]"))
        begin = entity.end
    yield from _cut(part, begin, part.end)


def _cut(part: Part, begin: int, end: int) -> Iterator[Part]:
    if begin < end:
        text = part.text[begin - part.start : end - part.start]
        yield replace(part, text=text, start=begin, end=end)


def _is_bare(article: Article, entity: Entity) -> bool:
    """Whether a mention is one word, with no name or title around it."""
    text = article.text
    before, after = text[: entity.start].rstrip()[-20:].split(" ")[-1], text[entity.end : entity.end + 2]
    titled = before[:1].isupper() and not before.endswith((".", ",", ":"))
    return (
        entity.label == PERSON
        and " " not in text[entity.start : entity.end]
        and not (titled and entity.start > 0)
        and not (after[:1] == " " and after[1:].isupper())
        and after[:1] not in {"-", "–"}
    )


def _is_full(written: str) -> bool:
    """Whether a mention is a first and a last name, and no heading that ran into one."""
    names = written.split()
    return 1 < len(names) <= MOST_NAMES and not any(len(name) > 2 and name.isupper() for name in names)  # noqa: PLR2004


def _full_names(article: Article, annotation: Annotation) -> dict[str, Span]:
    """The place of the full name behind each surname that one person alone has."""
    found: dict[str, dict[str, Span]] = {}
    for entity in annotation.entities:
        written = article.text[entity.start : entity.end]
        if entity.label == PERSON and _is_full(written):
            found.setdefault(written.split()[-1], {}).setdefault(written, (entity.start, entity.end))
    return {last: next(iter(spans.values())) for last, spans in found.items() if len(spans) == 1}
