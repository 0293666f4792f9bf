"""Why an article is in its story: the numbers that grouped it, worked out again and laid open.

Clustering keeps no numbers. They are computed from the same articles by the same code, so they are those
that decided; only an editor's choices, applied afterwards, are not in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.cluster.likeness import days_apart, figure_factors, products, time_factors
from aggregator.cluster.views import views
from aggregator.cluster.weighing import Weighed, weigh
from aggregator.config import ClusterSettings
from aggregator.models import Article, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """How alike the article and another of its story are, 0..1.

    `likeness` is what was weighed, 0 below what counts at all. `title`, `text` and `names` are the cosines
    of the three views of the two alone. `time` and `figures` are what was left of the likeness for the
    `days` between them (None: not known) and for figures that differ. A `copy` was joined from the start.
    """

    article: str
    likeness: float
    title: float
    text: float
    names: float
    days: float | None
    time: float
    figures: float
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


def why(
    article: str, articles: Sequence[Article], stories: Sequence[Story], settings: ClusterSettings
) -> Why:
    """Return why `article` is where it is in `stories`, which were made of `articles`.

    Raises:
        KeyError: if the article is not among `articles`, or in none of `stories`.
    """
    weighed = weigh(articles, settings)
    places = {name: place for place, name in enumerate(weighed.names)}
    place = places[article]
    held = {story.id: [places[one] for one in story.articles if one in places] for story in stories}
    own = next((story for story in sorted(held) if place in held[story]), None)
    if own is None:
        raise KeyError(article)
    means = {story: _mean(weighed, place, held[story]) for story in sorted(held)}
    nearest = max((story for story in means if story != own), key=means.__getitem__, default="")
    near = means.get(nearest, 0.0)
    return Why(
        article=article,
        story=own,
        likeness=means[own],
        threshold=settings.join_threshold,
        collection=bool(weighed.collection[place]),
        ties=_ties(weighed, place, [one for one in held[own] if one != place], settings),
        nearest=nearest if near else "",
        nearest_likeness=near,
    )


def _mean(weighed: Weighed, place: int, members: Sequence[int]) -> float:
    """Return the mean likeness to those members, itself apart, that count for others."""
    counting = [one for one in members if one != place and not weighed.collection[one]]
    return _rounded(weighed.likeness.mean(place, counting))


def _ties(weighed: Weighed, place: int, others: Sequence[int], settings: ClusterSettings) -> tuple[Tie, ...]:
    """Return the ties to `others`, the strongest first."""
    rows, columns = np.full(len(others), place), np.array(others, dtype=np.int64)
    days = days_apart(weighed.articles, rows, columns)
    title, text, names = (products(view, rows, columns) for view in views(weighed.articles))
    time = time_factors(days, settings)
    figures = figure_factors(weighed.articles, rows, columns)
    ties = [
        Tie(
            article=weighed.articles[other].id,
            likeness=_rounded(weighed.likeness.at(place, other)),
            title=_rounded(title[at]),
            text=_rounded(text[at]),
            names=_rounded(names[at]),
            days=None if np.isnan(days[at]) else _rounded(abs(days[at])),
            time=_rounded(time[at]),
            figures=_rounded(figures[at]),
            copy=(min(place, other), max(place, other)) in weighed.copies,
        )
        for at, other in enumerate(others)
    ]
    return tuple(sorted(ties, key=lambda tie: (-tie.likeness, tie.article)))


def _rounded(value: float | NDArray[np.float64]) -> float:
    return round(float(value), 3)
