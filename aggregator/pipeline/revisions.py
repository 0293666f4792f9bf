"""What outlets changed in the articles of a brief since they were first read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator.changes import changes
from aggregator.models import Brief, Revision, SourceEntry

if TYPE_CHECKING:
    from aggregator.store import Store


def with_revisions(store: Store, brief: Brief, edited: Collection[str]) -> Brief:
    """Return `brief` with the revisions of its sources; `edited` are the ids of articles that have any."""
    if not any(source.article in edited for source in brief.sources):
        return brief
    return replace(
        brief,
        sources=tuple(
            replace(source, revisions=_revisions(store, source)) if source.article in edited else source
            for source in brief.sources
        ),
    )


def _revisions(store: Store, source: SourceEntry) -> tuple[Revision, ...]:
    readings = store.texts.revisions(source.article)
    found = (
        (after.fetched, tuple(dict.fromkeys(one.kind for one in changes(before.article, after.article))))
        for before, after in pairwise(readings)
    )
    return tuple(Revision(read=read, changed=kinds) for read, kinds in found if kinds)
