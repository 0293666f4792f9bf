"""A stream grouped as it comes is grouped as it would be at once, whatever came first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.cluster import Frequencies, Stream, cluster, frequencies, learned, stories_of, why
from aggregator.models import Article
from tests.cluster.test_stories import EVENTS, NOON, TEXTS, articles, grouped

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
    stream = Stream(frequencies=COUNTED, learning=False)
    for lot in lots_of(made, cuts):
        stream.update(lot)
    assert stories_of(stream).stories == cluster(ALL, frequencies=COUNTED)


@settings(max_examples=15, deadline=None)
@given(st.permutations(ALL), st.integers(0, len(ALL)))
def test_what_has_gone_leaves_no_trace(made: list[Article], kept: int) -> None:
    stream = Stream(frequencies=COUNTED, learning=False)
    stream.update(made)
    stream.update([], going=[article.id for article in made[kept:]])
    assert stories_of(stream).stories == cluster(made[:kept], frequencies=COUNTED)


def test_an_article_that_says_something_else_now_takes_its_own_place() -> None:
    stream = Stream(frequencies=COUNTED, learning=False)
    stream.update(articles())
    moved = replace(articles(["ruling-1"])[0], id="alone")
    stream.update([moved])
    assert frozenset({"alone", "ruling-1", "ruling-2"}) in grouped(stories_of(stream).stories)


HOURS = [
    [
        replace(one, published=NOON + timedelta(hours=hour, minutes=7 * at))
        for at, one in enumerate(ALL[hour::3])
    ]
    for hour in range(3)
]
LAST = replace(ALL[0], id="last", published=NOON + timedelta(hours=9))


@settings(max_examples=15, deadline=None)
@given(st.tuples(*map(st.permutations, HOURS)), st.lists(st.integers(0, 20), max_size=6))
def test_within_an_hour_no_order_of_arrival_decides_what_is_learned(
    hours: tuple[list[Article], ...], cuts: list[int]
) -> None:
    told = [article for hour in HOURS for article in hour]
    came = [article for hour in hours for article in hour]
    one, other = Stream(), Stream()
    for article in told:
        one.update([article])
    for lot in lots_of(came, cuts):
        other.update(lot)
    assert one.weights.learned() == other.weights.learned()
    assert stories_of(one).stories == stories_of(other).stories


def test_an_article_is_counted_an_hour_after_it_was_told() -> None:
    told = [article for hour in HOURS for article in hour]
    stream = Stream()
    stream.update(told)
    newest = max(article.published or NOON for article in told)
    late = [one for one in told if (one.published or NOON) >= newest - timedelta(hours=1)]
    assert stream.weights.counted == len(told) - len(late) > 0
    stream.update([LAST])
    assert stream.weights.counted == len(told)
    assert replace(stream.weights.learned(), live=None) == learned(Frequencies(), told)


def test_without_dates_articles_are_counted_as_they_come() -> None:
    stream = Stream()
    for article in ALL:
        stream.update([replace(article, published=None)])
    assert replace(stream.weights.learned(), live=None) == learned(Frequencies(), ALL)
    found = grouped(stories_of(stream).stories)
    assert {group - {"live", "copy"} for group in found} - {frozenset()} == EVENTS


def test_counts_are_taken_anew_when_they_are_old() -> None:
    stream = Stream()
    for day in (0, 1, 2, 3, 30, 31):
        stream.update([replace(ALL[0], id=f"day {day}", published=NOON + timedelta(days=day))])
    assert stream.weights.counted == 5
    assert not stream.weights.grown
    assert stream.weights.in_force == 5


def test_words_that_nobody_uses_any_more_are_let_go_and_nothing_hangs_on_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Counts are halved beyond four articles, so that a word met once is counted in none from then on.
    monkeypatch.setattr(frequencies, "MOST", 4)
    streams = []
    for unused in (frequencies.UNUSED, 2.0):
        monkeypatch.setattr(frequencies, "UNUSED", unused)
        stream = Stream()
        for day in range(24):
            again = ALL[day % len(ALL)]
            named = replace(again, id=f"{day}", title=f"{again.title} Tarnsund{day} Vik{day}")
            told = replace(named, published=NOON + timedelta(days=day))
            stream.update([told], going=[f"{day - 3}"])
        streams.append(stream)
    narrowed, whole = streams
    assert len(narrowed.weights.vocabulary) < len(whole.weights.vocabulary)
    assert narrowed.weights.learned() == whole.weights.learned()
    assert stories_of(narrowed).stories == stories_of(whole).stories
    assert [why(name, narrowed, stories_of(narrowed).stories) for name in ("21", "23")] == [
        why(name, whole, stories_of(whole).stories) for name in ("21", "23")
    ]


def test_a_story_keeps_its_id_while_its_articles_come_and_go() -> None:
    stream = Stream(frequencies=COUNTED, learning=False)
    stream.update(articles(["quake-north-1", "quake-north-2"]))
    first = stories_of(stream).stories
    stream.update(articles(["quake-north-3"]), going=["quake-north-1"])
    (later,) = stories_of(stream, known=first).stories
    assert (later.id, later.articles) == (first[0].id, ("quake-north-2", "quake-north-3"))
