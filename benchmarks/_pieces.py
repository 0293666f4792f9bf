"""Real articles as a JSONL file has them, for the newsroom that serves them."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.identity import slug

SUMMARY_CHARS = 240
"""What a feed shows of an article, cut at a word: about what real feeds give."""
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DAY_ONLY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article as the file has it; `path` is where its page stands."""

    path: str
    outlet: str
    title: str
    text: str
    authors: str = ""
    published: datetime | None = None
    day_only: bool = False

    @property
    def summary(self) -> str:
        """The opening of the text, as a feed shows it."""
        opening = self.text.strip().partition("\n")[0]
        if len(opening) <= SUMMARY_CHARS:
            return opening
        return opening[:SUMMARY_CHARS].rpartition(" ")[0] + " …"


def read_pieces(articles: Path) -> Iterator[Piece]:
    """Yield the articles of a JSONL file.

    Raises:
        ValueError: if a line is no article; the message names file and line.
    """
    opened = gzip.open if articles.suffix == ".gz" else open
    with opened(articles, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield _piece(json.loads(line), number)
            except (ValueError, TypeError, AttributeError) as error:
                raise ValueError(f"{articles}:{number}: is no article: {error}") from error


def _piece(record: Mapping[str, Any], number: int) -> Piece:
    outlet = str(record.get("outlet") or "Unnamed outlet")
    title = NOT_IN_XML.sub("", str(record.get("title") or ""))
    authors = record.get("authors") or ""
    published = str(record.get("published") or "")
    return Piece(
        path=f"/{slug(outlet)}/{number:06d}-{slug(title)}",
        outlet=outlet,
        title=title,
        text=NOT_IN_XML.sub("", str(record.get("text") or "")),
        authors=authors if isinstance(authors, str) else ", ".join(authors),
        published=_instant(published) if published else None,
        day_only=bool(DAY_ONLY.match(published)),
    )


def _instant(published: str) -> datetime:
    made = datetime.fromisoformat(published)
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def clock(pieces: Sequence[Piece]) -> datetime:
    """Return the time right after the last article; a day without an hour is over."""
    known = [piece.published + timedelta(days=piece.day_only) for piece in pieces if piece.published]
    return (max(known) if known else datetime(2030, 1, 1, tzinfo=UTC)) + timedelta(hours=1)


def by_outlet(pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    """Return the articles of each outlet, outlets by name, one that goes by two names under the first."""
    held: dict[str, list[Piece]] = defaultdict(list)
    names: dict[str, str] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.outlet, piece.path)):
        held[names.setdefault(slug(piece.outlet), piece.outlet)].append(piece)
    return dict(held)
