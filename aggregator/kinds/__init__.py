"""Kinds of events, and what a reader expects to be told of each.

Every `*.yaml` file in this folder is one kind; an editor can change or add files without touching code.

    kind: accident            its name
    triggers: a; b; ...       patterns that speak for this kind in a title or lead
    slots:                    what a reader expects to be told
      - id: cause
        told: a; b; ...       patterns of which one marks a sentence that tells it, the surest first
        when: a; b; ...       patterns of which one must stand in a title or lead, else nobody expects
                              to be told it (left out: always expected)
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

# A kind must be named by at least this many trigger hits in a story's titles and leads, counted per
# article; fewer is chance (one "vote" in a sports report). Set by reading stories of real news days.
MIN_HITS_PER_ARTICLE = 1.5


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a reader expects to be told; `id` is ``kind.slot``, `signs` are `told` one by one."""

    id: str
    told: re.Pattern[str]
    signs: tuple[re.Pattern[str], ...]
    when: re.Pattern[str] | None
    gap: str
    ask: str
    salience: float

    def expected(self, heads: Sequence[str]) -> bool:
        """Whether a reader of a story with these titles and leads expects to be told it."""
        return self.when is None or any(self.when.search(head) for head in heads)

    def doubt(self, text: str) -> int:
        """Return the place of the surest sign in a text: 0 for the surest, their number where none is."""
        return next((place for place, sign in enumerate(self.signs) if sign.search(text)), len(self.signs))


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event with its slots, most missed first."""

    name: str
    triggers: re.Pattern[str]
    slots: tuple[Slot, ...]


def _pattern(alternatives: str) -> re.Pattern[str]:
    joined = "|".join(part.strip() for part in alternatives.split(";"))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def _slot(kind: str, raw: dict[str, str]) -> Slot:
    return Slot(
        id=f"{kind}.{raw['id']}",
        told=_pattern(raw["told"]),
        signs=tuple(map(_pattern, raw["told"].split(";"))),
        when=_pattern(raw["when"]) if "when" in raw else None,
        gap=raw["gap"],
        ask=raw["ask"],
        salience=float(raw["salience"]),
    )


@cache
def event_kinds() -> tuple[EventKind, ...]:
    """Return every kind that ships, by name."""
    kinds = []
    for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            raw = yaml.safe_load(file.read_text("utf-8"))
            slots = sorted(
                (_slot(raw["kind"], slot) for slot in raw["slots"]), key=lambda slot: -slot.salience
            )
            kinds.append(EventKind(raw["kind"], _pattern(raw["triggers"]), tuple(slots)))
    return tuple(kinds)


@cache
def slots() -> dict[str, Slot]:
    """Return every slot by its id."""
    return {slot.id: slot for kind in event_kinds() for slot in kind.slots}


def kind_of(heads: tuple[str, ...]) -> EventKind | None:
    """Return the kind of event that titles and leads speak of, or None where none stands out.

    `heads` holds one text per article: its title and first sentences.
    """
    scored = [(sum(len(set(kind.triggers.findall(head))) for head in heads), kind) for kind in event_kinds()]
    hits, best = max(scored, key=lambda pair: (pair[0], pair[1].name), default=(0, None))
    return best if heads and hits / len(heads) >= MIN_HITS_PER_ARTICLE else None
