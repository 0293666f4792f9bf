"""Which stories enter an edition, and that every other is named with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from aggregator.config import EditionSettings
from aggregator.models import Article, Story
from aggregator.pipeline.choose import Chosen, choose, effective_time
from aggregator.store import StoredArticle

NOW = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)


def stored(
    name: str, family: str = "harbour", hours_ago: float = 1, read_hours_ago: float = 0
) -> StoredArticle:
    published = NOW - timedelta(hours=hours_ago)
    read = NOW - timedelta(hours=read_hours_ago)
    article = Article(
        id=name, text="Text.", title=f"Title {name}", family=family, published=published, fetched=read
    )
    return StoredArticle(article=article, content_hash=name, fetched=read)


def chosen(*groups: list[StoredArticle], **limits: float) -> Chosen:
    articles = {one.article.id: one for group in groups for one in group}
    stories = [
        Story(id=f"s{place}", articles=tuple(one.article.id for one in group))
        for place, group in enumerate(groups)
    ]
    return choose(stories, articles, EditionSettings.model_validate(limits), NOW)


def reasons(found: Chosen) -> list[tuple[str, str]]:
    return [(problem.subject, problem.reason) for problem in found.left_out]


def ids(found: Chosen) -> list[str]:
    return [choice.story.id for choice in found.choices]


def test_many_families_weigh_more_than_many_articles() -> None:
    copies = [stored(f"a{n}") for n in range(5)]
    sources = [stored("b1", "harbour"), stored("b2", "valley"), stored("b3", "plain")]
    assert ids(chosen(copies, sources)) == ["s1", "s0"]


def test_what_does_not_enter_is_named_with_its_reason() -> None:
    found = chosen(
        [stored("alone")],
        [stored("old1", hours_ago=90), stored("old2", hours_ago=80)],
        [stored("b1"), stored("b2", "valley")],
        [stored("c1"), stored("c2")],
        max_stories=1,
    )
    assert ids(found) == ["s2"]
    assert reasons(found) == [
        ("Title alone", "too_few_articles"),
        ("Title old2", "outside_window"),
        ("Title c1", "over_max_stories"),
    ]
    assert not any(problem.fatal for problem in found.left_out)


def test_an_old_article_stays_in_a_story_that_goes_on() -> None:
    (choice,) = chosen([stored("new"), stored("old", hours_ago=900)]).choices
    assert choice.story.articles == ("new", "old")


def test_of_a_long_story_the_newest_articles_are_read() -> None:
    found = chosen(
        [stored("a", hours_ago=3), stored("b", hours_ago=1), stored("c", hours_ago=2)],
        max_articles_per_story=2,
    )
    (choice,) = found.choices
    assert choice.story.articles == ("b", "c")
    assert reasons(found) == [("Title a", "over_max_articles")]


def test_an_article_dated_in_the_future_counts_from_when_it_was_read() -> None:
    assert effective_time(stored("a", hours_ago=-50, read_hours_ago=2)) == NOW - timedelta(hours=2)


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 100)), min_size=1, max_size=6), max_size=8
    ),
    st.randoms(use_true_random=False),
)
def test_every_story_is_chosen_or_left_out_whatever_their_order(
    groups: list[list[tuple[str, int]]], random: Random
) -> None:
    made = [
        [stored(f"{place}-{n}", family, hours) for n, (family, hours) in enumerate(group)]
        for place, group in enumerate(groups)
    ]
    found = chosen(*made, max_stories=3)
    outside = [problem for problem in found.left_out if problem.reason != "over_max_articles"]
    assert len(found.choices) + len(outside) == len(groups)
    articles = {one.article.id: one for group in made for one in group}
    stories = [
        Story(id=f"s{place}", articles=tuple(one.article.id for one in group))
        for place, group in enumerate(made)
    ]
    random.shuffle(stories)
    again = choose(stories, articles, EditionSettings(max_stories=3), NOW)
    assert again.choices == found.choices
