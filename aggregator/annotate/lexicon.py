"""The readable word lists of this step (`data/`), read once a process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


def lines_of(name: str) -> Iterator[str]:
    """Yield the lines of a data file that are neither empty nor comments."""
    raw = resources.files("aggregator.annotate").joinpath("data", name).read_text("utf-8")
    return (line for line in raw.splitlines() if line and not line.startswith("#"))


@cache
def _load(name: str) -> Mapping[str, Any]:
    raw = resources.files("aggregator.annotate").joinpath("data", f"{name}.yaml").read_text("utf-8")
    loaded = yaml.safe_load(raw)
    assert isinstance(loaded, dict), f"{name}.yaml is not a mapping"
    return loaded


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """Return the words of one or more lists of a file, e.g. ``words("verbs", "said", "told")``.

    A list is written as one string of words separated by white space, or as a YAML list of phrases.
    Without keys, all lists of the file are joined.
    """
    lists = _load(name)
    found: set[str] = set()
    for key in keys or lists:
        value = lists[key]
        found.update(value.split() if isinstance(value, str) else value)
    return frozenset(found)


@cache
def values(name: str, key: str) -> Mapping[str, Any]:
    """Return one mapping of a file, e.g. the certainty of each modal."""
    found = _load(name)[key]
    assert isinstance(found, dict), f"{name}.yaml: {key} is not a mapping"
    return found
