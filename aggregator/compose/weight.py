"""What a story weighs in the order of an edition, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.kinds import event_kinds
from aggregator.models import Brief, WeightReason

GROWS_WITHIN = timedelta(hours=24)
"""An origin that first wrote within this time before the edition makes a story grow."""
GROWTH_SHARE = 0.1
"""What an origin that came within `GROWS_WITHIN` counts beside what it counts as one: among stories of as
many origins those that grow stand first, and `MOST_GROWTH` new ones never outweigh one origin more."""
MOST_GROWTH = 8
KIND_SHARE = 0.015
"""What a kind of event counts for each point of its weight, 0 to 5 (`aggregator/kinds/*.yaml`): of stories
that grow alike, what endangers or binds many stands before what concerns a firm or a match."""
ARTICLE_SHARE = 0.001
"""What an article counts, up to `MOST_ARTICLES`: copies add nothing but this, which parts what is equal."""
MOST_ARTICLES = 99


def weigh(brief: Brief, at: datetime) -> Brief:
    """Return the brief with its weight at a time: by origins first, then growth, kind and articles."""
    origins = _firsts(brief)
    new = sum(first is not None and first >= at - GROWS_WITHIN for first in origins.values())
    articles = len(brief.sources)
    reasons = (
        _reason("origins", 1.0, len(origins), "independent origin"),
        _reason("growth", GROWTH_SHARE, min(new, MOST_GROWTH), "new origin"),
        _of_kind(brief.kind),
        _reason("articles", ARTICLE_SHARE, min(articles, MOST_ARTICLES), "article"),
    )
    weight = round(sum(reason.value for reason in reasons), 3)
    return replace(brief, weight=weight, weight_reasons=reasons)


def _reason(name: str, share: float, times: int, noun: str) -> WeightReason:
    return WeightReason(name=name, value=round(share * times, 3), told=f"{times} {noun}{'s' * (times != 1)}")


def _of_kind(name: str) -> WeightReason:
    kind = next((kind for kind in event_kinds() if kind.name == name), None)
    if kind is None:
        return WeightReason(name="kind", value=0.0, told="no kind of event stands out")
    return WeightReason(name="kind", value=round(KIND_SHARE * kind.weight, 3), told=f"kind: {kind.name}")


def _firsts(brief: Brief) -> dict[str, datetime | None]:
    """Return when each origin first wrote, None where no article of it has a date."""
    firsts: dict[str, datetime | None] = {}
    for source in brief.sources:
        dates = [at for at in (firsts.get(source.origin), source.published) if at]
        firsts[source.origin] = min(dates, default=None)
    return firsts
