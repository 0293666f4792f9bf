"""Every line is proved before it is published: what does not hold is dropped, and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from aggregator.models import Article, Brief, FigureTable, Line, Problem, Section

Verify = Callable[[Brief, Mapping[str, Article]], tuple[Problem, ...]]
"""`aggregator.compose.verify_brief`: what does not hold in a brief."""

VERIFY = "verify"
"""The step under which what was dropped stands among what was left out."""


def proved(
    brief: Brief, articles: Mapping[str, Article], verify: Verify
) -> tuple[Brief | None, tuple[Problem, ...]]:
    """Return `brief` with the lines and tables that hold, and why the others went.

    None for a brief that does not hold even so: its title or its frame is wrong.
    """
    found = tuple(replace(problem, step=VERIFY) for problem in verify(brief, articles))
    if not found:
        return brief, ()
    bare = replace(brief, sections=(), tables=())

    def line_holds(line: Line) -> bool:
        return not verify(replace(bare, sections=(_section_of(brief, line),)), articles)

    def table_holds(table: FigureTable) -> bool:
        return not verify(replace(bare, tables=(table,)), articles)

    kept = replace(_with_lines(brief, line_holds), tables=tuple(filter(table_holds, brief.tables)))
    if not kept.sections or verify(kept, articles):
        return None, (*found, _dropped(brief))
    return kept, found


def _section_of(brief: Brief, line: Line) -> Section:
    """Return the section of `line`, with that line alone."""
    section = next(section for section in brief.sections if line in section.lines)
    return replace(section, lines=(line,))


def _with_lines(brief: Brief, holds: Callable[[Line], bool]) -> Brief:
    sections = (replace(section, lines=tuple(filter(holds, section.lines))) for section in brief.sections)
    return replace(brief, sections=tuple(section for section in sections if section.lines))


def _dropped(brief: Brief) -> Problem:
    detail = "The brief does not hold against its sources even without the lines that fail; it was dropped."
    return Problem(step=VERIFY, subject=brief.title, reason="brief_dropped", detail=detail)
