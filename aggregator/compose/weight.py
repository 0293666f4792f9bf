"""What a story weighs in the order of an edition, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.models import Brief, WeightReason

GROWS_WITHIN = timedelta(hours=24)
"""An origin that first wrote within this time before the edition makes a story grow."""
GROWTH_SHARE = 0.1
"""What an origin that came within `GROWS_WITHIN` counts beside what it counts as one: among stories of as
many origins those that grow stand first, and `MOST_GROWTH` new ones never outweigh one origin more."""
MOST_GROWTH = 9
ARTICLE_SHARE = 0.001
"""What an article counts, up to `MOST_ARTICLES`: copies add nothing but this, which parts what is equal."""
MOST_ARTICLES = 99


def weigh(brief: Brief, at: datetime) -> Brief:
    """Return the brief with its weight at a time: independent origins first, then growth, then articles."""
    origins = _firsts(brief)
    new = sum(first is not None and first >= at - GROWS_WITHIN for first in origins.values())
    articles = len(brief.sources)
    reasons = (
        _reason("origins", 1.0, len(origins), "independent origin"),
        _reason("growth", GROWTH_SHARE, min(new, MOST_GROWTH), "new origin"),
        _reason("articles", ARTICLE_SHARE, min(articles, MOST_ARTICLES), "article"),
    )
    weight = round(sum(reason.value for reason in reasons), 3)
    return replace(brief, weight=weight, weight_reasons=reasons)


def _reason(name: str, share: float, times: int, noun: str) -> WeightReason:
    return WeightReason(name=name, value=round(share * times, 3), told=f"{times} {noun}{'s' * (times != 1)}")


def _firsts(brief: Brief) -> dict[str, datetime | None]:
    """Return when each origin first wrote, None where no article of it has a date."""
    firsts: dict[str, datetime | None] = {}
    for source in brief.sources:
        dates = [at for at in (firsts.get(source.origin), source.published) if at]
        firsts[source.origin] = min(dates, default=None)
    return firsts
