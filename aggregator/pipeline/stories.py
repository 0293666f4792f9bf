"""Articles into stories: which articles can still matter, and their grouping, done only when they changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.pipeline.versions import input_hash, step_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.config import Settings
    from aggregator.models import Article, Feed, Story
    from aggregator.pipeline.context import Walk
    from aggregator.store import StoredArticle


def recent(walk: Walk) -> tuple[StoredArticle, ...]:
    """Return the articles that can still matter, as the settings now describe their publishers.

    Those read within the window, and as far before it as two articles of one story may lie apart.
    """
    reach = timedelta(hours=walk.settings.edition.window_hours, days=walk.settings.cluster.window_days)
    feeds = {feed.url: feed for feed in walk.feeds}
    return tuple(
        replace(stored, article=_restated(stored.article, feeds.get(stored.article.feed), walk.settings))
        for stored in walk.store.texts.articles(fetched_since=walk.now - reach)
    )


def group(walk: Walk, articles: Sequence[StoredArticle]) -> tuple[Story, ...]:
    """Return the stories of `articles`, ordered by id; they keep their identity from run to run."""
    if not articles:
        return ()
    version = step_version("cluster")
    inputs = input_hash(
        version,
        walk.settings.cluster.model_dump(mode="json"),
        [(stored.article.id, stored.content_hash) for stored in articles],
    )
    present = {stored.article.id for stored in articles}
    known = tuple(story for story in walk.store.stories.known() if present.intersection(story.articles))
    if walk.store.stories.clustered() == inputs:
        return known
    from aggregator.cluster import cluster  # noqa: PLC0415 - its mathematics is slow to import

    with walk.watch.step("cluster"):
        found = cluster([stored.article for stored in articles], known, walk.settings.cluster)
        walk.store.stories.save_stories(found, made_by=version, input_hash=inputs, at=walk.now)
    walk.progress("cluster", len(articles), len(articles))
    return tuple(sorted(found, key=lambda story: story.id))


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
