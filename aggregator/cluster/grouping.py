"""The groups that a part of the graph makes: copies first, then average linkage, round-ups at the end.

A group of a mean of `join_threshold` holds a link that strong from each member to another, so parts that no
such link ties together can be grouped apart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aggregator.cluster.graph import Graph
from aggregator.cluster.linkage import Labels, Pairs, join, whole
from aggregator.cluster.rows import Values
from aggregator.identity import without_collections

COPY_LIKE = 0.3
"""Likeness of two articles as they stand from which their texts are looked at: copies are more alike."""

SMALL = 50
"""Articles of a part that is grouped together with others; the outcome does not hang on it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Places that links of `join_threshold` hold together, all of them, and the groups they make."""

    places: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]


def parts_of(graph: Graph, places: Iterable[int], threshold: float) -> list[Part]:
    """Return the parts that the live ones of `places` are in, each with its groups."""
    connected = list(_connected(graph, places))
    made = [Part((place,), ((place,),)) for (place,) in (part for part in connected if len(part) == 1)]
    # Small parts are grouped in one go; a large one takes more rounds, which the others need not wait for.
    small = [part for part in connected if 1 < len(part) <= SMALL]
    for lot in (small, *([part] for part in connected if len(part) > SMALL)):
        groups = _joined(graph, lot, threshold)
        made.extend(
            Part(tuple(part), tuple(map(tuple, ways))) for part, ways in zip(lot, groups, strict=True)
        )
    return made


def copies(graph: Graph, places: Iterable[int]) -> list[tuple[int, int]]:
    """Return pairs of `places` that are one text: copies that are also alike, as they stand and widened."""
    held = set(places)
    found = {
        (graph.name(place), graph.name(other)): (place, other)
        for place in held
        for other in held.intersection(_like_as_it_stands(graph, place))
        if graph.name(place) < graph.name(other) and graph.is_copy(place, other)
    }
    made = {graph.name(place): graph.nodes[place].shingles for pair in found.values() for place in pair}
    return [found[link] for link in sorted(without_collections(set(found), made))]


def _like_as_it_stands(graph: Graph, place: int) -> Iterator[int]:
    """Yield the places of articles linked to one that may be copies of it, by their own words."""
    node = graph.nodes[place]
    for other, likeness in node.near.items() if not node.bare else ():
        if likeness >= COPY_LIKE and other in node.links and not graph.nodes[other].bare:
            yield other


def nearest(graph: Graph, place: int, groups: Mapping[int, Sequence[int]], threshold: float) -> int | None:
    """Return the key of the group of highest mean likeness to a round-up, if that reaches the threshold.

    Of equals, the first by id. The groups are of articles that are none.
    """
    found: list[tuple[float, str, int]] = []
    for key, members in groups.items():
        mean = math.fsum(graph.likeness_to(place, members)) / len(members)
        if mean >= threshold:
            found.append((-mean, min(map(graph.name, members)), key))
    return min(found)[2] if found else None


def _connected(graph: Graph, places: Iterable[int]) -> Iterator[list[int]]:
    """Yield the live places that strong links tie together, each part ordered by id."""
    seen: set[int] = set()
    for start in places:
        if start in seen or start not in graph.nodes:
            continue
        seen.add(start)
        part = [start]
        for place in part:
            node = graph.nodes[place]
            for other in node.links:
                if graph.nodes[other].collection == node.collection and other not in seen:
                    seen.add(other)
                    part.append(other)
        yield sorted(part, key=graph.name)


def _joined(graph: Graph, parts: Sequence[Sequence[int]], threshold: float) -> list[list[list[int]]]:
    """Return the groups of every part."""
    ordered = np.array([place for part in parts for place in part], dtype=np.int64)
    rank = {place: number for number, place in enumerate(ordered.tolist())}
    same = [(rank[a], rank[b]) for part in parts for a, b in copies(graph, part)]

    def alike(one: Labels, other: Labels) -> Values:
        return graph.likeness(ordered[one], ordered[other])

    labels = join(len(ordered), _links(graph, rank), same, threshold, alike).tolist()
    made: list[dict[int, list[int]]] = [defaultdict(list) for _ in parts]
    part_of = (number for number, part in enumerate(parts) for _ in part)
    for place, part, label in zip(ordered.tolist(), part_of, labels, strict=True):
        made[part][label].append(place)
    return [list(groups.values()) for groups in made]


def _links(graph: Graph, rank: Mapping[int, int]) -> Pairs:
    """Return the links between places, by rank; round-ups have none, so that they bring nothing together."""
    found = [
        (number, rank[other], likeness)
        for place, number in rank.items()
        if not graph.nodes[place].collection
        for other, likeness in graph.nodes[place].links.items()
        if number < rank.get(other, -1) and not graph.nodes[other].collection
    ]
    one, other, values = zip(*found, strict=True) if found else ((), (), ())
    return Pairs(np.array(one, np.int64), np.array(other, np.int64), whole(np.array(values, np.float64)))
