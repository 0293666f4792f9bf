"""What an outlet changed in an article: two readings of it, compared paragraph by paragraph. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from aggregator.models import Article

MAX_PARAGRAPHS = 500
"""Paragraphs compared; the time taken grows with the square of their number. No article has as many."""

REWORDED_FROM = 0.5
"""Share of its words (0..1) that a paragraph must keep in order to be the old one in other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. `kind`: title, added, removed, reworded (paragraphs), notice, authors, published.

    `before` is "" for what is new, `after` for what is gone.
    """

    kind: str
    before: str = ""
    after: str = ""


def changes(before: Article, after: Article) -> tuple[Change, ...]:
    """Return what changed between two readings of an article, headline and corrections first.

    White space, and credits or datelines that moved in or out of the text, are no changes.
    """
    return tuple(
        one
        for found in (
            _title(before, after),
            _notices(before, after),
            _facts(before, after),
            _text(before, after),
        )
        for one in found
    )


def _title(before: Article, after: Article) -> Iterator[Change]:
    if _folded(before.title) != _folded(after.title):
        yield Change(kind="title", before=before.title, after=after.title)


def _notices(before: Article, after: Article) -> Iterator[Change]:
    for notice in after.notices:
        if notice not in before.notices:
            yield Change(kind="notice", after=notice)


def _facts(before: Article, after: Article) -> Iterator[Change]:
    if before.published != after.published:
        times = (one.published.isoformat() if one.published else "" for one in (before, after))
        yield Change(kind="published", before=next(times), after=next(times))
    if before.authors != after.authors:
        yield Change(kind="authors", before=", ".join(before.authors), after=", ".join(after.authors))


def _text(before: Article, after: Article) -> Iterator[Change]:
    old, new = _paragraphs(before), _paragraphs(after)
    matcher = SequenceMatcher(
        None, [_folded(one) for one in old], [_folded(one) for one in new], autojunk=False
    )
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            yield from _block(old[start:end], new[new_start:new_end])


def _block(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Yield the changes of paragraphs that stand in one another's place, in their order."""
    for before, after in zip_longest(old, new, fillvalue=""):
        if before and after and _alike(before, after):
            yield Change(kind="reworded", before=before, after=after)
            continue
        if before:
            yield Change(kind="removed", before=before)
        if after:
            yield Change(kind="added", after=after)


def _alike(before: str, after: str) -> bool:
    matcher = SequenceMatcher(None, before.split(), after.split(), autojunk=False)
    return matcher.quick_ratio() >= REWORDED_FROM and matcher.ratio() >= REWORDED_FROM


def _paragraphs(article: Article) -> list[str]:
    return [one for one in article.text.split("\n\n") if one.strip()][:MAX_PARAGRAPHS]


def _folded(text: str) -> str:
    return " ".join(text.split())
