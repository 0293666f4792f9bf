"""One run of the walk; its order stands in `aggregator.pipeline`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aggregator.errors import AlreadyRunningError, StoreError
from aggregator.models import Edition, Problem
from aggregator.pipeline import feeds, pages
from aggregator.pipeline.context import PARTLY, Progress, Result, Walk
from aggregator.pipeline.edition import ground_of, new_edition
from aggregator.pipeline.finish import finish, tell_of_failure
from aggregator.pipeline.lock import run_lock
from aggregator.pipeline.mends import states
from aggregator.pipeline.proof import VERIFY
from aggregator.pipeline.report import RunReport
from aggregator.pipeline.tally import host_reports
from aggregator.runner import Runner, runner_for
from aggregator.store import EditionRecord, Store, store_path

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator.config import Settings


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
    result = Result()
    try:
        with run_lock(store_path(output).parent, clock()), Store(store_path(output)) as store:
            store.check()
            started = clock()
            walk = Walk(
                settings=settings,
                now=(at or started).astimezone(UTC),
                output=output,
                store=store,
                runner=runner or runner_for(settings.extract.workers),
                progress=progress,
                templates=templates,
            )
            try:
                return _to_the_end(walk, result, started, clock)
            finally:
                if runner is None:
                    walk.runner.close()
    except AlreadyRunningError:
        raise  # the other run tells how it ends
    except Exception:  # raised again: whoever watches is told of every failure
        tell_of_failure(settings, result, clock())
        raise


def _to_the_end(walk: Walk, result: Result, started: datetime, clock: Callable[[], datetime]) -> RunReport:
    """Walk, and report on it, whether it publishes or fails."""
    try:
        _walk(walk, result)
    except Exception as error:
        result.error, result.exit_code = str(error), getattr(error, "exit_code", 1)
        finish(walk, result, started, clock)
        raise
    return finish(walk, result, started, clock)


def _walk(walk: Walk, result: Result) -> None:
    """Do what is to be done, in order, noting in `result` what came of it."""
    with walk.watch.step("other"):
        _gather(walk, result)
        result.problems = feeds.problems(walk, result.feeds)
        ground = ground_of(walk)
        last = walk.store.editions.last()
        same = last is not None and walk.store.editions.seen() == ground.seen
        fresh = None if same else new_edition(walk, ground, last)
        result.unchanged = fresh is None
        result.choices = states(walk.store)
        result.edition = fresh or _standing(walk, last)
        result.published, dead = _publish(walk, result.edition, last if result.unchanged else None)
        result.problems += dead
    dropped = (problem for problem in result.edition.left_out if problem.step == VERIFY)
    result.exit_code = PARTLY if any(one.fatal for one in (*result.problems, *dropped)) else 0


def _gather(walk: Walk, result: Result) -> None:
    """Fetch feeds and pages, counting what goes over the network and what becomes of each item."""
    from aggregator.fetch import counted  # noqa: PLC0415 - the HTTP client loads only when it is used

    with counted() as traffic:
        try:
            result.feeds = feeds.ask(walk)
            result.read = pages.read(walk)
        finally:
            result.feeds = walk.tally.added_to(result.feeds)
            result.hosts = host_reports(traffic)


def _standing(walk: Walk, last: EditionRecord | None) -> Edition:
    """Return the last edition, as it was committed, without its briefs."""
    edition = walk.store.editions.head(last.id) if last else None
    if edition is None:
        raise StoreError(f"the store in {walk.output} has lost its last edition; move it away and run again")
    return edition


def _publish(walk: Walk, edition: Edition, standing: EditionRecord | None) -> tuple[str, tuple[Problem, ...]]:
    """Put `edition` before its readers, unless it is the `standing` one and they can see it already.

    Return where it lies, and the links in it that lead nowhere.
    """
    place = (walk.output / "current").resolve()
    if standing and standing.published and place.name.startswith(edition.id) and place.is_dir():
        return str(place), ()
    from aggregator.publish import (  # noqa: PLC0415 - loads only when there is something to write
        archived_days,
        archived_indexes,
        archived_paths,
        publish,
    )
    from aggregator.render import LinkCheck, edition_files  # noqa: PLC0415

    files = edition_files(
        edition,
        briefs=walk.store.editions.briefs(edition.id),
        templates=walk.templates,
        earlier=archived_days(place),
        indexes=archived_indexes(place),
    )
    links = LinkCheck(edition.base_url)
    with walk.watch.step("publish"):
        published = publish(links.passing(walk.watch.waiting("render", files)), walk.output, edition.id)
        dead = links.dead(archived_paths(place, links.paths))
    walk.progress("publish", 1, 1)
    return str(published), dead
