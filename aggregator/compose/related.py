"""Related coverage: other stories of the edition that share telling names, with the names shown."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

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


def tie_related(briefs: Sequence[Brief]) -> tuple[Brief, ...]:
    """Return the briefs with their related stories; a story with none keeps an empty list."""
    names = [_names(brief) for brief in briefs]
    spread = Counter(name for found in names for name in found)
    common = max(2, math.ceil(COMMON_FROM * len(briefs)))
    return tuple(
        replace(brief, related=_related(place, briefs, names, {n for n, c in spread.items() if c > common}))
        for place, brief in enumerate(briefs)
    )


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


def _related(
    place: int, briefs: Sequence[Brief], names: Sequence[frozenset[str]], common: set[str]
) -> tuple[Related, ...]:
    found = []
    for other, brief in enumerate(briefs):
        shared = sorted((names[place] & names[other]) - common, key=lambda name: (-len(name.split()), name))
        tied = len(shared) >= MIN_SHARED and " " in shared[0]
        if other != place and tied:
            found.append(
                (
                    -len(shared),
                    brief.story,
                    Related(
                        story=brief.story,
                        slug=brief.slug,
                        title=brief.title,
                        tie="both name " + " and ".join(shared[:2]),
                    ),
                )
            )
    return tuple(related for _, _, related in sorted(found, key=lambda item: item[:2])[:MAX_RELATED])
