"""Ids of stories: kept from run to run, so that a story has one address for as long as it lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from aggregator.identity import article_id
from aggregator.models import Article, Story

_UNDATED = datetime.max.replace(tzinfo=UTC)


def keep_ids(groups: Sequence[Sequence[Article]], known: Sequence[Story]) -> tuple[Story, ...]:
    """Return the groups as stories, ordered by id.

    The most shared articles decide which group goes on as which story of `known`; of equals, the lower
    story id, then the group with the lower first article. A story that splits passes its id to one part.
    """
    members = sorted(tuple(sorted(article.id for article in group)) for group in groups)
    earliest = {_ids(group): _by_age(group) for group in groups}
    kept = _kept(members, known)
    taken = {story.id for story in known}
    stories: list[Story] = []
    for articles in members:
        name = kept.get(articles) or _new_id(earliest[articles], taken)
        taken.add(name)
        stories.append(Story(id=name, articles=articles))
    return tuple(sorted(stories, key=lambda story: story.id))


def _ids(group: Sequence[Article]) -> tuple[str, ...]:
    return tuple(sorted(article.id for article in group))


def _by_age(group: Sequence[Article]) -> list[str]:
    return [one.id for one in sorted(group, key=lambda one: (one.published or _UNDATED, one.id))]


def _kept(members: Sequence[tuple[str, ...]], known: Sequence[Story]) -> dict[tuple[str, ...], str]:
    group_of = {article: group for group in members for article in group}
    shared = Counter(
        (story.id, group_of[article]) for story in known for article in story.articles if article in group_of
    )
    kept: dict[tuple[str, ...], str] = {}
    given: set[str] = set()
    for (name, group), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if name not in given and group not in kept:
            kept[group] = name
            given.add(name)
    return kept


def _new_id(articles: Sequence[str], taken: set[str]) -> str:
    """Return an id made from the earliest article whose id no other story has."""
    for round_ in range(len(taken) + 1):
        for article in articles:
            name = article_id(f"story {round_} {article}" if round_ else f"story {article}")
            if name not in taken:
                return name
    raise AssertionError("more rounds than names taken")
