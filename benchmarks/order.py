"""How far the order of arrival decides: a month of real articles, ten times over, shuffled within each hour.

Each time the articles of an hour come in lots of random sizes, in random order, and stories are named after
each lot; what it learns of the terms depends on where lots end. Printed is the share of pairs of articles
that are in one story in the first run or in the other, but not in both, at the end of the month. The floor
takes the same shuffles through one pass that joins the nearest centre (`benchmarks.cluster.one_pass`).
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from aggregator.cluster import Stream, stories_of
from aggregator.models import Article
from benchmarks.cluster import one_pass, read_stream

MOST_CHANGED = 0.01
"""Share of pairs that may change."""
SHUFFLES = 10
LOT = 5
"""Articles that come at once at most."""

Labels = Mapping[str, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how many shuffles to take."""
    parser.add_argument("--shuffles", type=int, default=SHUFFLES)


def main(args: argparse.Namespace) -> int:
    """Print the share of pairs that change; return 1 if it is too much."""
    articles = [one for one in read_stream(args.data, "window_30d") if one.published]
    orders = [list(lots(articles, random.Random(seed))) for seed in range(args.shuffles + 1)]
    worst: dict[str, float] = {}
    for name, way in (("ours", ours), ("one pass", floor)):
        first, *others = (pairs(way(order)) for order in orders)
        changed = [len(first ^ other) / len(first | other) for other in others]
        worst[name] = max(changed)
        shown = " ".join(f"{100 * share:.2f}" for share in changed)
        print(f"{name:9s} pairs changed, % of {len(first)}: {shown}; most {100 * worst[name]:.2f}")
    return 0 if worst["ours"] <= MOST_CHANGED else 1


def lots(articles: Sequence[Article], chance: random.Random) -> Iterator[list[Article]]:
    """Yield the articles hour by hour, those of an hour in random order and lots."""
    hours: dict[datetime, list[Article]] = defaultdict(list)
    for article in articles:
        if article.published:
            hours[article.published.replace(minute=0, second=0, microsecond=0)].append(article)
    for hour in sorted(hours):
        left = hours[hour]
        chance.shuffle(left)
        while left:
            taken = chance.randint(1, LOT)
            yield left[:taken]
            left = left[taken:]


def ours(order: Sequence[Sequence[Article]]) -> Labels:
    """Return the stories at the end, named as they came."""
    stream = Stream()
    known = stories_of(stream).stories
    for lot in order:
        stream.update(lot)
        known = stories_of(stream, known=known).stories
    return {name: story.id for story in known for name in story.articles}


def floor(order: Sequence[Sequence[Article]]) -> Labels:
    """Return the groups of one pass in the order of arrival."""
    arrived = [article for lot in order for article in lot]
    numbered = [replace(article, id=f"{number:06d} {article.id}") for number, article in enumerate(arrived)]
    return {name.partition(" ")[2]: group for name, group in one_pass(numbered).items()}


def pairs(labels: Labels) -> set[tuple[str, str]]:
    """Return the pairs of articles that are in one story."""
    held: dict[str, list[str]] = defaultdict(list)
    for name in sorted(labels):
        held[labels[name]].append(name)
    return {pair for members in held.values() for pair in combinations(members, 2)}
