"""Stories as lists show them: the front page, categories, days, feeds, the mail."""

from __future__ import annotations

from dataclasses import fields
from sys import intern

from aggregator.render.text import plain
from aggregator.render.views import BriefView, LineView, StoryView, TeaserLine, TeaserView

LINES = 3
"""Lines of each kind that a teaser has."""


def teaser(view: BriefView, *, lines: bool) -> TeaserView:
    """Return a story in short, with its first lines or without."""
    most = LINES if lines else 0
    return TeaserView(
        **{field.name: getattr(view, field.name) for field in fields(StoryView)},
        marks=view.marks,
        change_counts=view.change_counts,
        outlet_names=tuple(sorted({intern(plain(source.outlet)) for source in view.sources} - {""})),
        top_known=tuple(map(_line, view.first_lines("known", most))),
        top_unclear=tuple(map(_line, view.first_lines("unclear", most))),
    )


def _line(line: LineView) -> TeaserLine:
    return TeaserLine(
        text=line.text,
        standing=line.standing,
        mark=line.mark,
        word=line.word,
        note=line.note,
        named=line.named,
    )
