"""Why an article is in its story: the numbers that grouped it, laid open.

They are those that decided; only an editor's choices, applied afterwards, are not in them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.cluster.graph import Graph
from aggregator.cluster.grouping import copies
from aggregator.cluster.node import Node
from aggregator.cluster.rows import Row, cosine, view_rows
from aggregator.cluster.stream import Stream
from aggregator.models import Story

SHOWN = 3
"""Decimals of the numbers that are laid open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """How alike the article and another of its story are, 0..1.

    `likeness` is what was weighed, 0 below what counts at all. `title`, `text` and `names` are the cosines
    of the three views of the two alone. `time`, `figures` and `words` are what was left of the likeness for
    the `days` between them (None: not known), for figures that differ, and for one word that ties them alone.
    A `copy` was joined from the start.
    """

    article: str
    likeness: float
    title: float
    text: float
    names: float
    days: float | None
    time: float
    figures: float
    words: float
    copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """An article in its story: the mean `likeness` to the others in it, and to the `nearest` other story.

    Stories join from a mean of `threshold`. A `collection` (ticker, round-up) is attached when all else is
    done, and never counts for others. `nearest` is "" where nothing outside is like the article.
    """

    article: str
    story: str
    likeness: float
    threshold: float
    collection: bool
    ties: tuple[Tie, ...]
    nearest: str = ""
    nearest_likeness: float = 0.0


def why(article: str, stream: Stream, stories: Sequence[Story]) -> Why:
    """Return why `article` is where it is in `stories`, which were made of what is live in `stream`.

    Raises:
        KeyError: if the article is not live, or in none of `stories`.
    """
    graph = stream.graph
    place = graph.places[article]
    held = {
        story.id: [graph.places[one] for one in story.articles if one in graph.places] for story in stories
    }
    own = next((story for story in sorted(held) if place in held[story]), None)
    if own is None:
        raise KeyError(article)
    means = {story: _mean(graph, place, held[story]) for story in sorted(held)}
    nearest = max((story for story in means if story != own), key=means.__getitem__, default="")
    near = means.get(nearest, 0.0)
    return Why(
        article=article,
        story=own,
        likeness=means[own],
        threshold=stream.settings.join_threshold,
        collection=graph.nodes[place].collection,
        ties=_ties(stream, place, [one for one in held[own] if one != place]),
        nearest=nearest if near else "",
        nearest_likeness=near,
    )


def _mean(graph: Graph, place: int, members: Sequence[int]) -> float:
    """Return the mean likeness to those members, itself apart, that count for others."""
    counting = [one for one in members if one != place and not graph.nodes[one].collection]
    found = graph.likeness_to(place, counting)
    return round(math.fsum(found) / max(len(counting), 1), SHOWN)


def _ties(stream: Stream, place: int, others: Sequence[int]) -> tuple[Tie, ...]:
    """Return the ties to `others`, the strongest first."""
    graph = stream.graph
    copied = {frozenset(pair) for pair in copies(graph, [place, *others])}
    ties = [_tie(graph, place, other, copy=frozenset((place, other)) in copied) for other in others]
    return tuple(sorted(ties, key=lambda tie: (-tie.likeness, tie.article)))


def _tie(graph: Graph, place: int, other: int, *, copy: bool) -> Tie:
    one, two = graph.nodes[place], graph.nodes[other]
    views = zip(_views(graph, one), _views(graph, two), strict=True)
    title, text, names = (round(cosine(a, b), SHOWN) for a, b in views)
    days = abs(one.days - two.days)
    time, figures, worded = graph.left(place, other)
    return Tie(
        article=two.id,
        likeness=round(float(graph.likeness_to(place, [other])[0]), SHOWN),
        title=title,
        text=text,
        names=names,
        days=None if math.isnan(days) else round(days, SHOWN),
        time=round(time, SHOWN),
        figures=round(figures, SHOWN),
        words=round(worded, SHOWN),
        copy=copy,
    )


def _views(graph: Graph, node: Node) -> tuple[Row, ...]:
    return view_rows(graph.bags(node), graph.weights, bare=node.bare)
