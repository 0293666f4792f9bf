"""What an edition carries on from those before it: the log of corrections, and where stories went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.models import CORRECTING, Brief, Correction
from aggregator.store import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.pipeline.context import Walk
    from aggregator.store import EditionRecord


def corrections(walk: Walk, briefs: Sequence[Brief], last: EditionRecord | None) -> tuple[Correction, ...]:
    """Return the log of the last edition and, after it, what this one takes back.

    What a last edition took back that nobody saw is not in the log: this one takes it back again.
    """
    before = walk.store.editions.load(last.id) if last else None
    seen = before.corrections if before else ()
    if last and not last.published:
        seen = tuple(entry for entry in seen if entry.change.at != last.at)
    new = (
        Correction(story=brief.story, slug=brief.slug, title=brief.title, change=change)
        for brief in briefs
        for change in brief.changes
        if change.kind in CORRECTING and change.at == walk.now
    )
    return (*seen, *new)


def moved(walk: Walk, briefs: Sequence[Brief]) -> dict[str, str]:
    """Return where the address of each published story leads that another took over.

    Only to a story with a page of its own, in this edition or before; the old page stands until then.
    """
    slugs = walk.store.stories.slugs() | {brief.story: brief.slug for brief in briefs}
    here = {brief.slug for brief in briefs}
    with_page = walk.store.stories.with_result(PUBLISHED)
    there = with_page | {brief.story for brief in briefs}
    return {
        slugs[story]: slugs[into]
        for story, into in walk.store.stories.redirects().items()
        if story in with_page and into in there and slugs[story] not in here
    }
