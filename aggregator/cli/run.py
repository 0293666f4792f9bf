"""`run`: the whole walk once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.console import print_json, print_table
from aggregator.cli.options import (
    at_option,
    examples,
    feeds_option,
    json_option,
    output_option,
    settings_from,
    templates_option,
    timings_option,
)
from aggregator.log import get_logger, printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from aggregator.cli.console import Console
    from aggregator.config import Settings
    from aggregator.pipeline import RunReport


@click.command(
    epilog=examples(
        "run", "run --feeds feeds.yaml --output /srv/brief", "run --at 2026-09-15T18:00Z --timings"
    )
)
@feeds_option
@output_option
@at_option
@templates_option
@timings_option
@json_option
@click.pass_context
def run(
    context: click.Context,
    feeds_file: Path | None,
    output: Path,
    at: datetime | None,
    templates: Path | None,
    timings: bool,
    as_json: bool,
) -> None:
    """Fetch the feeds, write the briefs and publish an edition.

    Safe to run again at any time: it does what is not yet done, and with nothing new it leaves the edition
    as it stands. What failed and what was left out stands in the run's report.
    """
    settings = settings_from(feeds_file)
    report = walk(context.obj, settings, output, at, templates)
    tell(context.obj, report, output, as_json=as_json, timings=timings)
    context.exit(report.exit_code)


def walk(
    console: Console, settings: Settings, output: Path, at: datetime | None, templates: Path | None = None
) -> RunReport:
    """Walk once with progress on standard error; return the report."""
    from aggregator.pipeline import run as run_once

    with console.progress() as progress:
        return run_once(settings, output=output, at=at, progress=progress, templates=templates)


def tell(console: Console, report: RunReport, output: Path, *, as_json: bool, timings: bool) -> None:
    """Print what a run did: failures to standard error, the outcome to standard output."""
    from aggregator.pipeline import HEALTH

    logger = get_logger("run")
    for problem in report.problems:
        # That nobody could be told fails no run, but whoever reads along should know.
        log = logger.warning if problem.fatal or problem.step == HEALTH else logger.info
        log(problem.reason, step=problem.step, subject=problem.subject, detail=problem.detail)
    if as_json:
        print_json(report)
        return
    if not console.quiet:
        for line in _summary(report, output):
            click.echo(printable(line))
    if timings:
        _print_timings(report)


def _summary(report: RunReport, output: Path) -> Iterator[str]:
    from aggregator.pipeline import REPORT

    counts = report.counts
    stands = "stands, nothing new" if report.unchanged else "published"
    yield f"Edition {report.edition} {stands}: {counts.get('briefs', 0)} briefs."
    yield f"  {output / 'current' / 'index.html'}"
    yield f"Feeds: {counts['feeds']}, of which {counts['feeds_failed']} failed{_unasked(report)}."
    yield f"Items: {counts['entries_new']} new, {counts['entries_read']} read."
    if report.choices:
        held = sum(choice.state == "held" for choice in report.choices)
        yield f"Choices of an editor: {len(report.choices)}, of which {held} held."
    yield f"Left out: {len(report.left_out)}. Everything with its reason: {output / REPORT}"


def _unasked(report: RunReport) -> str:
    """Return how many feeds were not asked, and why, where there are such."""
    words = {"waiting": "whose time has not come", "gone": "gone for good"}
    found = Counter(feed.status for feed in report.feeds)
    return "".join(f", {found[status]} {said}" for status, said in words.items() if found[status])


def _print_timings(report: RunReport) -> None:
    whole = sum(report.timings.values()) or 1.0
    rows = [
        (step, f"{seconds:.2f} s", f"{seconds / whole:.1%}")
        for step, seconds in sorted(report.timings.items(), key=lambda one: -one[1])
    ]
    print_table(("step", "time", "share"), rows)
    click.echo(f"Together {whole:.2f} s; most memory held: {report.peak_memory_mb:.0f} MB.")
