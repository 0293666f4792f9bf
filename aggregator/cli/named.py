"""How a person names a story or an article of the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.cli.shelf import load_edition
from aggregator.errors import InputError

if TYPE_CHECKING:
    from aggregator.models import Article, Story
    from aggregator.store import Store


LEAST_START = 4
"""Characters of an id or address from which its start is enough: a number beyond the edition is no start."""


def story_named(store: Store, output: Path, name: str) -> Story:
    """Return the story of that number in the current edition, id or address, or the start of one.

    A story that another took over leads to that other.

    Raises:
        InputError: if no story, or more than one, is meant.
    """
    known = {story.id: story for story in store.stories.known()}
    ends = {story: story for story in known} | store.stories.redirects()
    slugs = store.stories.slugs()
    names = {story: {story, slugs.get(story, story)} for story in ends}
    wanted = _numbered(output, name) or name
    exact = {ends[story] for story, called in names.items() if wanted in called}
    starts = {ends[story] for story, called in names.items() if any(one.startswith(wanted) for one in called)}
    meant = sorted((exact or (starts if len(wanted) >= LEAST_START else set())) & known.keys())
    if len(meant) == 1:
        return known[meant[0]]
    if not meant:
        raise InputError(f"no story {name!r} in the store; `aggregator stories` lists those of the edition")
    raise InputError(f"{name!r} may mean {', '.join(slugs.get(story, story) for story in meant)}")


def article_named(store: Store, name: str) -> Article:
    """Return the article of that id or address, or the start of an id.

    Raises:
        InputError: if no article, or more than one, is meant.
    """
    found = store.texts.meant(name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"no article {name!r} in the store; give its id or its address")
    raise InputError(f"{name!r} may mean {', '.join(article.id for article in found)}")


def story_with(store: Store, article: Article) -> Story:
    """Return the story that an article is in.

    Raises:
        InputError: if it is in none.
    """
    found = next((story for story in store.stories.known() if article.id in story.articles), None)
    if found is None:
        raise InputError(f"article {article.id} is in no story now; the next `aggregator run` may group it")
    return found


def _numbered(output: Path, name: str) -> str:
    """Return the id of the story of that number in the current edition, "" if it is none."""
    if not name.isdecimal():
        return ""
    try:
        briefs = load_edition(output).briefs
    except InputError:
        return ""
    return briefs[int(name) - 1].story if 1 <= int(name) <= len(briefs) else ""
