"""What a run did, for the command line, for cron and for a machine."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from aggregator import codec
from aggregator.models import Problem

T = TypeVar("T")

REPORT = "report.json"
"""The last run's report, in the output folder beside the editions."""

SCHEMA = "report.schema.json"
"""The schema that it fits, beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """How one feed went.

    `status`: ok, not_modified, failed, waiting (not asked: its time has not come), or gone (it said that it
    ended, and is not asked any more).

    `bytes` and `seconds` are of the feed itself, `items` what it lists, `new` those to be read for the first
    time or again. `pages` were asked for, of `page_bytes` together; `read` articles came of them, `changed`
    of which say something else than before, and `refused` counts by reason the items that gave none.
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
    pages: int = 0
    page_bytes: int = 0
    read: int = 0
    changed: int = 0
    refused: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostReport:
    """What one host was asked in a run, retries, redirects and robots.txt included, and what it gave.

    `not_modified` counts answers that our copy is current (304), `bytes` those of bodies after
    decompression, `errors` failed requests by reason, `seconds` all exchanges one after the other.
    """

    host: str
    requests: int
    not_modified: int = 0
    bytes: int = 0
    seconds: float = 0.0
    errors: dict[str, int] = field(default_factory=dict)


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
    hosts: tuple[HostReport, ...] = ()
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


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a report."""
    schema = codec.schema(RunReport)
    for part in (schema, *schema.get("$defs", {}).values()):
        # Every field is always written, also those that have a default in the model.
        if "properties" in part:
            part["required"] = sorted(part["properties"])
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:aggregator:report:1",
        "title": "Report",
        "description": "What a run of aggregator did: per feed, per host and per step.",
    }
    return head | {key: value for key, value in schema.items() if key not in head}


def as_json(report: RunReport) -> bytes:
    """Return `report` as it stands in the file and in the store."""
    return codec.dumps(report, indent=2) + b"\n"


def write_report(report: RunReport, output: Path) -> Path:
    """Write `report` as JSON into the output folder, with its schema; return where.

    Raises:
        OSError: if it cannot be written; the report before then stands.
    """
    schema = json.dumps(report_schema(), indent=1).encode() + b"\n"
    if not _holds(output / SCHEMA, schema):
        _write_whole(output / SCHEMA, schema)
    return _write_whole(output / REPORT, as_json(report))


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _write_whole(path: Path, content: bytes) -> Path:
    """Write a file, whole or not at all."""
    fresh = path.with_suffix(".tmp")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path
