"""One run of the walk; its order stands in `aggregator.pipeline`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aggregator.errors import AggregatorError, StoreError
from aggregator.models import Edition, Problem
from aggregator.pipeline import ingest
from aggregator.pipeline.context import Progress, Walk
from aggregator.pipeline.edition import ground_of, new_edition
from aggregator.pipeline.lock import run_lock
from aggregator.pipeline.mends import states
from aggregator.pipeline.proof import VERIFY
from aggregator.pipeline.report import (
    FeedReport,
    MendReport,
    RunReport,
    by_reason,
    peak_memory_mb,
    write_report,
)
from aggregator.runner import Runner, runner_for
from aggregator.store import EditionRecord, Store, store_path

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator.config import Settings

PARTLY = 3
"""Exit code of a run that published although something failed."""


def _now() -> datetime:
    return datetime.now(UTC)


def _silent(step: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def run(
    settings: Settings,
    *,
    output: Path,
    at: datetime | None = None,
    clock: Callable[[], datetime] = _now,
    progress: Progress = _silent,
    runner: Runner | None = None,
    templates: Path | None = None,
) -> RunReport:
    """Walk once from feeds to a published edition in `output`; write the report there and return it.

    `at` is the time the run takes place at: windows, stamps and the edition's time go by it. Without it
    that is the time of `clock` at the start.

    Raises:
        AlreadyRunningError: if another run is at work in `output`.
        StoreError, TemplateError, VerificationError, NothingToPublishError, RunnerError, PublishError:
            nothing was published; the report says so too, unless the store could not be opened.
    """
    started = clock()
    path = store_path(output)
    with run_lock(path.parent, started), Store(path) as store:
        store.check()
        walk = Walk(
            settings=settings,
            now=(at or started).astimezone(UTC),
            output=output,
            store=store,
            runner=runner or runner_for(settings.extract.workers),
            progress=progress,
            templates=templates,
        )
        result = Result()
        try:
            _walk(walk, result)
        except AggregatorError as error:
            result.error, result.exit_code = str(error), error.exit_code
            _report(walk, result, started, clock())
            raise
        finally:
            if runner is None:
                walk.runner.close()
        return _report(walk, result, started, clock())


@dataclass(slots=True)
class Result:
    """What a run has come to so far."""

    feeds: tuple[FeedReport, ...] = ()
    read: int = 0
    problems: tuple[Problem, ...] = ()
    choices: tuple[MendReport, ...] = ()
    edition: Edition | None = None
    published: str = ""
    unchanged: bool = False
    error: str = ""
    exit_code: int = 0


def _walk(walk: Walk, result: Result) -> None:
    """Do what is to be done, in order, noting in `result` what came of it."""
    with walk.watch.step("other"):
        result.feeds = ingest.fetch(walk)
        result.read = ingest.read(walk)
        result.problems = ingest.problems(walk, result.feeds)
        ground = ground_of(walk)
        last = walk.store.editions.last()
        same = last is not None and walk.store.editions.seen() == ground.seen
        fresh = None if same else new_edition(walk, ground, last)
        result.unchanged = fresh is None
        result.choices = states(walk.store)
        result.edition = fresh or _standing(walk, last)
        result.published = _publish(walk, result.edition, last if result.unchanged else None)
    dropped = (problem for problem in result.edition.left_out if problem.step == VERIFY)
    result.exit_code = PARTLY if any(one.fatal for one in (*result.problems, *dropped)) else 0


def _standing(walk: Walk, last: EditionRecord | None) -> Edition:
    """Return the last edition, as it was committed."""
    edition = walk.store.editions.load(last.id) if last else None
    if edition is None:
        raise StoreError(f"the store in {walk.output} has lost its last edition; move it away and run again")
    return edition


def _publish(walk: Walk, edition: Edition, standing: EditionRecord | None) -> str:
    """Put `edition` before its readers, unless it is the `standing` one and they can see it already."""
    place = (walk.output / "current").resolve()
    if standing and standing.published and place.name.startswith(edition.id) and place.is_dir():
        return str(place)
    from aggregator.publish import archived_days, publish  # noqa: PLC0415 - loads only when there is something to write
    from aggregator.render import render_edition  # noqa: PLC0415

    with walk.watch.step("render"):
        files = render_edition(edition, templates=walk.templates, earlier=archived_days(place))
    with walk.watch.step("publish"):
        published = publish(files, walk.output, edition.id)
        walk.store.editions.mark_published(edition.id)
    walk.progress("publish", 1, 1)
    return str(published)


def _report(walk: Walk, result: Result, started: datetime, finished: datetime) -> RunReport:
    """Write the run's report into the output folder and the store, and return it."""
    edition = result.edition
    left_out = edition.left_out if edition else ()
    report = RunReport(
        started=started,
        finished=finished,
        at=walk.now,
        exit_code=result.exit_code,
        edition=edition.id if edition and result.published else "",
        published=result.published,
        unchanged=result.unchanged,
        error=result.error,
        feeds=result.feeds,
        problems=result.problems,
        left_out=left_out,
        choices=result.choices,
        counts=_counts(result, left_out),
        timings={name: round(seconds, 3) for name, seconds in walk.watch.seconds.items()},
        peak_memory_mb=peak_memory_mb(),
    )
    path = write_report(report, walk.output)
    walk.store.editions.save_run(
        started=started,
        seconds=(finished - started).total_seconds(),
        exit_code=report.exit_code,
        report=path.read_text(encoding="utf-8"),
    )
    return report


def _counts(result: Result, left_out: tuple[Problem, ...]) -> dict[str, int]:
    """Return the counts of this run, of its edition, and of what that left out by reason."""
    return {
        "feeds": len(result.feeds),
        "feeds_failed": sum(feed.status == "failed" for feed in result.feeds),
        "entries_new": sum(feed.new for feed in result.feeds),
        "entries_read": result.read,
        **(result.edition.counts if result.edition else {}),
        **by_reason(left_out),
    }
