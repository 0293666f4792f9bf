"""`stories --why`: the numbers behind an article's place, for a person or for a script."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.console import iso, print_json, print_table
from aggregator.cli.named import article_named
from aggregator.cli.options import settings_from
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.cluster import Why
    from aggregator.models import Article, Mend, Story
    from aggregator.store import Store

TIE_COLUMNS = ("likeness", "title", "text", "names", "days", "time", "figures", "words", "copy", "article")


def explain(output: Path, name: str, feeds_file: Path | None, *, as_json: bool) -> None:
    """Print why the article that `name` means is in its story.

    Raises:
        InputError: if no article, or more than one, is meant, or the last clustering did not see it.
    """
    from aggregator.pipeline.why import why_there
    from aggregator.store import Store

    settings = settings_from(feeds_file)
    with Store.existing(output) as store:
        article = article_named(store, name)
        record = _record(store, article, why_there(store, settings, article.id))
    if as_json:
        print_json(record)
    else:
        for line in _lines(record):
            click.echo(printable(line))
        _print_ties(record)


def _record(store: Store, article: Article, why: Why) -> dict[str, Any]:
    stories = {story.id: story for story in store.stories.known()}
    slugs = store.stories.slugs()
    listed = [stories[one] for one in (why.story, why.nearest) if one]
    articles = store.texts.named(one for story in listed for one in story.articles)
    own, *near = (_story(story, slugs, articles) for story in listed)
    return {
        "article": _article(article),
        "story": own | {"likeness": why.likeness},
        "threshold": why.threshold,
        "collection": why.collection,
        "ties": [asdict(tie) | {"article": _article(articles[tie.article])} for tie in why.ties],
        "nearest": near[0] | {"likeness": why.nearest_likeness} if near else None,
        "choices": [stored.number for stored in store.mends.all() if _touches(stored.mend, article.id)],
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "address": article.url,
        "published": iso(article.published),
    }


def _story(story: Story, slugs: Mapping[str, str], articles: Mapping[str, Article]) -> dict[str, Any]:
    """Return a story as a person knows it: with the title of its earliest article."""
    held = [articles[one] for one in story.articles if one in articles]
    dated = sorted(held, key=lambda one: (iso(one.published) or "~", one.id))
    title = dated[0].title if dated else ""
    return {"id": story.id, "slug": slugs.get(story.id, ""), "title": title, "articles": len(story.articles)}


def _touches(mend: Mend, article: str) -> bool:
    """Whether a choice speaks of the article, and not only of the story that another one joins."""
    both = mend.kind.value in ("merge", "split")
    return article in mend.articles or (both and article in mend.others)


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    article, story, near = record["article"], record["story"], record["nearest"]
    yield f"Article {article['id']}: {article['title']} ({article['outlet']})"
    if story["articles"] == 1:
        yield f"Story {story['id']}: it is alone in it; groups join from {record['threshold']:.2f}"
    else:
        yield f"Story {story['id']} of {story['articles']} articles: {story['title']}"
        yield f"Likeness to the others: {story['likeness']:.2f}; groups join from {record['threshold']:.2f}"
    if record["collection"]:
        yield "It is a ticker or round-up by its title: attached when all else was done."
    if near:
        yield f"Nearest other story: {near['likeness']:.2f}, {near['id']}: {near['title']}"
    else:
        yield "Nearest other story: none is like it at all"
    if record["choices"]:
        yield f"Choices of an editor that speak of it: {', '.join(map(str, record['choices']))}"


def _print_ties(record: Mapping[str, Any]) -> None:
    """Print the others of the story, the most alike first."""
    rows = [
        [
            *(f"{tie[name]:.2f}" for name in ("likeness", "title", "text", "names")),
            "?" if tie["days"] is None else f"{tie['days']:.1f}",
            *(f"{tie[name]:.2f}" for name in ("time", "figures", "words")),
            "copy" if tie["copy"] else "",
            f"{tie['article']['title']} ({tie['article']['outlet']})",
        ]
        for tie in record["ties"]
    ]
    if rows:
        print_table(TIE_COLUMNS, rows, wide=["article"])
