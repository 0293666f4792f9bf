"""The chosen stories into briefs: annotate | corroborate | compose, each only where its inputs changed.

One brief is held at a time, however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.models import Annotation, Article, Assessment, Brief
from aggregator.pipeline.context import Walk
from aggregator.pipeline.versions import input_hash, settings_hash, step_version
from aggregator.store import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.pipeline.choose import Choice
    from aggregator.store import StoredArticle

CHUNK = 8
"""Articles annotated between two commits: a killed run loses no more than these."""


def write(walk: Walk, choices: Sequence[Choice]) -> Iterator[tuple[Choice, Brief]]:
    """Yield the briefs of `choices`, in their order; only those whose inputs changed are made anew."""
    to_do = [choice for choice in choices if not _stands(walk, choice)]
    annotate(walk, [stored for choice in to_do for stored in choice.articles])
    done = 0
    for choice in choices:
        brief = _kept(walk, choice)
        if brief is None:
            brief, done = _write_one(walk, choice), done + 1
            walk.progress("compose", done, len(to_do))
        yield choice, brief


def annotate(walk: Walk, articles: Iterable[StoredArticle]) -> None:
    """Annotate the contents that are not yet, each once however many articles have it; keep them."""
    version = step_version("annotate")
    contents = {stored.content_hash: stored.article for stored in articles}
    there = walk.store.texts.annotated(contents, version)
    missing = [(key, article) for key, article in sorted(contents.items()) if key not in there]
    chunks = [missing[start : start + CHUNK] for start in range(0, len(missing), CHUNK)]
    with walk.watch.step("annotate"):
        done = 0
        for chunk in walk.runner.map(annotate_chunk, chunks):
            walk.store.texts.save_annotations(dict(chunk), version)
            done += len(chunk)
            walk.progress("annotate", done, len(missing))


def annotate_chunk(chunk: list[tuple[str, Article]]) -> list[tuple[str, Annotation]]:
    """Annotate a few articles; run in a worker."""
    from aggregator.annotate import annotate_all  # noqa: PLC0415 - the language model is slow to import

    return list(zip((key for key, _ in chunk), annotate_all(article for _, article in chunk), strict=True))


def with_history(walk: Walk, choice: Choice, brief: Brief) -> Brief:
    """Return `brief` with what changed since the version of it that readers saw last."""
    from aggregator.annotate import compare  # noqa: PLC0415 - as below
    from aggregator.compose import Material, with_history  # noqa: PLC0415 - as below

    before = walk.store.stories.newest_result(Brief, PUBLISHED, choice.story.id)
    if before is None:
        return brief
    articles = {stored.article.id: stored.article for stored in choice.articles}
    found = _annotations(walk, choice)
    assessment = _assess(walk, choice, list(articles.values()), found)
    return with_history(
        brief, before, Material(choice.story, articles, found, assessment, walk.settings, walk.now, compare)
    )


def _inputs(walk: Walk, step: str, choice: Choice) -> str:
    """Return the hash of all that decides what `step` makes of a story."""
    steps = {"corroborate": ("annotate", "corroborate"), "compose": ("annotate", "corroborate", "compose")}
    return input_hash(
        [step_version(name) for name in steps[step]],
        settings_hash(walk.settings),
        choice.story.id,
        [(stored.article.id, stored.content_hash) for stored in choice.articles],
    )


def _stands(walk: Walk, choice: Choice) -> bool:
    return walk.store.stories.stands("compose", choice.story.id, _inputs(walk, "compose", choice))


def _kept(walk: Walk, choice: Choice) -> Brief | None:
    return walk.store.stories.result(Brief, "compose", choice.story.id, _inputs(walk, "compose", choice))


def _write_one(walk: Walk, choice: Choice) -> Brief:
    from aggregator.annotate import compare  # noqa: PLC0415 - loads only when there is something to write
    from aggregator.compose import compose  # noqa: PLC0415 - as above

    articles = [stored.article for stored in choice.articles]
    found = _annotations(walk, choice)
    assessment = _assess(walk, choice, articles, found)
    with walk.watch.step("compose"):
        brief = compose(choice.story, articles, found, assessment, walk.settings, walk.now, compare)
        brief = replace(brief, slug=walk.store.stories.save_slug(choice.story.id, brief.slug))
        walk.store.stories.save_result(
            brief, "compose", choice.story.id, _inputs(walk, "compose", choice), walk.now
        )
    return brief


def _assess(
    walk: Walk, choice: Choice, articles: Sequence[Article], found: Mapping[str, Annotation]
) -> Assessment:
    from aggregator.annotate import compare  # noqa: PLC0415 - as above
    from aggregator.corroborate import corroborate  # noqa: PLC0415 - as above

    wanted = _inputs(walk, "corroborate", choice)
    with walk.watch.step("corroborate"):
        kept = walk.store.stories.result(Assessment, "corroborate", choice.story.id, wanted)
        if kept is not None:
            return kept
        made = corroborate(choice.story, articles, found, walk.settings.policy, compare)
        walk.store.stories.save_result(made, "corroborate", choice.story.id, wanted, walk.now)
    return made


def _annotations(walk: Walk, choice: Choice) -> dict[str, Annotation]:
    """Return the annotations of a story's articles by article id; articles of one content share one."""
    by_content = walk.store.texts.annotations(
        (stored.content_hash for stored in choice.articles), step_version("annotate")
    )
    return {
        stored.article.id: replace(by_content[stored.content_hash], article=stored.article.id)
        for stored in choice.articles
    }
