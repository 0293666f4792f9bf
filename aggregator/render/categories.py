"""Categories: their names, their folders, and the stories of each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from aggregator.evidence import sha256
from aggregator.identity import slug
from aggregator.render.text import words
from aggregator.render.views import CategoryView, TeaserView


@lru_cache
def category_name(category: str) -> str:
    """Return a category as people write it: "us_politics" -> "Us politics"."""
    return words(category).capitalize() or "General"


@lru_cache
def category_slug(name: str) -> str:
    """Return a category's name as a folder's; a name that loses something there gets a mark of its own."""
    short = slug(name)
    return short if short == name.lower().replace(" ", "-") else f"{short}-{sha256(name)[:6]}"


def by_category(stories: Sequence[TeaserView]) -> tuple[CategoryView, ...]:
    """Return `stories` by category, each category at the place of its first."""
    groups: dict[str, list[TeaserView]] = {}
    for story in stories:
        groups.setdefault(story.category, []).append(story)
    return tuple(
        CategoryView(name=name, slug=category_slug(name), anchor=f"category-{place}", briefs=tuple(members))
        for place, (name, members) in enumerate(groups.items(), 1)
    )
