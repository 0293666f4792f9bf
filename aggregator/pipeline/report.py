"""What a run did, for the command line, for cron and for a machine."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from aggregator import codec
from aggregator.models import Problem

T = TypeVar("T")

REPORT = "report.json"
"""The last run's report, in the output folder beside the editions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """How one feed went.

    `status`: ok, not_modified, failed, waiting (not asked: its time has not come), or gone (it said that it
    ended, and is not asked any more).
    """

    name: str
    url: str
    status: str
    http_status: int = 0
    items: int = 0
    new: int = 0
    bytes: int = 0
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MendReport:
    """An editor's choice, and how the stories stand to it.

    `state`: waiting (no run has applied it yet), held, overruled (a later choice says otherwise), or
    ignored (none of the articles on one of its sides is left). `stories` are the ids it was made of.
    """

    number: int
    at: datetime
    kind: str
    state: str
    articles: tuple[str, ...]
    others: tuple[str, ...]
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One run. `exit_code`: 0 all well, 3 published but something failed, other: nothing published.

    `problems` is what failed in this run, `left_out` what the edition does not hold and why. `choices` are
    an editor's, each with its state. `unchanged` says that there was nothing new, and the edition before
    stands. `timings` are seconds by step.
    """

    started: datetime
    finished: datetime
    at: datetime
    exit_code: int
    edition: str = ""
    published: str = ""
    unchanged: bool = False
    error: str = ""
    feeds: tuple[FeedReport, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[Problem, ...] = ()
    choices: tuple[MendReport, ...] = ()
    counts: dict[str, int]
    timings: dict[str, float]
    peak_memory_mb: float = 0.0


class Stopwatch:
    """Wall-clock seconds by step. A step that starts inside another pauses it, so the sum is the whole."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._running: list[str] = []
        self._since = time.perf_counter()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count the block's time to step `name`."""
        self._turn()
        self._running.append(name)
        try:
            yield
        finally:
            self._turn()
            self._running.pop()

    def waiting(self, name: str, items: Iterable[T]) -> Iterator[T]:
        """Yield `items`; count the time in which they are made to step `name`."""
        source = iter(items)
        while True:
            with self.step(name):
                try:
                    item = next(source)
                except StopIteration:
                    return
            yield item

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._running:
            name = self._running[-1]
            self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now


def peak_memory_mb() -> float:
    """Return the most memory (resident, in MB of 2**20 bytes) this process or a worker ever held."""
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kilobytes
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(one).ru_maxrss for one in who) * unit / 2**20, 1)


def by_reason(problems: Iterable[Problem]) -> dict[str, int]:
    """Count `problems` by step and reason (``left_out.choose.too_few_articles``), most frequent first."""
    counts = Counter(f"left_out.{problem.step}.{problem.reason}" for problem in problems)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def write_report(report: RunReport, output: Path) -> Path:
    """Write `report` as JSON into the output folder, whole or not at all; return where."""
    path = output / REPORT
    fresh = path.with_suffix(".tmp")
    fresh.write_bytes(codec.dumps(report, indent=2) + b"\n")
    fresh.replace(path)
    return path
