"""The proof behind a line: its source sentences, grouped by the origin they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase

from aggregator.models import Brief, Completeness, Evidence, Part, PartKind, SourceEntry
from aggregator.render.text import http_url, plain
from aggregator.render.views import OriginView, Quote, Run, SourceView

READ_IN_WORDS = {
    Completeness.FULL: "full text",
    Completeness.PARTIAL: "part of the text",
    Completeness.FEED_ONLY: "feed text only",
}
"""How much of an article was read, as a reader sees it."""

WHY_IN_WORDS = {
    "family": "the same publisher",
    "credit": "the same credited source",
    "copy": "nearly the same text",
    "cited": "one cites the other",
}
"""Why articles are one origin; the codes are those of `aggregator.corroborate.origins`."""


def letter(place: int) -> str:
    """Return A, B, ... Z, AA, AB, ... for 0, 1, ..."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, len(ascii_uppercase))
        name = ascii_uppercase[rest] + name
    return name


def why_in_words(codes: Iterable[str]) -> tuple[str, ...]:
    """Return each reason once, in words: "credit: afp" -> "the same credited source"."""
    rules = [code.partition(":")[0].strip() for code in codes]
    return tuple(dict.fromkeys(WHY_IN_WORDS[rule] for rule in rules if rule in WHY_IN_WORDS))


@dataclass(frozen=True)
class Witnesses:
    """The sources of a brief by article, and its origins in the order of their first source."""

    sources: Mapping[str, SourceView]
    origins: Mapping[str, OriginView]

    @classmethod
    def of_brief(cls, brief: Brief) -> Witnesses:
        """Gather the sources and origins of `brief`."""
        ids = list(dict.fromkeys(source.origin for source in brief.sources))
        letters = {origin: letter(place) for place, origin in enumerate(ids)}
        sources = {source.article: _source(source, letters[source.origin]) for source in brief.sources}
        origins = {
            letters[origin]: _origin(letters[origin], [s for s in brief.sources if s.origin == origin])
            for origin in ids
        }
        return cls(sources, origins)

    def cites(self, evidence: Iterable[Evidence]) -> tuple[int, ...]:
        """Return the numbers of the sources that `evidence` comes from."""
        return tuple(sorted({self.sources[piece.article].number for piece in evidence}))

    def grouped(self, evidence: Iterable[Evidence], parts: Sequence[Part]) -> tuple[OriginView, ...]:
        """Return sentences by origin, with the words that `parts` print of them marked.

        Each origin names only the outlets at hand, and says why they are one if there are several.
        """
        pieces: dict[str, list[Evidence]] = {}
        for piece in sorted(evidence, key=lambda piece: self.sources[piece.article].number):
            pieces.setdefault(self.sources[piece.article].origin, []).append(piece)
        return tuple(
            self._witness(name, pieces[name], parts) for name in sorted(pieces, key=lambda n: (len(n), n))
        )

    def _witness(self, name: str, pieces: Sequence[Evidence], parts: Sequence[Part]) -> OriginView:
        same: dict[str, list[Evidence]] = {}
        for piece in pieces:
            same.setdefault(plain(piece.text), []).append(piece)
        outlets = _unique(self.sources[piece.article].outlet for piece in pieces)
        return OriginView(
            letter=name,
            outlets=outlets,
            why=self.origins[name].why if len(outlets) > 1 else (),
            quotes=tuple(self._quote(copies, parts) for copies in same.values()),
        )

    def _quote(self, copies: Sequence[Evidence], parts: Sequence[Part]) -> Quote:
        """Join the copies of a sentence; the copy that the line prints most of is the one shown."""
        runs = [tuple(_runs(piece, parts)) for piece in copies]
        shown = max(runs, key=lambda found: sum(len(run.text) for run in found if run.marked))
        sources = dict.fromkeys(self.sources[piece.article] for piece in copies)
        put_in = _put_in_brackets(parts)
        return Quote(
            runs=shown,
            sources=tuple(sources),
            put_in=all((piece.article, piece.start) in put_in for piece in copies),
        )


def _put_in_brackets(parts: Sequence[Part]) -> frozenset[tuple[str, int]]:
    """Return where the words of a line stand that it puts in brackets, such as the full name for "she"."""
    return frozenset(
        (part.article, part.start)
        for before, part in pairwise(parts)
        if part.kind is PartKind.SOURCE and before.kind is PartKind.WORDS and before.text.endswith("[")
    )


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _source(source: SourceEntry, origin: str) -> SourceView:
    return SourceView(
        number=source.number,
        outlet=source.outlet or f"source {source.number}",
        owner=source.owner,
        kind=source.kind,
        interest=source.interest,
        title=source.title,
        link=http_url(source.url),
        authors=source.authors,
        published=source.published,
        fetched=source.fetched,
        read=READ_IN_WORDS[source.completeness],
        origin=origin,
        only_here=source.only_here,
    )


def _origin(name: str, members: Sequence[SourceEntry]) -> OriginView:
    codes = [code for source in members for code in source.origin_why]
    outlets = _unique(source.outlet or f"source {source.number}" for source in members)
    return OriginView(letter=name, outlets=outlets, why=why_in_words(codes))


def _runs(piece: Evidence, parts: Iterable[Part]) -> Iterator[Run]:
    """Cut a sentence where the words printed of it begin and end."""
    at = 0
    for start, end in _printed(piece, parts):
        if start > at:
            yield Run(text=piece.text[at:start], marked=False)
        if end > max(start, at):
            yield Run(text=piece.text[max(start, at) : end], marked=True)
        at = max(at, end)
    if at < len(piece.text):
        yield Run(text=piece.text[at:], marked=False)


def _printed(piece: Evidence, parts: Iterable[Part]) -> list[tuple[int, int]]:
    """Return what `parts` print of a sentence, as offsets into it."""
    size = len(piece.text)
    spans = (
        (max(part.start - piece.start, 0), min(part.end - piece.start, size))
        for part in parts
        if part.kind is PartKind.SOURCE and part.article == piece.article
    )
    return sorted((start, end) for start, end in spans if start < end)
