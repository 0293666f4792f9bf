"""Kinds of events, and what a reader expects to be told of each.

Every `*.yaml` file in this folder is one kind; an editor can change or add files without touching code.

    kind: accident            its name
    read: yes                 the trained reader knows this kind and its slots (`training.telling`); a kind of
                              your own leaves it out, and goes by its patterns alone
    weight: 0..5              how much it counts in the order of an edition, beside origins and growth (left
                              out: nothing)
    triggers: a; b; ...       patterns that speak for this kind in a title or lead
    slots:                    what a reader expects to be told
      - id: cause
        told: a; b; ...       patterns of which one marks a sentence that tells it
        when: a; b; ...       patterns of which one must stand in a title or lead, else nobody expects
                              to be told it (left out: always expected)
        with: time            what else must stand in a sentence that tells it: a time or a number
        gap: ...              the open question when no full text tells it
        ask: ...              the same as a reader would ask it
        salience: 1..5        what a reader would miss most

Patterns are case-insensitive regular expressions that match whole words, separated by semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

# So many of one article count: a long lead names everything.
MOST_HITS = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a reader expects to be told; `id` is ``kind.slot``; `read`: the trained reader knows it."""

    id: str
    told: re.Pattern[str]
    when: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    gap: str
    ask: str
    salience: float
    read: bool

    def told_in(self, sentence: str) -> bool:
        """Whether a pattern says that a sentence tells it."""
        return bool(self.told.search(sentence)) and (self.needs is None or bool(self.needs.search(sentence)))

    def expected(self, heads: Sequence[str]) -> bool:
        """Whether a reader of a story with these titles and leads expects to be told it."""
        return self.when is None or any(self.when.search(head) for head in heads)


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event with its slots, most missed first, and what it counts for, 0 to 5."""

    name: str
    weight: float
    triggers: re.Pattern[str]
    slots: tuple[Slot, ...]
    read: bool = False

    def hits(self, head: str) -> int:
        """Return how many different triggers stand in a title and lead, up to a bound."""
        return min(MOST_HITS, len({found.lower() for found in self.triggers.findall(head)}))


def _pattern(alternatives: str) -> re.Pattern[str]:
    joined = "|".join(part.strip() for part in alternatives.split(";"))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


_NEEDS = {
    "time": _pattern(
        "monday; tuesday; wednesday; thursday; friday; saturday; sunday; january; february; (?-i:March); "
        "april; (?-i:May); june; july; august; september; october; november; december; "
        "today; tonight; tomorrow; immediate(?:ly)?; indefinite\\w*; "
        "spring; summer; autumn; fall; winter; weekend; (?:19|20)\\d\\d; \\d{1,2}[:.]\\d\\d; "
        "(?:hours?|days?|weeks?|months?|years?|quarter|decade); midnight; noon; deadline"
    ),
    "number": _pattern(
        "[$€£]?\\d[\\d.,]*; millions?; billions?; dozens?; hundreds?; thousands?; half; double"
    ),
}


def _slot(kind: str, raw: dict[str, str], *, read: bool) -> Slot:
    return Slot(
        id=f"{kind}.{raw['id']}",
        told=_pattern(raw["told"]),
        when=_pattern(raw["when"]) if "when" in raw else None,
        needs=_NEEDS[raw["with"]] if "with" in raw else None,
        gap=raw["gap"],
        ask=raw["ask"],
        salience=float(raw["salience"]),
        read=read,
    )


@cache
def event_kinds() -> tuple[EventKind, ...]:
    """Return every kind that ships, by name."""
    kinds = []
    for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            raw = yaml.safe_load(file.read_text("utf-8"))
            read = raw.get("read", False)
            slots = sorted(
                (_slot(raw["kind"], slot, read=read) for slot in raw["slots"]),
                key=lambda slot: -slot.salience,
            )
            weight, triggers = float(raw.get("weight", 0)), _pattern(raw["triggers"])
            kinds.append(EventKind(raw["kind"], weight, triggers, tuple(slots), read))
    return tuple(kinds)


@cache
def slots() -> dict[str, Slot]:
    """Return every slot by its id."""
    return {slot.id: slot for kind in event_kinds() for slot in kind.slots}
