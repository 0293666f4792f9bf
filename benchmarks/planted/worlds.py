"""Templates of invented events: facts with many wordings, hedged and denied forms, look-alikes, open ends.

`worlds/dev-*.yaml` are looked at while building; `worlds/gate-*.yaml` were written apart and only scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

import yaml

_FORMS = ("say", "hedged", "denied", "near")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday")


@dataclass(frozen=True)
class Fact:
    """One fact of an event; `figure` names the number it is about, `slot` what it tells, "" for none.

    `say` are wordings with the same truth conditions, `near` share words and state something else.
    """

    key: str
    figure: str
    slot: str
    say: tuple[str, ...]
    hedged: tuple[str, ...]
    denied: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    """What a reader would want to know; `slot` is its name in `aggregator.kinds`, "" where it has none."""

    question: str
    slot: str
    told: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """One template of an event with its slots drawn: all sentences still have `{number}` fields."""

    name: str
    headlines: tuple[str, ...]
    officials: tuple[str, ...]
    bodies: tuple[str, ...]
    facts: tuple[Fact, ...]
    asks: tuple[Ask, ...]
    open: tuple[str, ...]
    colour: tuple[str, ...]
    numbers: Mapping[str, int]


class _Left(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def templates(part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and content of the templates of a part ("dev" or "gate")."""
    folder = resources.files("benchmarks.planted") / "worlds"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.startswith(f"{part}-"):
            yield file.name.removesuffix(".yaml"), yaml.safe_load(file.read_text("utf-8"))


def drawn(name: str, raw: Mapping[str, Any], chance: Random) -> World:
    """Return a template with names and numbers drawn; two slots never get one value."""
    values = _Left(day=chance.choice(DAYS))
    for slot, choices in raw["slots"].items():
        values[slot] = chance.choice([one for one in choices if one not in values.values()])
    numbers = {key: chance.randint(*bounds) for key, bounds in raw["numbers"].items()}

    def filled(texts: Any) -> tuple[str, ...]:
        return tuple(str(text).format_map(values) for text in texts or ())

    facts = tuple(
        Fact(
            one["key"],
            one.get("figure", ""),
            one.get("slot", ""),
            *(filled(one.get(part)) for part in _FORMS),
        )
        for one in raw["facts"]
    )
    return World(
        name=name,
        headlines=filled(raw["headlines"]),
        officials=filled(f"{one['role']} {one['name']}" for one in raw["officials"]),
        bodies=filled(raw["bodies"]),
        facts=facts,
        asks=tuple(Ask(one["question"], one.get("slot", ""), filled(one["told"])) for one in raw["asks"]),
        open=filled(raw["open"]),
        colour=filled(raw["colour"]),
        numbers=numbers,
    )
