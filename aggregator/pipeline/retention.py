"""What is old goes, but nothing that a published brief rests on or an editor's choice names.

articles read before the limit | without those that editions on disk, the newest edition or a choice name
| removed, with what hangs on them
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aggregator.errors import StoreCorruptError
from aggregator.publish import EDITIONS
from aggregator.store import Pruned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from aggregator.config import Settings
    from aggregator.pipeline.context import Walk
    from aggregator.store import Store

EVERY = timedelta(days=1)
"""Between two looks at what is old: reading all published editions for what they cite takes a while."""


def limit(settings: Settings, now: datetime, days: float | None = None) -> datetime:
    """Return the time before which an article is old: never within the reach of stories and editions."""
    asked = timedelta(days=settings.keep.article_days if days is None else days)
    reach = timedelta(hours=settings.edition.window_hours, days=settings.cluster.window_days)
    return now - max(asked, reach)


def due(last: datetime | None, now: datetime, settings: Settings) -> bool:
    """Return whether to remove what is old now.

    The clock must have been about right for a day: after a first run, after a long pause, or when it jumped,
    the time is only noted, and a clock that is wrong once removes nothing.
    """
    longest = timedelta(days=settings.keep.article_days)
    return last is not None and EVERY <= now - last < longest


def prune_when_due(walk: Walk) -> Pruned:
    """Remove what is old, once a day; return how much."""
    last = walk.store.pruning.pruned_at()
    if last is not None and timedelta(0) <= walk.now - last < EVERY:
        return Pruned()
    found = Pruned()
    if due(last, walk.now, walk.settings):
        with walk.watch.step("prune"):
            found = prune(walk.store, walk.output, limit(walk.settings, walk.now))
    walk.store.pruning.mark(walk.now)
    return found


def prune(store: Store, output: Path, before: datetime) -> Pruned:
    """Remove articles read before then, all but those that must stay."""
    return store.pruning.remove(old(store, output, before), before)


def old(store: Store, output: Path, before: datetime) -> tuple[str, ...]:
    """Return the ids of the articles that `prune` would remove.

    Raises:
        StoreCorruptError: if a published edition cannot be read: what it cites is not known.
    """
    return store.pruning.old(before, {*cited(output), *_newest(store), *_chosen(store)})


def cited(output: Path) -> set[str]:
    """Return the ids of all articles that published editions rest on, stories carried over included."""
    found: set[str] = set()
    seen: set[tuple[int, int]] = set()
    editions = output / EDITIONS
    for path in sorted((*editions.glob("*/edition.json"), *editions.glob("*/stories/*/brief.json"))):
        status = path.stat()
        if (status.st_dev, status.st_ino) not in seen:  # a story carried over is the same file
            seen.add((status.st_dev, status.st_ino))
            found.update(_articles(_record(path)))
    return found


def _record(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        raise StoreCorruptError(
            f"{path} cannot be read, so what it rests on is not known and nothing is removed; delete that "
            "edition's folder, or put it back from a copy"
        ) from error


def _articles(value: Any) -> Iterator[str]:
    """Yield every article named in a published record, under `article` or `articles`, however deep."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "article" and isinstance(part, str) and part:
                yield part
            elif name == "articles" and isinstance(part, list):
                yield from (one for one in part if isinstance(one, str))
            else:
                yield from _articles(part)
    elif isinstance(value, list):
        for part in value:
            yield from _articles(part)


def _newest(store: Store) -> tuple[str, ...]:
    """Return the articles of the newest edition, which may not be published yet."""
    last = store.editions.last()
    edition = store.editions.head(last.id) if last else None
    return edition.manifest.articles if edition else ()


def _chosen(store: Store) -> Iterator[str]:
    """Yield the articles that an editor's choices name, as they were made and as they stand now."""
    for stored in store.mends.all():
        for mend in (stored.mend, stored.now):
            yield from (*mend.articles, *mend.others)
