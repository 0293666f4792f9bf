"""Counts of a run, and what was left out by reason, as templates see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aggregator.models import Problem
from aggregator.render.text import words
from aggregator.render.views import CountView, LeftOutItem, LeftOutView

LEFT_OUT_SHOWN = 12
"""Items listed on the front page for each reason; report.json has them all."""


TOLD = {
    "feeds": "feeds polled",
    "articles": "articles at hand",
    "articles_in_window": "articles new enough",
    "feed_text_only": "known from their feed alone",
}
"""Counts whose names say too little to a reader."""


REASONS = {"not_english": "not in English", "robots": "forbidden by robots.txt"}
"""Reasons whose codes say too little to a reader."""


def count_views(counts: Mapping[str, int]) -> tuple[CountView, ...]:
    """Return counts with their names as words."""
    return tuple(CountView(name=TOLD.get(key, words(key)), value=value) for key, value in counts.items())


def left_out_views(problems: Sequence[Problem]) -> tuple[LeftOutView, ...]:
    """Return what was left out by step and reason, most frequent first."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.step, problem.reason), []).append(problem)
    views = [
        LeftOutView(
            step=step,
            reason=_reason(reason),
            count=len(members),
            items=tuple(LeftOutItem(subject=p.subject, detail=p.detail) for p in members[:LEFT_OUT_SHOWN]),
            more=max(0, len(members) - LEFT_OUT_SHOWN),
        )
        for (step, reason), members in groups.items()
    ]
    return tuple(sorted(views, key=lambda view: (-view.count, view.step, view.reason)))


def _reason(code: str) -> str:
    """Return a reason in words: "http_404" -> "HTTP 404"."""
    told = REASONS.get(code, words(code))
    return f"HTTP{told[4:]}" if code.startswith("http_") else told
