"""Ids of stories: kept from run to run, so that a story has one address for as long as it lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from aggregator.identity import article_id
from aggregator.models import Story

ByAge = Callable[[Sequence[str]], Sequence[str]]
"""Orders ids of articles, the earliest first."""


def keep_ids(
    groups: Sequence[tuple[str, ...]], by_age: ByAge, known: Sequence[Story], past: Sequence[Story] = ()
) -> tuple[Story, ...]:
    """Return the groups, sorted ids of articles, as stories ordered by id.

    The most shared articles decide which group goes on as which story of `known`; of equals, the story
    that stands first in `known`. A story that splits passes its id to one part. A story of `past`, which
    had gone into another, comes back in a group that no story goes on as and that holds half of it.
    """
    kept = _kept(groups, known, past)
    taken = {story.id for story in (*known, *past)}
    stories = list(kept.values())
    for articles in sorted(group for group in groups if group not in kept):
        name = _new_id(by_age(articles), taken)
        taken.add(name)
        stories.append(Story(id=name, articles=articles))
    return tuple(sorted(stories, key=attrgetter("id")))


def _kept(
    groups: Sequence[tuple[str, ...]], known: Sequence[Story], past: Sequence[Story]
) -> dict[tuple[str, ...], Story]:
    """Return the groups that go on as stories."""
    # Most stories are as they were, and no other can have a better claim to all of one.
    whole = set(groups)
    kept = {story.articles: story for story in reversed(known) if story.articles in whole}
    given = {story.id for story in kept.values()}
    moved = [story for story in known if story.id not in given]
    if not moved and not past:
        return kept
    absorbed = frozenset(article for story in past for article in story.articles)
    group_of = {article: group for group in groups if past or group not in kept for article in group}
    claims = [*_claims(moved, group_of, absorbed), *_claims(past, group_of, least=0.5)]
    for name, group in claims:
        if name not in given and group not in kept:
            kept[group] = Story(id=name, articles=group)
            given.add(name)
    return kept


def _claims(
    stories: Sequence[Story],
    group_of: Mapping[str, tuple[str, ...]],
    absorbed: frozenset[str] = frozenset(),
    least: float = 0,
) -> list[tuple[str, tuple[str, ...]]]:
    """Return which story may go on as which group, the best claim first.

    More articles shared are a better claim, then more that were not `absorbed` from another story, then
    the place in `stories`. A group with less than the share `least` of a story's articles is none for it.
    """
    found: list[tuple[int, int, int, tuple[str, ...]]] = []
    for place, story in enumerate(stories):
        there = [article for article in story.articles if article in group_of]
        shared = Counter(group_of[article] for article in there)
        own = Counter(group_of[article] for article in there if article not in absorbed)
        enough = [group for group in shared if shared[group] >= least * len(there)]
        found.extend((-shared[group], -own[group], place, group) for group in enough)
    return [(stories[place].id, group) for _, _, place, group in sorted(found)]


def _new_id(articles: Sequence[str], taken: set[str]) -> str:
    """Return an id made from the earliest article whose id no other story has."""
    for round_ in range(len(taken) + 1):
        for article in articles:
            name = article_id(f"story {round_} {article}" if round_ else f"story {article}")
            if name not in taken:
                return name
    raise AssertionError("more rounds than names taken")
