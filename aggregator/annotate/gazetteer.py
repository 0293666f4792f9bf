"""Known names: countries and their people, bodies, places; and whether a word is an ordinary one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from aggregator.annotate.lexicon import lines_of
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import word_lists


@cache
def countries() -> Mapping[str, str]:
    """Lower-cased names of countries and capitals -> the country's first name."""
    found: dict[str, str] = {}
    for line in lines_of("countries.tsv"):
        names, _, capitals = line.split("|")
        first = names.split(";")[0]
        for name in [*names.split(";"), *capitals.split(";")]:
            if name:
                found.setdefault(name.lower(), first)
    return found


@cache
def demonyms() -> frozenset[str]:
    """Lower-cased words for people and things of a country, with their plurals."""
    found = set()
    for line in lines_of("countries.tsv"):
        for word in line.split("|")[1].lower().split(";"):
            found |= {word, word + "s"} if word else set()
    return frozenset(found)


@cache
def lowered(kind: str) -> frozenset[str]:
    """Return the names of one list of names.yaml in lower case."""
    return frozenset(name.lower() for name in listed("names", kind))


def is_common(low: str) -> bool:
    """Whether a word also stands in lower case in ordinary text."""
    return low in word_lists()["c"]
