"""The groups that a part of the graph makes: copies first, then average linkage, round-ups at the end.

A group of a mean of `join_threshold` holds a link that strong from each member to another, so parts that no
such link ties together can be grouped apart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from aggregator.cluster.graph import Graph
from aggregator.cluster.linkage import join
from aggregator.cluster.table import Places
from aggregator.identity import copy_groups

COPY_CONTAINMENT = 0.6
"""Share of the smaller text's five-word runs from which two articles are joined before any are weighed.
Higher than the policy's share for origins: pages of one outlet share boilerplate and are no one story."""


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


def copies(graph: Graph, places: Sequence[int]) -> list[tuple[int, int]]:
    """Return pairs of `places` that are one text: copies that are also alike as a whole."""
    at = {graph.name(place): place for place in places if _like_as_it_stands(graph, place)}
    made = {name: graph.nodes[place].shingles for name, place in at.items()}
    return [
        (at[one], at[other])
        for group in copy_groups(made, COPY_CONTAINMENT)
        for one in sorted(group)
        for other in sorted(group)
        if one < other and at[other] in graph.nodes[at[one]].links
    ]


def _like_as_it_stands(graph: Graph, place: int) -> bool:
    """Whether an article may be a copy of one that it is linked to, by their own words."""
    node = graph.nodes[place]
    return bool(node.article.text) and any(node.near.get(other, 0) >= COPY_LIKE for other in node.links)


def attached(graph: Graph, groups: Sequence[Sequence[int]], threshold: float) -> list[tuple[int, ...]]:
    """Return the groups with each ticker or round-up in the one it is most like, if it is like one at all."""
    late = {place for place, node in graph.nodes.items() if node.collection}
    if not late:
        return [tuple(group) for group in groups]
    early = [[place for place in group if place not in late] for group in groups]
    group_of = {place: number for number, group in enumerate(early) for place in group}
    stay = [[place for place in group if place in late] for group in groups]
    for number, group in enumerate(stay):
        for place in group:
            home = _nearest(graph, place, group_of, early, threshold)
            early[number if home is None else home].append(place)
    return [tuple(group) for group in early if group]


def _nearest(
    graph: Graph, place: int, group_of: dict[int, int], groups: Sequence[Sequence[int]], threshold: float
) -> int | None:
    """Return the group of highest mean likeness, if it reaches the threshold; of equals, the first by id."""
    near = sorted({group_of[other] for other in graph.nodes[place].links if other in group_of})
    found: list[tuple[float, str, int]] = []
    for number in near:
        members = [one for one in groups[number] if one in group_of]
        mean = math.fsum(graph.likeness(place, np.array(members))) / len(members)
        if mean >= threshold:
            found.append((-mean, min(map(graph.name, members)), number))
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
    part_of = np.repeat(np.arange(len(parts)), list(map(len, parts)))
    rank = {place: number for number, place in enumerate(ordered.tolist())}
    same = [(rank[a], rank[b]) for part in parts for a, b in copies(graph, part)]
    labels = join(_alike(graph, ordered, part_of), same, threshold)
    made: list[dict[int, list[int]]] = [defaultdict(list) for _ in parts]
    for place, part, label in zip(ordered.tolist(), part_of.tolist(), labels.tolist(), strict=True):
        made[part][label].append(place)
    return [list(groups.values()) for groups in made]


def _alike(graph: Graph, places: Places, part_of: Places) -> csr_array:
    """Return the likenesses within the parts; round-ups have none, so that they bring nothing together."""
    counting = np.array([not graph.nodes[place].collection for place in places.tolist()], dtype=bool)
    lots = np.where(counting, part_of, len(part_of) + np.arange(len(places)))
    return graph.likeness_within(places, lots)
