"""The edition: which stories, their briefs, every line proved, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator import __version__
from aggregator.config import rules_in_force
from aggregator.errors import NothingToPublishError
from aggregator.models import Completeness, Edition, Manifest, StepVersion
from aggregator.pipeline import briefs, history, stories
from aggregator.pipeline.choose import Chosen, choose, in_window
from aggregator.pipeline.mends import plain
from aggregator.pipeline.versions import files_hash, input_hash, settings_hash, step_versions

if TYPE_CHECKING:
    from aggregator.pipeline.context import Walk
    from aggregator.store import EditionRecord, StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an edition stands on beside its articles; `seen` hashes it with all articles and choices."""

    settings: str
    steps: tuple[StepVersion, ...]
    seen: str


def ground_of(walk: Walk) -> Ground:
    """Return what an edition made now would stand on. Cheap: no step is imported."""
    steps = step_versions()
    if walk.templates is not None:
        steps += (StepVersion(step="templates", version=files_hash(walk.templates)[:12]),)
    settings = settings_hash(walk.settings)
    versions = [(step.step, step.version) for step in steps]
    seen = input_hash(settings, versions, walk.store.texts.digest(), plain(walk.store.mends.all()))
    return Ground(settings=settings, steps=steps, seen=seen)


def new_edition(walk: Walk, ground: Ground, last: EditionRecord | None) -> Edition | None:
    """Return the edition of what there is now, committed but not published; None if `last` stands.

    It has no briefs: they stand in the store, from which they are rendered one by one.

    The last edition stands if the same articles would make it again, or if no story could enter another.

    Raises:
        NothingToPublishError: if no story enters the edition and there is none from before.
        VerificationError: if not one brief holds against its sources.
    """
    articles = stories.recent(walk)
    chosen = _chosen(walk, articles)
    if not chosen.choices and last is None:
        raise NothingToPublishError(_nothing(walk, articles))
    window = in_window(articles, walk.settings.edition, walk.now)
    inputs = _inputs(ground, window, chosen)
    if last is not None and (not chosen.choices or last.input_hash == inputs):
        walk.store.editions.save_seen(ground.seen, walk.now)
        return None
    name = f"{walk.now:%Y-%m-%dT%H%M%SZ}-{inputs[:8]}"
    made = briefs.make(walk, chosen.choices, name)
    urls = [feed.url for feed in walk.feeds]
    since = walk.now - timedelta(hours=walk.settings.edition.window_hours)
    edition = Edition(
        id=name,
        title=walk.settings.edition.title,
        at=walk.now,
        briefs=(),
        left_out=(*walk.store.feeds.problems(urls, since), *chosen.left_out, *made.dropped),
        manifest=_manifest(ground, inputs, chosen),
        counts=_counts(walk, articles, window, chosen, made),
        language=walk.settings.edition.language,
        base_url=str(walk.settings.edition.base_url or ""),
        contact=walk.settings.edition.contact,
        rules=rules_in_force(walk.settings),
        corrections=(*history.corrections(walk, last), *made.taken_back),
        moved=history.moved(walk, made.slugs),
    )
    walk.store.editions.save(edition, made.order, inputs, ground.seen)
    walk.progress("edition", len(made.gists), len(made.gists))
    return edition


def _chosen(walk: Walk, articles: Sequence[StoredArticle]) -> Chosen:
    found = stories.group(walk, articles)
    by_id = {stored.article.id: stored for stored in articles}
    return choose(found, by_id, walk.settings.edition, walk.now)


def _inputs(ground: Ground, window: Sequence[StoredArticle], chosen: Chosen) -> str:
    """Return the hash of all that decides an edition: two of one hash are the same edition."""
    return input_hash(
        ground.settings,
        [(step.step, step.version) for step in ground.steps],
        [(stored.article.id, stored.content_hash) for stored in window],
        [
            (choice.story.id, [(stored.article.id, stored.content_hash) for stored in choice.articles])
            for choice in chosen.choices
        ],
    )


def _manifest(ground: Ground, inputs: str, chosen: Chosen) -> Manifest:
    articles = {stored.article.id for choice in chosen.choices for stored in choice.articles}
    return Manifest(
        program=f"aggregator {__version__}",
        config_sha256=ground.settings,
        input_sha256=inputs,
        steps=ground.steps,
        articles=tuple(sorted(articles)),
    )


def _counts(
    walk: Walk,
    articles: Sequence[StoredArticle],
    window: Sequence[StoredArticle],
    chosen: Chosen,
    made: briefs.Made,
) -> dict[str, int]:
    """Count what stands in the store, not what this run did, so that a run begun again counts the same."""
    read = [stored.article for choice in chosen.choices for stored in choice.articles]
    return {
        "feeds": len(walk.feeds),
        "articles": len(articles),
        "articles_in_window": len(window),
        "read_in_full": sum(one.article.completeness is Completeness.FULL for one in window),
        "read_in_part": sum(one.article.completeness is Completeness.PARTIAL for one in window),
        "feed_text_only": sum(one.article.completeness is Completeness.FEED_ONLY for one in window),
        "articles_in_briefs": len({article.id for article in read}),
        "outlets_in_briefs": len({article.outlet for article in read}),
        "briefs": len(made.gists),
        "lines": made.lines,
    }


def _nothing(walk: Walk, articles: Sequence[StoredArticle]) -> str:
    edition = walk.settings.edition
    if not articles:
        return "no article could be read; the report names what failed"
    return (
        f"none of {len(articles)} articles belongs to a story with at least {edition.min_articles} of them "
        f"(edition.min_articles) and one from the last {edition.window_hours:g} hours (edition.window_hours)"
    )
