"""Why an article is in its story, from what the store holds: the numbers of the last clustering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.errors import InputError
from aggregator.pipeline.stories import frequencies_in_force, kept_stream, within_reach

if TYPE_CHECKING:
    from aggregator.cluster import Why
    from aggregator.config import Settings
    from aggregator.store import Store


def why_there(store: Store, settings: Settings, article: str) -> Why:
    """Return why the article of that id is in its story.

    Raises:
        InputError: if the last clustering did not see it.
    """
    at = store.stories.clustered_at()
    if at is None:
        raise InputError("nothing has been clustered yet; `aggregator run` does it")
    seen = {
        stored.article.id: stored.article
        for stored in within_reach(store, settings, at)
        if stored.fetched <= at
    }
    if article not in seen:
        raise InputError(
            f"article {article} was not among the {len(seen)} of the last clustering: it is too old, "
            "or has been read since"
        )
    from aggregator.cluster import Stream, why  # noqa: PLC0415 - its mathematics is slow to import

    stream = kept_stream(store, settings, seen)
    if stream is None:
        stream = Stream(settings.cluster, frequencies_in_force(store))
        stream.resume(seen.values())
    return why(article, stream, store.stories.known())
