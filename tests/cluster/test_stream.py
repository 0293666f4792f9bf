"""A stream grouped as it comes is grouped as it would be at once, whatever came first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.cluster import Frequencies, Stream, cluster, learned, stories_of
from aggregator.models import Article
from tests.cluster.test_stories import EVENTS, TEXTS, articles, grouped

COUNTED = learned(Frequencies(), articles())
LIVE = Article(
    id="live",
    title="Live updates: quakes and courts",
    text=" ".join(TEXTS[name][1] for name in ("quake-north-1", "ruling-1")),
)
COPY = replace(articles()[0], id="copy")
ALL = (*articles(), LIVE, COPY)


def lots_of(made: Sequence[Article], cuts: Sequence[int]) -> list[list[Article]]:
    ends = sorted({0, *(cut % (len(made) + 1) for cut in cuts), len(made)})
    return [list(made[start:end]) for start, end in pairwise(ends)]


@settings(max_examples=15, deadline=None)
@given(st.permutations(ALL), st.lists(st.integers(0, 20), max_size=4))
def test_a_stream_in_any_order_and_lots_is_what_is_live_at_once(made: list[Article], cuts: list[int]) -> None:
    stream = Stream(frequencies=COUNTED)
    for lot in lots_of(made, cuts):
        stream.update(lot)
    assert stories_of(stream).stories == cluster(ALL, frequencies=COUNTED)


@settings(max_examples=15, deadline=None)
@given(st.permutations(ALL), st.integers(0, len(ALL)))
def test_what_has_gone_leaves_no_trace(made: list[Article], kept: int) -> None:
    stream = Stream(frequencies=COUNTED)
    stream.update(made)
    stream.update([], going=[article.id for article in made[kept:]])
    assert stories_of(stream).stories == cluster(made[:kept], frequencies=COUNTED)


def test_an_article_that_says_something_else_now_takes_its_own_place() -> None:
    stream = Stream(frequencies=COUNTED)
    stream.update(articles())
    moved = replace(articles(["ruling-1"])[0], id="alone")
    stream.update([moved])
    assert frozenset({"alone", "ruling-1", "ruling-2"}) in grouped(stories_of(stream).stories)


def test_counts_learned_from_a_stream_come_into_force_as_it_grows() -> None:
    stream = Stream()
    for article in ALL:
        stream.update([article])
    assert stream.weights.learned() == learned(Frequencies(), ALL)
    found = grouped(stories_of(stream).stories)
    assert {group - {"live", "copy"} for group in found} - {frozenset()} == EVENTS


def test_a_story_keeps_its_id_while_its_articles_come_and_go() -> None:
    stream = Stream(frequencies=COUNTED)
    stream.update(articles(["quake-north-1", "quake-north-2"]))
    first = stories_of(stream).stories
    stream.update(articles(["quake-north-3"]), going=["quake-north-1"])
    (later,) = stories_of(stream, known=first).stories
    assert (later.id, later.articles) == (first[0].id, ("quake-north-2", "quake-north-3"))
