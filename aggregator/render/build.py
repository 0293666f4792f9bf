"""From a brief to what its templates see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aggregator.models import Brief, FigureTable, Line, Section
from aggregator.render.categories import category_name, category_slug
from aggregator.render.changes import change_views, correction_views
from aggregator.render.exhibits import agreement, timeline
from aggregator.render.linked import news_article
from aggregator.render.proof import Witnesses
from aggregator.render.text import as_of, script_json
from aggregator.render.views import (
    BriefView,
    LineView,
    RelatedView,
    RowView,
    SectionView,
    Site,
    TableView,
)

TABLE_HOMES = {"conflict": "unclear", "update": "known"}
"""The section in which each kind of figure table stands."""

OWN_TITLES = {
    "known": "What We Know",
    "unclear": "What’s Still Unclear",
    "related": "Related coverage",
    "sources": "Sources",
}
"""Titles of the sections that can stand here without a line of the composer's."""

ORDER = (
    "summary",
    "known",
    "unclear",
    "context",
    "why",
    "watch",
    "faq",
    "related",
    "transparency",
    "original",
    "sources",
)
"""Keys of the sections in the order they are printed."""


def brief_view(brief: Brief, site: Site | None = None) -> BriefView:
    """Return `brief` as its templates see it; without a `site` it stands alone and links to no other page."""
    witnesses = Witnesses.of_brief(brief)
    sections = _sections(brief, witnesses, site)
    summary = _summary(brief)
    lines = {section.key: len(section.lines) for section in sections}
    return BriefView(
        story=brief.story,
        title=brief.title,
        slug=brief.slug,
        category=category_name(brief.category),
        category_slug=category_slug(category_name(brief.category)),
        published=brief.published or brief.updated,
        updated=brief.updated,
        summary=summary,
        sections=sections,
        sources=tuple(witnesses.sources.values()),
        origin_groups=tuple(witnesses.origins.values()),
        articles=len(brief.sources),
        weighs=tuple(reason.told for reason in brief.weight_reasons if reason.value),
        outlets=brief.outlets,
        origins=brief.origins,
        known=lines.get("known", 0),
        unclear=lines.get("unclear", 0),
        linked_data=script_json(news_article(brief, summary, sections, site)),
        agreement=agreement(sections, witnesses),
        timeline=timeline(brief, witnesses),
        changes=change_views(brief.changes, sections, witnesses),
        changed_since=brief.changed_since,
        corrections=correction_views(brief, witnesses),
    )


def _summary(brief: Brief) -> str:
    section = brief.section("summary")
    return " ".join(line.text for line in section.lines) if section else ""


def _sections(brief: Brief, witnesses: Witnesses, site: Site | None) -> tuple[SectionView, ...]:
    """Return the sections in the order of print, with the tables, related stories and sources put in."""
    given = {section.key: section for section in brief.sections}
    tables = _tables(brief.tables, witnesses)
    wanted = [key for key, has in (("related", brief.related), ("sources", brief.sources)) if has]
    keys = dict.fromkeys([*given, *tables, *wanted])
    ordered = sorted(keys, key=_place)
    return tuple(
        SectionView(
            key=key,
            title=given[key].title if key in given else OWN_TITLES[key],
            lines=_lines(given.get(key), witnesses),
            tables=tables.get(key, ()),
            related=_related(brief, site) if key == "related" else (),
            sources=tuple(witnesses.sources.values()) if key == "sources" else (),
        )
        for key in ordered
    )


def _place(key: str) -> int:
    """A section of a key unknown here stands before those about the brief itself."""
    return ORDER.index(key if key in ORDER else "faq")


def _lines(section: Section | None, witnesses: Witnesses) -> tuple[LineView, ...]:
    if section is None or section.key in {"related", "sources"}:
        return ()
    return tuple(
        _line(line, f"{section.key}-{place}", witnesses) for place, line in enumerate(section.lines, 1)
    )


def _line(line: Line, anchor: str, witnesses: Witnesses) -> LineView:
    return LineView(
        anchor=anchor,
        text=line.text,
        question=line.question,
        standing=line.standing.value if line.standing else "",
        reasons=tuple(reason.value for reason in line.reasons),
        note=line.note,
        outlets=line.outlets,
        origins=line.origins,
        cites=witnesses.cites(line.evidence),
        support=witnesses.grouped(line.evidence, line.parts),
        against=witnesses.grouped(line.opposing, line.parts),
    )


def _tables(tables: Sequence[FigureTable], witnesses: Witnesses) -> Mapping[str, tuple[TableView, ...]]:
    homes: dict[str, tuple[TableView, ...]] = {}
    for place, table in enumerate(tables, 1):
        home = TABLE_HOMES.get(table.kind, "unclear")
        homes[home] = (*homes.get(home, ()), _table(table, f"figures-{place}", witnesses))
    return homes


def _table(table: FigureTable, anchor: str, witnesses: Witnesses) -> TableView:
    rows = (
        RowView(
            value=row.value,
            outlet=row.outlet or f"source {witnesses.sources[row.evidence.article].number}",
            said_by=row.said_by,
            as_of=as_of(row.as_of),
            cite=witnesses.sources[row.evidence.article].number,
        )
        for row in table.rows
    )
    return TableView(anchor=anchor, counted=table.counted, kind=table.kind, rows=tuple(rows))


def _related(brief: Brief, site: Site | None) -> tuple[RelatedView, ...]:
    return tuple(
        RelatedView(title=other.title, tie=other.tie, link=f"../{other.slug}/index.html" if site else "")
        for other in brief.related
    )
