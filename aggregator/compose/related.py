"""Related coverage: other stories of the edition that share telling names, with the names shown."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.models import Brief, Related

MAX_RELATED = 3
# A name in more than this share of an edition's stories ties nothing together.
COMMON_FROM = 0.1
# Two shared names, of which one has more than one word, tie two stories; anything less is chance.
MIN_SHARED = 2
MIN_NAME_LENGTH = 4
# Capitalised, and no names.
_CALENDAR = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b"
)

_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-Z][\w’-]+(?:\s+(?:(?:of|for|and)\s+)?(?:the\s+)?[A-Z][\w’-]+)*")
# What a story is about stands here; names in its background tie nothing together.
_TELLING = frozenset({"summary", "known"})


@dataclass(frozen=True, slots=True)
class Gist:
    """What ties a brief to others: where it is found, and the names in what it is about."""

    story: str
    slug: str
    title: str
    names: frozenset[str]


def gist_of(brief: Brief) -> Gist:
    """Return what ties `brief` to others."""
    return Gist(story=brief.story, slug=brief.slug, title=brief.title, names=_names(brief))


def related_of(gists: Sequence[Gist]) -> dict[str, tuple[Related, ...]]:
    """Return the related stories of each brief of an edition that has any, by its story."""
    spread = Counter(name for gist in gists for name in gist.names)
    most = max(2, math.ceil(COMMON_FROM * len(gists)))
    telling = [gist.names - {name for name in gist.names if spread[name] > most} for gist in gists]
    found = {gist.story: _related(place, gists, telling) for place, gist in enumerate(gists)}
    return {story: related for story, related in found.items() if related}


def _names(brief: Brief) -> frozenset[str]:
    """The names in what the brief is about, those of outlets and those within longer ones left out."""
    texts = [
        _CALENDAR.sub("", evidence.text)
        for section in brief.sections
        if section.key in _TELLING
        for line in section.lines
        for evidence in line.evidence
    ]
    outlets = {word for source in brief.sources for word in source.outlet.split()}
    found = {name for text in texts for name in _NAME.findall(text) if len(name) >= MIN_NAME_LENGTH}
    own = {name for name in found if not outlets & set(name.split())}
    return frozenset(name for name in own if not any(name != other and name in other for other in own))


def _related(place: int, gists: Sequence[Gist], telling: Sequence[frozenset[str]]) -> tuple[Related, ...]:
    found = []
    for other, gist in enumerate(gists):
        shared = sorted(telling[place] & telling[other], key=lambda name: (-len(name.split()), name))
        tied = len(shared) >= MIN_SHARED and " " in shared[0]
        if other != place and tied:
            tie = "both name " + " and ".join(shared[:2])
            related = Related(story=gist.story, slug=gist.slug, title=gist.title, tie=tie)
            found.append((-len(shared), gist.story, related))
    return tuple(related for _, _, related in sorted(found, key=lambda item: item[:2])[:MAX_RELATED])
