"""What every part of the walk is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aggregator.config import Settings
from aggregator.models import Feed
from aggregator.pipeline.report import Stopwatch
from aggregator.runner import Runner
from aggregator.store import Store

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

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds that are asked, in the order of the settings."""
        return self.settings.enabled_feeds()
