"""An editor's choices, applied to the groups that clustering found.

A choice names articles, not groups: what it says holds for the group in which most of them are now. Choices
are applied in the order in which they were made, so of two that disagree the later holds. One of whose
articles none is left on a side changes nothing. Articles only ever change their group: none can be lost.

Articles grow too old to be compared, while stories go on. So a choice is handed back as it is to be applied
the next time: naming the articles that it now speaks of, in place of those it was made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from aggregator.cluster.linkage import Labels
from aggregator.models import Mend, MendKind

Places = list[int]
Sides = tuple[Places, Places]
Mean = Callable[[int, Sequence[int]], float]
"""The mean likeness of the article at one place to those at others."""


def mended(
    labels: Labels, names: Sequence[str], mends: Sequence[Mend], mean: Mean
) -> tuple[Labels, tuple[Mend, ...]]:
    """Return the groups as `mends` want them, and these as they follow the groups.

    `names` are the ids of the articles by place, sorted. The same groups and the choices that followed
    them make the same of them again.
    """
    places = {name: place for place, name in enumerate(names)}
    made = labels.copy()
    followed: list[Mend] = []
    for mend in mends:
        here = [places[name] for name in sorted(mend.articles) if name in places]
        there = [places[name] for name in sorted(mend.others) if name in places]
        sides = _apply(made, mend.kind, here, there, mean) if here and there else None
        followed.append(_following(mend, sides, names) if sides else mend)
    return made, tuple(followed)


def _following(mend: Mend, sides: Sides, names: Sequence[str]) -> Mend:
    here, there = (tuple(names[place] for place in sorted(side)) for side in sides)
    return replace(mend, articles=here, others=there)


def _apply(labels: Labels, kind: MendKind, here: Places, there: Places, mean: Mean) -> Sides | None:
    """Change `labels`; return what the choice speaks of now, None if it had nothing to do."""
    if kind is MendKind.MERGE:
        return _join(labels, here, there)
    if kind is MendKind.SPLIT:
        return _part(labels, here, there, mean)
    return _put(labels, here, there)


def _join(labels: Labels, here: Places, there: Places) -> Sides | None:
    one, other = _home(labels, here), _home(labels, there)
    if one == other:
        return None
    sides = _members(labels, one), _members(labels, other)
    labels[sides[1]] = one
    return sides


def _part(labels: Labels, here: Places, there: Places, mean: Mean) -> Sides | None:
    """Take `here` out of the group of `there`, and with them what came since and is more like them."""
    home = _home(labels, there)
    leaving = [place for place in here if labels[place] == home]
    if not leaving:
        return None
    members = _members(labels, home)
    staying = [place for place in there if labels[place] == home and place not in leaving]
    came = [place for place in members if place not in {*leaving, *staying}]
    drawn = [place for place in came if mean(place, leaving) > mean(place, staying)]
    gone = [*leaving, *drawn]
    labels[gone] = labels.max() + 1
    stayed = [place for place in members if place not in gone]
    return (gone, stayed) if stayed else None


def _put(labels: Labels, here: Places, there: Places) -> Sides | None:
    home = _home(labels, there)
    labels[here] = home
    others = [place for place in _members(labels, home) if place not in here]
    return (here, others) if others else None


def _home(labels: Labels, places: Iterable[int]) -> int:
    """Return the group that holds most of `places`; of equals, the one of the first place."""
    return Counter(int(labels[place]) for place in places).most_common(1)[0][0]


def _members(labels: Labels, group: int) -> Places:
    return [int(place) for place in np.flatnonzero(labels == group)]
