"""What every part of the walk is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aggregator.config import Settings
from aggregator.models import Edition, Feed, Problem
from aggregator.pipeline.report import FeedReport, HostReport, MendReport, Stopwatch
from aggregator.pipeline.tally import Tally
from aggregator.runner import Runner
from aggregator.store import Pruned, Store

PARTLY = 3
"""Exit code of a run that published although something failed."""

NOTHING_PRUNED = Pruned()

Progress = Callable[[str, int, int | None], None]
"""Told the step's name, how many items are done, and how many there are if that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One run: its settings and clock, and where it keeps, runs and reports what it does."""

    settings: Settings
    now: datetime
    output: Path
    store: Store
    runner: Runner
    progress: Progress
    templates: Path | None = None
    watch: Stopwatch = field(default_factory=Stopwatch)
    tally: Tally = field(default_factory=Tally)

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds that are asked, in the order of the settings."""
        return self.settings.enabled_feeds()


@dataclass(slots=True)
class Result:
    """What a run has come to so far. `told`: whoever watches over the runs knows how it ended."""

    feeds: tuple[FeedReport, ...] = ()
    hosts: tuple[HostReport, ...] = ()
    read: int = 0
    problems: tuple[Problem, ...] = ()
    choices: tuple[MendReport, ...] = ()
    edition: Edition | None = None
    published: str = ""
    unchanged: bool = False
    pruned: Pruned = NOTHING_PRUNED
    error: str = ""
    exit_code: int = 0
    told: bool = False

    def add(self, *found: Problem) -> None:
        """Note what else went wrong; a fatal problem of a run that published shows in its exit code."""
        self.problems += found
        if not self.exit_code and any(one.fatal for one in found):
            self.exit_code = PARTLY
