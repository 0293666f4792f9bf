"""Articles, a brief of them and JSON lines for the tests of the commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import Result

from aggregator.evidence import evidence_at
from aggregator.models import (
    Article,
    Brief,
    Completeness,
    Edition,
    Line,
    Part,
    PartKind,
    Section,
    SourceEntry,
)

AT = datetime(2026, 9, 15, 18, tzinfo=UTC)

BRIDGE = Article(
    id="a1",
    title="Bridge closed",
    url="https://post.example/bridge",
    outlet="Harbour Post",
    text="The Selby bridge was closed on Monday.",
)
FERRY = Article(
    id="a2",
    title="=HYPERLINK(0)",
    url="https://times.example/ferry",
    outlet="Selby \x1b[31mTimes",
    text="The ferry may run at night.",
)

Invoke = Callable[..., Result]


def line_of(article: Article) -> Line:
    """The whole text of an article as a line of a brief."""
    end = len(article.text)
    part = Part(kind=PartKind.SOURCE, text=article.text, article=article.id, start=0, end=end)
    return Line(parts=(part,), evidence=(evidence_at(article, 0, end),), origins=1, outlets=1)


def source_of(number: int, article: Article) -> SourceEntry:
    return SourceEntry(
        number=number,
        article=article.id,
        outlet=article.outlet,
        owner="Selby Media",
        kind="outlet",
        title=article.title,
        url=article.url,
        authors=("Ada Rowe", "Ben Oke"),
        published=AT,
        fetched=AT,
        completeness=Completeness.FULL,
        origin=f"o{number}",
        origin_why=("own",),
        only_here=1,
    )


def brief_of(story: str, slug: str, title: str) -> Brief:
    return Brief(
        story=story,
        slug=slug,
        title=title,
        category="general",
        published=AT,
        updated=AT,
        sections=(
            Section(key="known", title="What We Know", lines=(line_of(BRIDGE),)),
            Section(key="unclear", title="What’s Still Unclear", lines=(line_of(FERRY),)),
        ),
        tables=(),
        sources=(source_of(1, BRIDGE), source_of(2, FERRY)),
        outlets=2,
        origins=2,
    )


@dataclass(frozen=True)
class Shelf:
    """An output folder with one edition in it."""

    output: Path
    edition: Edition

    @property
    def file(self) -> Path:
        return self.output / "editions" / self.edition.id / "edition.json"


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def write_lines(path: Path, *records: object) -> Path:
    """Write records as JSON lines; what is text already goes in as it is."""
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
