"""Which stories enter the edition. Pure: stories, articles, settings and a time in; choices out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.config import EditionSettings
from aggregator.models import Article, Problem, Story
from aggregator.store import StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A story of the edition with the articles of it that are read sentence by sentence, ordered by id."""

    story: Story
    articles: tuple[StoredArticle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The stories of the edition, heaviest first, and what was left out."""

    choices: tuple[Choice, ...]
    left_out: tuple[Problem, ...]


def choose(
    stories: Iterable[Story], articles: Mapping[str, StoredArticle], settings: EditionSettings, now: datetime
) -> Chosen:
    """Choose the edition's stories from `stories`, whose articles stand in `articles` by id.

    A story needs an article within the window and enough articles. Of more than fit, those with most
    publisher families win, then those with most articles, then the newest.
    """
    since = now - timedelta(hours=settings.window_hours)
    left_out: list[Problem] = []
    open_to: list[Choice] = []
    for story in stories:
        members = sorted((articles[one] for one in story.articles if one in articles), key=_newest_first)
        if not members:
            continue
        refused = _refused(members, settings, since)
        if refused:
            left_out.append(_left_out(members, *refused))
        else:
            open_to.append(Choice(story=story, articles=tuple(members)))
    open_to.sort(key=_heaviest_first)
    over = open_to[settings.max_stories :]
    fits = f"The edition holds {settings.max_stories} stories (edition.max_stories)."
    left_out.extend(_left_out(choice.articles, "over_max_stories", fits) for choice in over)
    kept = [_trimmed(choice, settings.max_articles_per_story) for choice in open_to[: settings.max_stories]]
    left_out.extend(problem for _, problems in kept for problem in problems)
    return Chosen(choices=tuple(choice for choice, _ in kept), left_out=tuple(left_out))


def effective_time(stored: StoredArticle) -> datetime:
    """Return when an article counts as published: never after it was read, whatever it says itself."""
    return min(stored.article.published or stored.fetched, stored.fetched)


def in_window(
    articles: Iterable[StoredArticle], settings: EditionSettings, now: datetime
) -> list[StoredArticle]:
    """Return the articles published within the edition's window before `now`."""
    since = now - timedelta(hours=settings.window_hours)
    return [stored for stored in articles if effective_time(stored) >= since]


def families(articles: Iterable[Article]) -> frozenset[str]:
    """Return the publisher families of `articles`; an outlet of no known family is its own."""
    return frozenset(article.family or article.outlet or article.id for article in articles)


def _refused(
    members: Sequence[StoredArticle], settings: EditionSettings, since: datetime
) -> tuple[str, str] | None:
    """Return why a story cannot enter the edition, as a code and a sentence; None if it can."""
    if effective_time(members[0]) < since:
        hours = f"{settings.window_hours:g}"
        return (
            "outside_window",
            f"Nothing on it was published in the last {hours} hours (edition.window_hours).",
        )
    if len(members) < settings.min_articles:
        need = settings.min_articles
        return "too_few_articles", f"Articles: {len(members)}, needed: {need} (edition.min_articles)."
    return None


def _left_out(members: Sequence[StoredArticle], reason: str, detail: str) -> Problem:
    newest = members[0].article
    subject = newest.title or newest.url or newest.id
    return Problem(step="choose", subject=subject, reason=reason, detail=detail, url=newest.url, fatal=False)


def _trimmed(choice: Choice, most: int) -> tuple[Choice, list[Problem]]:
    """Return the choice with its newest articles only, ordered by id, and the rest as left out."""
    read, rest = choice.articles[:most], choice.articles[most:]
    detail = f"Only the newest {most} articles of a story are read (edition.max_articles_per_story)."
    ordered = tuple(sorted(read, key=lambda stored: stored.article.id))
    story = Story(id=choice.story.id, articles=tuple(stored.article.id for stored in ordered))
    problems = [_left_out([stored], "over_max_articles", detail) for stored in rest]
    return Choice(story=story, articles=ordered), problems


def _newest_first(stored: StoredArticle) -> tuple[float, str]:
    return -effective_time(stored).timestamp(), stored.article.id


def _heaviest_first(choice: Choice) -> tuple[int, int, float, str]:
    origins = len(families(stored.article for stored in choice.articles))
    newest = effective_time(choice.articles[0]).timestamp()
    return -origins, -len(choice.articles), -newest, choice.story.id
