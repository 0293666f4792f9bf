"""Articles into stories: which articles can still matter, and their grouping, done only when they changed.

The stream of articles is kept from run to run: only what came, changed or went since is weighed.
What an editor chose is part of what decides a grouping: a new choice, or one taken back, groups anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.pipeline.mends import plain
from aggregator.pipeline.versions import input_hash, step_version
from aggregator.store import KeptStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from aggregator.cluster import Clustering, Frequencies, Stream
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
    inputs = input_hash(
        version,
        walk.settings.cluster.model_dump(mode="json"),
        sorted(_marks(articles).items()),
        plain(mends),
    )
    present = {stored.article.id for stored in articles}
    since = closed_before(walk.settings, walk.now)
    known = _living(walk.store.stories.known(seen_since=since), present)
    found = known
    if walk.store.stories.clustered() != inputs:
        with walk.watch.step("cluster"):
            stream = _stream(walk, articles)
            made = _clustered(walk, stream, known, mends)
            found = made.stories
            walk.store.stories.save_stories(
                found,
                made_by=version,
                input_hash=inputs,
                at=walk.now,
                followed=_followed(mends, made.mends),
                seen_since=since,
                kept=_kept(walk.settings, stream, articles),
            )
        walk.progress("cluster", len(articles), len(articles))
    return tuple(sorted(found, key=lambda story: story.id))


def frequencies_in_force(store: Store) -> Frequencies:
    """Return how often terms were met, as it last came into force."""
    from aggregator.cluster import Frequencies  # noqa: PLC0415 - as in `_clustered`

    return Frequencies.of(store.stories.frequencies())


def kept_stream(store: Store, settings: Settings, articles: Mapping[str, Article]) -> Stream | None:
    """Return the stream of the last clustering, None if other settings or another version made it.

    `articles` give its texts by id; those it has that are not among them go.
    """
    kept = store.stories.stream()
    if kept is None or kept.made_by != _maker(settings):
        return None
    from aggregator.cluster import unpacked  # noqa: PLC0415 - as in `_clustered`

    stream = unpacked(kept.payload, articles, settings.cluster)
    stream.update([], going=kept.marks.keys() - articles.keys())
    return stream


def _stream(walk: Walk, articles: Sequence[StoredArticle]) -> Stream:
    """Return the stream of `articles`, that of the last run with what changed since."""
    by_id = {stored.article.id: stored.article for stored in articles}
    stream = kept_stream(walk.store, walk.settings, by_id)
    marks = _marks(articles)
    if stream is None:
        stream, before = _begun(walk, articles)
    else:
        kept = walk.store.stories.stream()
        before = kept.marks if kept else {}
    stream.update(by_id[name] for name in by_id if before.get(name) != marks[name])
    counted, _ = walk.store.stories.counted()
    if stream.weights.in_force != counted:
        walk.store.stories.save_frequencies(stream.weights.learned().plain(), walk.now)
    return stream


def _begun(walk: Walk, articles: Sequence[StoredArticle]) -> tuple[Stream, Mapping[str, str]]:
    """Return a new stream of those articles that were counted before, and their marks."""
    from aggregator.cluster import Stream  # noqa: PLC0415 - as in `_clustered`

    _, at = walk.store.stories.counted()
    old = [stored for stored in articles if at is not None and stored.fetched <= at]
    stream = Stream(walk.settings.cluster, frequencies_in_force(walk.store))
    stream.resume([stored.article for stored in old])
    return stream, _marks(old)


def _clustered(walk: Walk, stream: Stream, known: Sequence[Story], mends: Sequence[StoredMend]) -> Clustering:
    from aggregator.cluster import stories_of  # noqa: PLC0415 - its mathematics is slow to import

    ended = walk.store.stories.ended(seen_since=closed_before(walk.settings, walk.now))
    past = _living(ended, set(stream.graph.places))
    return stories_of(stream, [stored.now for stored in mends], known=known, past=past)


def _kept(settings: Settings, stream: Stream, articles: Sequence[StoredArticle]) -> KeptStream:
    from aggregator.cluster import packed  # noqa: PLC0415 - as in `_clustered`

    return KeptStream(made_by=_maker(settings), marks=_marks(articles), payload=packed(stream))


def _maker(settings: Settings) -> str:
    """Return what a stream is the work of: the step and its settings."""
    return input_hash(step_version("cluster"), settings.cluster.model_dump(mode="json"))


def _marks(articles: Iterable[StoredArticle]) -> dict[str, str]:
    """Return by id what changes with all of an article that decides where it is put."""
    return {stored.article.id: f"{stored.content_hash} {stored.article.published}" for stored in articles}


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
