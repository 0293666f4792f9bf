"""A stream taken up again goes on as if it had never stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.cluster import Stream, packed, stories_of, unpacked
from aggregator.cluster.node import Node
from aggregator.config import ClusterSettings
from aggregator.models import Article
from tests.cluster.test_stories import NOON
from tests.cluster.test_stream import ALL

TOLD = [
    replace(one, published=None if number % 5 == 4 else NOON + timedelta(minutes=40 * number))
    for number, one in enumerate(ALL)
]


def taken_up(stream: Stream, live: list[Article]) -> Stream:
    return unpacked(packed(stream), {article.id: article for article in live}, ClusterSettings())


@settings(max_examples=15, deadline=None)
@given(st.permutations(TOLD), st.integers(0, len(TOLD)), st.integers(0, len(TOLD)))
def test_a_stream_taken_up_goes_on_as_one_that_never_stopped(
    made: list[Article], cut: int, gone: int
) -> None:
    one = Stream()
    one.update(made[:cut])
    other = taken_up(one, made[gone:cut])
    assert stories_of(other).stories == stories_of(one).stories
    for stream in (one, other):
        stream.update(made[cut:], going=[article.id for article in made[: min(gone, cut)]])
    assert stories_of(other).stories == stories_of(one).stories
    assert other.weights.learned() == one.weights.learned()
    assert [sorted(node.near.values()) for node in in_order(other)] == [
        sorted(node.near.values()) for node in in_order(one)
    ]


def in_order(stream: Stream) -> list[Node]:
    graph = stream.graph
    return [graph.nodes[graph.places[name]] for name in sorted(graph.places)]


def test_what_was_weighed_is_not_weighed_again() -> None:
    one = Stream()
    one.update(TOLD)
    other = taken_up(one, TOLD)
    assert all(node.bags is None for node in other.graph.nodes.values())
    newest = max(one.published or NOON for one in TOLD)
    other.update([Article(id="more", title="Quite another matter", text="", published=newest)])
    assert [node.id for node in other.graph.nodes.values() if node.bags is not None] == ["more"]


def test_an_empty_stream_can_be_kept() -> None:
    assert stories_of(taken_up(Stream(), [])).stories == ()
