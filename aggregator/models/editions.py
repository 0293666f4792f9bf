"""What a run publishes: its briefs, what was left out, and from what it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from aggregator.models.briefs import Brief, Correction
from aggregator.models.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class StepVersion:
    """What made a record: a step of the walk and its version."""

    step: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """From what an edition was made, so that it can be made again."""

    program: str
    config_sha256: str
    input_sha256: str
    steps: tuple[StepVersion, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A setting in force that decides what an edition says; `standard` is its value unless it is set."""

    section: str
    name: str
    value: str
    standard: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The briefs of one run in the order of their weight, and what was left out and why.

    `rules` are the settings it was made by. `corrections` is the log of all editions up to this one, oldest
    first. `moved` leads from the slugs of stories that others took over to those that now stand for them.
    """

    id: str
    title: str
    at: datetime
    briefs: tuple[Brief, ...]
    left_out: tuple[Problem, ...]
    manifest: Manifest
    counts: dict[str, int]
    language: str = "en"
    base_url: str = ""
    contact: str = ""
    rules: tuple[Rule, ...] = ()
    corrections: tuple[Correction, ...] = ()
    moved: dict[str, str] = field(default_factory=dict)
