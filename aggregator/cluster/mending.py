"""An editor's choices, applied to the groups that clustering found.

A choice names articles, not groups: what it says holds for the group in which most of them are now. Choices
are applied in the order in which they were made, so of two that disagree the later holds. One of whose
articles none is left on a side changes nothing. Articles only ever change their group: none can be lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from aggregator.cluster.likeness import Likeness
from aggregator.cluster.linkage import Labels
from aggregator.models import Mend, MendKind

Places = list[int]


def mended(labels: Labels, names: Sequence[str], mends: Sequence[Mend], likeness: Likeness) -> Labels:
    """Return the groups as `mends` want them; `names` are the ids of the articles by place, sorted."""
    places = {name: place for place, name in enumerate(names)}
    made = labels.copy()
    for mend in mends:
        here = [places[name] for name in sorted(mend.articles) if name in places]
        there = [places[name] for name in sorted(mend.others) if name in places]
        if here and there:
            _apply(made, mend.kind, here, there, likeness)
    return made


def _apply(labels: Labels, kind: MendKind, here: Places, there: Places, likeness: Likeness) -> None:
    if kind is MendKind.MERGE:
        labels[labels == _home(labels, there)] = _home(labels, here)
    elif kind is MendKind.SPLIT:
        _part(labels, here, there, likeness)
    else:
        labels[here] = _home(labels, there)


def _home(labels: Labels, places: Places) -> int:
    """Return the group that holds most of `places`; of equals, the one of the first place."""
    return Counter(int(labels[place]) for place in places).most_common(1)[0][0]


def _part(labels: Labels, here: Places, there: Places, likeness: Likeness) -> None:
    """Take `here` out of the group of `there`, and with them what came since and is more like them."""
    home = _home(labels, there)
    leaving = [place for place in here if labels[place] == home]
    if not leaving:
        return
    staying = [place for place in there if labels[place] == home]
    named = {*leaving, *staying}
    open_ = [int(place) for place in np.flatnonzero(labels == home) if place not in named]
    drawn = [place for place in open_ if likeness.mean(place, leaving) > likeness.mean(place, staying)]
    labels[[*leaving, *drawn]] = labels.max() + 1
