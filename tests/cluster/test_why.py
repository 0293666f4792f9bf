"""Why an article is in its story: the same numbers that grouped it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.cluster import Why, cluster, why
from aggregator.cluster.weighing import weigh
from aggregator.models import Article
from tests.cluster.test_stories import TEXTS, articles, stream_of


def asked(name: str, made: list[Article]) -> Why:
    return why(name, stream_of(made), cluster(made))


def test_the_likeness_is_that_which_grouped() -> None:
    made = articles()
    found = asked("quake-north-1", made)
    weighed = weigh(stream_of(made))
    place = weighed.names.index("quake-north-1")
    assert {tie.article: tie.likeness for tie in found.ties} == {
        name: round(weighed.mean(place, [weighed.names.index(name)]), 3)
        for name in ("quake-north-2", "quake-north-3")
    }
    assert found.likeness == pytest.approx(sum(tie.likeness for tie in found.ties) / 2, abs=0.001)
    assert found.likeness > found.threshold > found.nearest_likeness
    assert [tie.likeness for tie in found.ties] == sorted((tie.likeness for tie in found.ties), reverse=True)


def test_the_nearest_other_story_is_the_look_alike() -> None:
    made = articles()
    south = next(story for story in cluster(made) if "quake-south-1" in story.articles)
    assert asked("quake-north-1", made).nearest == south.id


def test_views_time_and_figures_are_laid_open() -> None:
    (tie,) = asked("ruling-1", articles()).ties
    assert min(tie.title, tie.text, tie.names) > 0
    assert 0 < (tie.days or 0) < 1
    assert 0.7 < tie.time <= 1
    assert not tie.copy
    (undated,) = asked("ruling-1", articles(dated=False)).ties
    assert (undated.days, undated.time) == (None, 1.0)


def test_a_copy_is_called_one() -> None:
    title, text = TEXTS["alone"]
    made = [*articles(), Article(id="copy", title=title, text=text)]
    (tie,) = asked("alone", made).ties
    assert (tie.article, tie.copy) == ("copy", True)


def test_a_round_up_is_called_one_and_counts_for_nobody() -> None:
    live = Article(id="live", title="Live updates: ruling", text=TEXTS["ruling-1"][1])
    made = [*articles(), live]
    stories = cluster(articles())
    held = [
        replace(story, articles=(*story.articles, "live")) if "ruling-1" in story.articles else story
        for story in stories
    ]
    assert why("live", stream_of(made), held).collection
    with_live = why("ruling-1", stream_of(made), held)
    (tie,) = [tie for tie in with_live.ties if tie.article == "ruling-2"]
    assert with_live.likeness == tie.likeness


def test_an_article_alone_has_no_ties() -> None:
    found = asked("alone", articles())
    assert (found.ties, found.likeness) == ((), 0.0)


def test_an_article_in_no_story_is_refused() -> None:
    with pytest.raises(KeyError):
        why("alone", stream_of(articles()), [])
    with pytest.raises(KeyError):
        why("unknown", stream_of(articles()), cluster(articles()))
