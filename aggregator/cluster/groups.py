"""The groups of what is live: only what a change can reach is grouped again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain

from aggregator.cluster.graph import Graph
from aggregator.cluster.grouping import Part, nearest, parts_of


class Groups:
    """Parts of the graph, the groups that each makes, and round-ups in the group they are most like."""

    def __init__(self, graph: Graph, threshold: float) -> None:
        """Begin with no article."""
        self._graph, self._threshold = graph, threshold
        self._parts: dict[int, Part] = {}
        self._part_of: dict[int, int] = {}
        self._groups: dict[int, tuple[int, ...]] = {}
        self._group_of: dict[int, int] = {}
        self._home: dict[int, int] = {}
        self._guests: dict[int, set[int]] = defaultdict(set)
        self._names: dict[int, tuple[str, ...]] = {}
        self._made = 0

    def places(self) -> list[tuple[int, ...]]:
        """Return the groups as places in the graph."""
        return [held for key in self._groups if (held := self._members(key))]

    def names(self) -> list[tuple[str, ...]]:
        """Return the groups as sorted ids of articles."""
        for key in self._groups.keys() - self._names.keys():
            self._names[key] = tuple(sorted(map(self._graph.name, self._members(key))))
        return [held for held in self._names.values() if held]

    def laid_open(self) -> tuple[list[tuple[tuple[int, ...], ...]], dict[int, int]]:
        """Return the groups of every part, and for each round-up that has one a member of its home."""
        homes = {place: self._groups[key][0] for place, key in self._home.items()}
        return [part.groups for part in self._parts.values()], homes

    def restore(self, parts: Iterable[Iterable[Iterable[int]]], homes: Mapping[int, int]) -> None:
        """Set groups as `laid_open` gave them, where there are none yet."""
        for part in parts:
            groups = tuple(map(tuple, part))
            self._note(Part(tuple(chain.from_iterable(groups)), groups))
        for place, member in homes.items():
            self._move(place, self._group_of[member])

    def regroup(self, touched: set[int]) -> None:
        """Group the parts that `touched` places are in, or were in, from the start."""
        old = {self._part_of[place] for place in touched if place in self._part_of}
        reached = touched.union(*(self._parts[number].places for number in old))
        for number in old:
            self._forget(number)
        for part in parts_of(self._graph, reached, self._threshold):
            for merged in {self._part_of[place] for place in part.places if place in self._part_of}:
                self._forget(merged)
            self._note(part)
        self._attach(reached)

    def _forget(self, number: int) -> None:
        part = self._parts.pop(number)
        for key in {self._group_of.pop(place) for place in part.places}:
            del self._groups[key]
            self._names.pop(key, None)
        for place in part.places:
            del self._part_of[place]

    def _note(self, part: Part) -> None:
        self._made += 1
        self._parts[self._made] = part
        self._part_of.update(dict.fromkeys(part.places, self._made))
        for group in part.groups:
            self._made += 1
            self._groups[self._made] = group
            self._group_of.update(dict.fromkeys(group, self._made))

    def _attach(self, reached: set[int]) -> None:
        """Find the homes of round-ups again that are near what was reached."""
        nodes = self._graph.nodes
        gone = {place for place in reached if place not in nodes}
        live = reached - gone
        late = {near for place in live for near in (place, *nodes[place].links) if nodes[near].collection}
        late |= gone & self._home.keys()
        dissolved = [key for key in self._guests if key not in self._groups]
        late.update(*(self._guests[key] for key in dissolved))
        for place in late:
            self._move(place, self._home_of(place) if place in nodes else None)
        for key in dissolved:
            del self._guests[key]

    def _home_of(self, place: int) -> int | None:
        """Return the group that the round-up at a place is most like."""
        near = (other for other in self._graph.nodes[place].links if not self._graph.nodes[other].collection)
        keys = {self._group_of[other] for other in near}
        return nearest(self._graph, place, {key: self._groups[key] for key in keys}, self._threshold)

    def _move(self, place: int, home: int | None) -> None:
        old = self._home.pop(place, None)
        if old is not None:
            self._guests[old].discard(place)
        if home is not None:
            self._home[place] = home
            self._guests[home].add(place)
        for key in (old, home, self._group_of.get(place)):
            self._names.pop(-1 if key is None else key, None)

    def _members(self, key: int) -> tuple[int, ...]:
        """Return those of a group that are at home there, and the round-ups that were attached to it."""
        own = (place for place in self._groups[key] if place not in self._home)
        return (*own, *self._guests.get(key, ()))
