"""The end of a run: what became of it is kept and told, whether it published or failed.

Readers see the edition by now, or nothing was published: whatever fails here is listed and changes neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from aggregator.errors import AggregatorError
from aggregator.log import get_logger
from aggregator.models import Problem
from aggregator.pipeline.context import PARTLY
from aggregator.pipeline.health import told
from aggregator.pipeline.report import REPORT, RunReport, as_json, by_reason, peak_memory_mb, write_report
from aggregator.pipeline.retention import prune_when_due

if TYPE_CHECKING:
    from aggregator.config import Settings
    from aggregator.pipeline.context import Result, Walk


def finish(walk: Walk, result: Result, started: datetime, clock: Callable[[], datetime]) -> RunReport:
    """Mark the edition as published, write the report into the output folder and the store; return it."""
    if result.published:
        _try(result, "publish", result.published, lambda: _mark(walk))
        _try(result, "prune", "what is old in the store", lambda: _prune(walk, result))
    finished = clock()
    _tell(walk.settings, result, finished)
    report = report_of(walk, result, started, finished)
    _try(result, "report", REPORT, lambda: write_report(report, walk.output))
    _try(
        result,
        "report",
        "the store's copy of the report",
        lambda: walk.store.editions.save_run(
            started=started,
            seconds=(finished - started).total_seconds(),
            exit_code=report.exit_code,
            report=as_json(report).decode(),
        ),
    )
    # What was written says how much memory the run took; keeping it may have taken more.
    final = report_of(walk, result, started, finished)
    return replace(final, peak_memory_mb=report.peak_memory_mb)


def tell_of_failure(settings: Settings, result: Result, now: datetime) -> None:
    """Tell whoever watches that a run failed, if that is not done yet: its store could not be opened."""
    if result.told:
        return
    result.exit_code = 1
    _tell(settings, result, now)
    for problem in result.problems:
        logger = get_logger(problem.step)
        logger.warning(problem.reason, subject=problem.subject, detail=problem.detail)


def _tell(settings: Settings, result: Result, now: datetime) -> None:
    problem = told(settings, now, failed=result.exit_code not in {0, PARTLY})
    result.told = True
    result.add(*([problem] if problem else []))


def report_of(walk: Walk, result: Result, started: datetime, finished: datetime) -> RunReport:
    """Return the report on what the run has come to."""
    edition = result.edition
    left_out = edition.left_out if edition else ()
    return RunReport(
        started=started,
        finished=finished,
        at=walk.now,
        exit_code=result.exit_code,
        edition=edition.id if edition and result.published else "",
        published=result.published,
        unchanged=result.unchanged,
        error=result.error,
        feeds=result.feeds,
        hosts=result.hosts,
        problems=result.problems,
        left_out=left_out,
        choices=result.choices,
        counts=_counts(result, left_out),
        timings={name: round(seconds, 3) for name, seconds in walk.watch.seconds.items()},
        peak_memory_mb=peak_memory_mb(),
    )


def _mark(walk: Walk) -> None:
    """Note in the store that readers can see its newest edition."""
    last = walk.store.editions.last()
    if last and not last.published:
        walk.store.editions.mark_published(last.id)


def _prune(walk: Walk, result: Result) -> None:
    result.pruned = prune_when_due(walk)


def _try(result: Result, step: str, subject: str, act: Callable[[], object]) -> None:
    """Do what may fail now without harm; note in `result` if it does."""
    try:
        act()
    except (AggregatorError, OSError) as error:
        result.add(Problem(step=step, subject=subject, reason="not_written", detail=f"{error}."))


def _counts(result: Result, left_out: tuple[Problem, ...]) -> dict[str, int]:
    """Return the counts of this run, of its edition, and of what that left out by reason."""
    return {
        "feeds": len(result.feeds),
        "feeds_failed": sum(feed.status == "failed" for feed in result.feeds),
        "entries_new": sum(feed.new for feed in result.feeds),
        "entries_read": result.read,
        "entries_changed": sum(feed.changed for feed in result.feeds),
        "entries_refused": sum(sum(feed.refused.values()) for feed in result.feeds),
        "requests": sum(host.requests for host in result.hosts),
        "bytes": sum(host.bytes for host in result.hosts),
        "articles_removed": result.pruned.articles,
        **(result.edition.counts if result.edition else {}),
        **by_reason(left_out),
    }
