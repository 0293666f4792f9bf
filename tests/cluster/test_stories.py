from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.cluster import Frequencies, Stream, cluster, learned
from aggregator.cluster.collections import is_collection
from aggregator.cluster.likeness import LONE
from aggregator.cluster.weighing import weigh
from aggregator.models import Article, Story

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)

EVENTS_FILE = Path(__file__).with_name("events.yaml")
TEXTS = {case["id"]: (case["title"], case["text"]) for case in yaml.safe_load(EVENTS_FILE.read_text("utf-8"))}


def articles(names: Sequence[str] = tuple(TEXTS), *, dated: bool = True, bare: bool = False) -> list[Article]:
    return [
        Article(
            id=name,
            title=TEXTS[name][0],
            text="" if bare else TEXTS[name][1],
            published=NOON + timedelta(hours=hour) if dated else None,
        )
        for hour, name in enumerate(names)
    ]


def grouped(stories: Sequence[Story]) -> set[frozenset[str]]:
    return {frozenset(story.articles) for story in stories}


def stream_of(made: Sequence[Article]) -> Stream:
    stream = Stream(frequencies=learned(Frequencies(), made), learning=False)
    stream.update(made)
    return stream


EVENTS = {
    frozenset({"quake-north-1", "quake-north-2", "quake-north-3"}),
    frozenset({"quake-south-1", "quake-south-2"}),
    frozenset({"ruling-1", "ruling-2"}),
    frozenset({"alone"}),
}


@pytest.mark.parametrize("dated", [True, False])
def test_events_stand_apart_from_their_look_alikes(*, dated: bool) -> None:
    assert grouped(cluster(articles(dated=dated))) == EVENTS


def test_titles_alone_are_enough() -> None:
    found = grouped(cluster(articles(["ruling-1", "ruling-2", "quake-south-2", "alone"], bare=True)))
    assert frozenset({"ruling-1", "ruling-2"}) in found
    assert frozenset({"alone"}) in found


def test_a_bare_title_joins_full_texts() -> None:
    mixed = [replace(one, text="") if one.id == "quake-north-2" else one for one in articles()]
    assert grouped(cluster(mixed)) >= EVENTS


@settings(max_examples=20, deadline=None)
@given(st.permutations(list(TEXTS)))
def test_order_does_not_matter(names: list[str]) -> None:
    by_id = {article.id: article for article in articles()}
    assert cluster([by_id[name] for name in names]) == cluster(list(by_id.values()))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=80)), max_size=12))
def test_every_article_is_in_exactly_one_story(contents: list[tuple[str, str]]) -> None:
    made = [Article(id=str(place), title=a, text=b) for place, (a, b) in enumerate(contents)]
    held = [name for story in cluster(made) for name in story.articles]
    assert sorted(held) == sorted(article.id for article in made)
    assert len({story.id for story in cluster(made)}) == len(cluster(made))


def test_copies_are_one_story_whatever_their_titles() -> None:
    text = TEXTS["quake-north-1"][1]
    copy = Article(id="copy", title="Island mourns", text=f"{text} Our reporter adds that shops are shut.")
    found = cluster([*articles(), copy])
    assert any({"copy", "quake-north-1"} <= set(story.articles) for story in found)


def test_time_lowers_a_likeness_but_never_below_what_is_left_far_apart() -> None:
    early, late = articles(["ruling-1", "ruling-2"])

    def likeness(days: float) -> float:
        moved = replace(late, published=NOON + timedelta(days=days))
        return weigh(stream_of([early, moved])).mean(0, [1])

    assert likeness(0) > likeness(3) > likeness(7) > likeness(900)
    assert likeness(900) == pytest.approx(likeness(9000))
    assert likeness(900) > likeness(0) / 2


