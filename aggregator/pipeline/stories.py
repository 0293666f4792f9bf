"""Articles into stories: which articles can still matter, and their grouping, done only when they changed.

What an editor chose is part of what decides a grouping: a new choice, or one taken back, groups anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.pipeline.mends import plain
from aggregator.pipeline.versions import input_hash, step_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from aggregator.cluster import Clustering, Frequencies
    from aggregator.config import Settings
    from aggregator.models import Article, Feed, Mend, Story
    from aggregator.pipeline.context import Walk
    from aggregator.store import Store, StoredArticle, StoredMend


REOPENED = timedelta(days=30)
"""A page that changes within this time after its story grew cold still finds it; then the story is closed."""


def recent(walk: Walk) -> tuple[StoredArticle, ...]:
    """Return the articles that can still matter, as the settings now describe their publishers.

    Those read within the window, and as far before it as two articles of one story may lie apart.
    """
    feeds = {feed.url: feed for feed in walk.feeds}
    return tuple(
        replace(stored, article=_restated(stored.article, feeds.get(stored.article.feed), walk.settings))
        for stored in within_reach(walk.store, walk.settings, walk.now)
    )


def within_reach(store: Store, settings: Settings, now: datetime) -> tuple[StoredArticle, ...]:
    """Return the articles that a clustering at `now` compares, as they were read."""
    reach = timedelta(hours=settings.edition.window_hours, days=settings.cluster.window_days)
    return store.texts.articles(fetched_since=now - reach)


def closed_before(settings: Settings, now: datetime) -> datetime:
    """Return since when a story must have had a live article, or it is closed.

    No article that is compared now can be of a story closed for so long, unless it was read anew; those
    have a while in which to find their story again.
    """
    reach = timedelta(hours=settings.edition.window_hours, days=settings.cluster.window_days)
    return now - reach - REOPENED


def group(walk: Walk, articles: Sequence[StoredArticle]) -> tuple[Story, ...]:
    """Return the stories of `articles`, ordered by id, as an editor's choices want them.

    They keep their identity from run to run.
    """
    if not articles:
        return ()
    version = step_version("cluster")
    mends = walk.store.mends.all()
    counted_at = _counted_at(walk, articles)
    inputs = input_hash(
        version,
        walk.settings.cluster.model_dump(mode="json"),
        [(stored.article.id, stored.content_hash) for stored in articles],
        plain(mends),
        counted_at.isoformat(),
    )
    present = {stored.article.id for stored in articles}
    since = closed_before(walk.settings, walk.now)
    known = _living(walk.store.stories.known(seen_since=since), present)
    found = known
    if walk.store.stories.clustered() != inputs:
        with walk.watch.step("cluster"):
            made = _clustered(walk, articles, known, mends)
            found = made.stories
            walk.store.stories.save_stories(
                found,
                made_by=version,
                input_hash=inputs,
                at=walk.now,
                followed=_followed(mends, made.mends),
                seen_since=since,
            )
        walk.progress("cluster", len(articles), len(articles))
    return tuple(sorted(found, key=lambda story: story.id))


def frequencies_in_force(store: Store) -> Frequencies:
    """Return how often terms were met, as the last clustering took it."""
    from aggregator.cluster import Frequencies  # noqa: PLC0415 - as in `_clustered`

    return Frequencies.of(store.stories.frequencies())


def _counted_at(walk: Walk, articles: Sequence[StoredArticle]) -> datetime:
    """Return when it was counted how often terms are met: now, if much was read since the last time."""
    counted, at = walk.store.stories.counted()
    fresh = [stored.article for stored in articles if at is None or stored.fetched > at]
    if at is not None and not fresh:
        return at
    from aggregator.cluster import learned, outgrown  # noqa: PLC0415 - as in `_clustered`

    # Counted in time: what is older than the window is soon out of reach, and would never be learned from.
    old = at is None or walk.now - at >= timedelta(days=walk.settings.cluster.window_days)
    if at is not None and not old and not outgrown(counted, len(fresh)):
        return at
    with walk.watch.step("cluster"):
        counts = learned(frequencies_in_force(walk.store), fresh)
        walk.store.stories.save_frequencies(counts.plain(), walk.now)
    return walk.now


def _clustered(
    walk: Walk,
    articles: Sequence[StoredArticle],
    known: Sequence[Story],
    mends: Sequence[StoredMend],
) -> Clustering:
    from aggregator.cluster import cluster_mended  # noqa: PLC0415 - its mathematics is slow to import

    ended = walk.store.stories.ended(seen_since=closed_before(walk.settings, walk.now))
    return cluster_mended(
        [stored.article for stored in articles],
        [stored.now for stored in mends],
        known=known,
        past=_living(ended, {stored.article.id for stored in articles}),
        settings=walk.settings.cluster,
        frequencies=frequencies_in_force(walk.store),
    )


def _followed(mends: Sequence[StoredMend], made: Sequence[Mend]) -> list[StoredMend]:
    return [replace(stored, followed=mend) for stored, mend in zip(mends, made, strict=True)]


def _living(stories: Iterable[Story], present: set[str]) -> tuple[Story, ...]:
    """Return the stories that have an article among those `present`."""
    return tuple(story for story in stories if not present.isdisjoint(story.articles))


def _restated(article: Article, feed: Feed | None, settings: Settings) -> Article:
    """Return `article` with its publisher as the settings have it today: owners change.

    What an aggregator's feed lists belongs to whoever wrote it, so there the article's own address and
    outlet decide; "" is the family of an outlet that the settings do not know.
    """
    if feed is None:
        return article
    if feed.kind != "aggregator":
        return replace(article, family=feed.family, owner=feed.owner, kind=feed.kind)
    family = settings.family_of(article.url) or settings.family_of(article.outlet)
    owner = settings.families[family].owner if family else ""
    return replace(article, family=family, owner=owner)
