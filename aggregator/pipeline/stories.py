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

    from aggregator.cluster import Clustering
    from aggregator.config import Settings
    from aggregator.models import Article, Feed, Mend, Story
    from aggregator.pipeline.context import Walk
    from aggregator.store import Store, StoredArticle, StoredMend


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


def group(walk: Walk, articles: Sequence[StoredArticle]) -> tuple[Story, ...]:
    """Return the stories of `articles`, ordered by id, as an editor's choices want them.

    They keep their identity from run to run.
    """
    if not articles:
        return ()
    version = step_version("cluster")
    mends = walk.store.mends.all()
    inputs = input_hash(
        version,
        walk.settings.cluster.model_dump(mode="json"),
        [(stored.article.id, stored.content_hash) for stored in articles],
        plain(mends),
    )
    present = {stored.article.id for stored in articles}
    known = _living(walk.store.stories.known(), present)
    found = known
    if walk.store.stories.clustered() != inputs:
        with walk.watch.step("cluster"):
            made = _clustered(walk, articles, known, mends)
            found, followed = made.stories, _followed(mends, made.mends)
            walk.store.stories.save_stories(
                found, made_by=version, input_hash=inputs, at=walk.now, followed=followed
            )
        walk.progress("cluster", len(articles), len(articles))
    return tuple(sorted(found, key=lambda story: story.id))


def _clustered(
    walk: Walk, articles: Sequence[StoredArticle], known: Sequence[Story], mends: Sequence[StoredMend]
) -> Clustering:
    from aggregator.cluster import cluster_mended  # noqa: PLC0415 - its mathematics is slow to import

    return cluster_mended(
        [stored.article for stored in articles],
        [stored.now for stored in mends],
        known=known,
        past=_living(walk.store.stories.ended(), {stored.article.id for stored in articles}),
        settings=walk.settings.cluster,
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
