"""What an edition carries on from those before it: the log of corrections, and where stories went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.models import CORRECTING, Brief, Correction
from aggregator.store import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aggregator.pipeline.context import Walk
    from aggregator.store import EditionRecord


def taken_back(brief: Brief, now: datetime) -> tuple[Correction, ...]:
    """Return what `brief` takes back in an edition made now."""
    return tuple(
        Correction(story=brief.story, slug=brief.slug, title=brief.title, change=change)
        for change in brief.changes
        if change.kind in CORRECTING and change.at == now
    )


def corrections(walk: Walk, last: EditionRecord | None) -> tuple[Correction, ...]:
    """Return the log of the last edition.

    What a last edition took back that nobody saw is not in the log: this one takes it back again.
    """
    before = walk.store.editions.head(last.id) if last else None
    seen = before.corrections if before else ()
    if last and not last.published:
        seen = tuple(entry for entry in seen if entry.change.at != last.at)
    return seen


def moved(walk: Walk, here: Mapping[str, str]) -> dict[str, str]:
    """Return where the address of each published story leads that another took over.

    Only to a story with a page of its own, in this edition (`here`, slugs by story) or before; the old page
    stands until then.
    """
    slugs = walk.store.stories.slugs() | dict(here)
    with_page = walk.store.stories.with_result(PUBLISHED)
    there = with_page | here.keys()
    return {
        slugs[story]: slugs[into]
        for story, into in walk.store.stories.redirects().items()
        if story in with_page and into in there and slugs[story] not in here.values()
    }