def test_two_texts_that_one_word_ties_are_less_alike() -> None:
    """A town of which both tell is no event; a bare title may have no second word."""
    texts = {
        "ferry": (
            "Harwick ferry runs aground",
            "The boat struck rocks outside Harwick; divers look for a leak.",
        ),
        "school": (
            "Harwick school wins prize",
            "Pupils built a telescope, the jury wrote of the Harwick entry.",
        ),
    }
    one, other = (Article(id=name, title=title, text=text) for name, (title, text) in texts.items())
    bare = replace(one, text=""), replace(other, text="")
    cases = ([one, other], bare, articles(["ruling-1", "ruling-2"]))
    assert [stream_of(case).graph.left(0, 1)[2] for case in cases] == [LONE, 1.0, 1.0]


def test_a_round_up_joins_but_does_not_glue() -> None:
    both = " ".join(TEXTS[name][1] for name in ("quake-north-1", "quake-south-1", "ruling-1"))
    live = Article(id="live", title="Live updates: quakes and courts", text=both, published=NOON)
    found = grouped(cluster([*articles(), live]))
    assert {group - {"live"} for group in found} - {frozenset()} == EVENTS


@pytest.mark.parametrize(
    "title",
    [
        "Live: ferry inquiry, day two",
        "Election night – live",
        "Storm Ada: live updates",
        "The strike as it happened",
        "Monday briefing: what the vote means",
        "Business highlights",
        "Five things to know this week",
        "The week in pictures",
    ],
)
def test_tickers_and_round_ups_are_known_by_their_titles(title: str) -> None:
    expected = title != "Monday briefing: what the vote means"
    assert is_collection(Article(id="a", text="", title=title)) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Thousands live without water after flood",
        "Minister briefs parliament on ferry",
        "Where the displaced live",
        "Live ammunition fired at protest",
        "Police round up suspects in Harwick",
        "Five things stolen from museum",
    ],
)
def test_plain_reports_are_no_round_ups(title: str) -> None:
    assert not is_collection(Article(id="a", text="", title=title))


def test_a_story_keeps_its_id_as_it_grows() -> None:
    first = cluster(articles(["ruling-1", "alone"]))
    story = next(story for story in first if "ruling-1" in story.articles)
    grown = cluster(articles(), first)
    assert next(one for one in grown if "ruling-1" in one.articles).id == story.id


def test_the_larger_share_decides_who_goes_on() -> None:
    old = (
        Story(id="b-most", articles=("quake-north-1", "quake-north-2", "gone")),
        Story(id="a-least", articles=("quake-north-3",)),
    )
    found = cluster(articles(), old)
    assert next(one for one in found if "quake-north-1" in one.articles).id == "b-most"
    assert "a-least" not in {story.id for story in found}


def test_a_split_passes_the_id_to_one_part_only() -> None:
    old = (Story(id="old", articles=tuple(sorted(TEXTS))),)
    found = cluster(articles(), old)
    assert [story.id for story in found].count("old") == 1
    assert next(one for one in found if "quake-north-1" in one.articles).id == "old"


def test_a_split_off_story_does_not_take_an_id_in_use() -> None:
    """The founder of a story leaves it: the id stays with the rest, and the founder gets another."""
    founded = cluster(articles(["quake-south-1"]))[0]
    pair = Story(id=founded.id, articles=("quake-south-1", "ruling-1", "ruling-2"))
    found = cluster(articles(["quake-south-1", "ruling-1", "ruling-2"]), [pair])
    assert {story.id for story in found if "ruling-1" in story.articles} == {founded.id}
    assert len({story.id for story in found}) == 2


def test_a_new_story_is_named_after_its_earliest_article() -> None:
    alone, other = articles(["ruling-1", "ruling-2"])
    assert cluster([alone])[0].id == cluster([alone, other])[0].id


def test_nothing_makes_no_stories() -> None:
    assert cluster([]) == ()


def test_one_id_counts_once() -> None:
    one = articles(["alone"])
    assert [story.articles for story in cluster(one * 3)] == [("alone",)]


def test_what_has_no_words_is_alone() -> None:
    empty = [Article(id=name, text="", title="…") for name in "abc"]
    assert len(cluster(empty)) == 3


def test_many_shuffles_change_nothing() -> None:
    made = articles()
    once = cluster(made)
    for seed in range(5):
        random.Random(seed).shuffle(made)
        assert cluster(made) == once
