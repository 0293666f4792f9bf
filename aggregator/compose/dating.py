"""The age of a line: weekdays get their dates, and material that is old or undated says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from aggregator.ages import latest_year
from aggregator.compose.days import DAY_WORD
from aggregator.compose.material import Material
from aggregator.compose.parts import unstopped, words
from aggregator.compose.values import meant, value
from aggregator.models import Article, Part, PartKind

# The date stands behind "Sunday afternoon", not inside it.
_HOURS = re.compile(r"(?: (?:early |late )?(?:morning|afternoon|evening|night|lunchtime))?")

# What "last week" is only the report's day tells; a date cannot stand behind it.
_RELATIVE = re.compile(
    r"\b(?:this|last|next|past) (?:week|weekend|month)\b|\b(?:yesterday|tomorrow)\b", re.IGNORECASE
)


def aged(material: Material, article: Article, parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return a line's pieces with what a reader must know of when it was written."""
    told = material.told or material.at
    settled = True
    if article.published is not None and told.date() != article.published.date():
        late = article.published - told > timedelta(days=material.settings.policy.stale_after_days)
        # A page dated so long after all others was printed again: its "Sunday" cannot be placed.
        parts, settled = (parts, not DAY_WORD.search(_text(parts))) if late else _dated(article, parts)
        settled = settled and not _RELATIVE.search(_text(parts))
    note = _age_note(material, article, settled=settled)
    if not note:
        return tuple(parts)
    front, stop = unstopped(parts)
    return (*front, *note, words(stop)) if stop else (*front, *note)


def _text(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts)


def _dated(article: Article, parts: Sequence[Part]) -> tuple[list[Part], bool]:
    """The pieces with a date behind each day's first mention, and whether every such word is settled."""
    found: list[Part] = []
    dates: dict[str, Part | None] = {}
    for part in parts:
        if part.kind is PartKind.SOURCE and part.article == article.id:
            found += _pieces(article, part, dates)
        else:
            found.append(part)
    return found, None not in dates.values()


def _pieces(article: Article, part: Part, dates: dict[str, Part | None]) -> Iterator[Part]:
    begin = 0
    for word in DAY_WORD.finditer(part.text):
        name = word[0].lower()
        if name in dates:
            continue
        owned = part.text[word.end() : word.end() + 1] in {
            "'",
            "’",
        }  # "Sunday's crash" has no room for a date
        date = None if owned else meant(article, part.start + word.start(), part.start + word.end())
        dates[name] = date
        if date is not None:
            end = _HOURS.match(part.text, word.end()).end()  # type: ignore[union-attr]  # it matches nothing too
            yield _cut(part, begin, end)
            yield from (words(" ("), date, words(")"))
            begin = end
    if begin < len(part.text):
        yield _cut(part, begin, len(part.text))


def _cut(part: Part, begin: int, end: int) -> Part:
    return replace(part, text=part.text[begin:end], start=part.start + begin, end=part.start + end)


def _age_note(material: Material, article: Article, *, settled: bool) -> list[Part]:
    """What to say behind a line that is old, undated, or names a day nobody can place."""
    if article.published is None:
        if not latest_year(article.text):
            return [words(" (undated)")]
        year = value(material.record, "year", article.id)
        return [words(" (undated, "), year, words(" or later)")]
    told = material.told or material.at
    old = told - article.published > timedelta(days=material.settings.policy.stale_after_days)
    if old or not settled:
        return [words(" (reported "), value(material.record, "published", article.id), words(")")]
    return []
