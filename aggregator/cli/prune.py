"""`prune`: what is old goes from the store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from aggregator.cli.options import (
    at_option,
    examples,
    feeds_option,
    now_or,
    output_option,
    settings_from,
)


@click.command(epilog=examples("prune", "prune --dry-run", "prune --older-than 30"))
@click.option(
    "--older-than",
    "days",
    type=click.FloatRange(min=0, min_open=True),
    metavar="DAYS",
    help="Remove articles read longer ago.  [default: keep.article_days]",
)
@click.option("--dry-run", is_flag=True, help="Say how many would go; remove nothing.")
@feeds_option
@output_option
@at_option
def prune(
    days: float | None, dry_run: bool, feeds_file: Path | None, output: Path, at: datetime | None
) -> None:
    """Remove old articles from the store, and give their room back to the disk.

    Nothing goes that a published edition rests on, that an editor's choice names, or that stories can still
    reach. A run does the same once a day, but keeps the room for what comes. Refused while a run holds the
    output folder.
    """
    from aggregator.pipeline import retention
    from aggregator.pipeline.lock import run_lock
    from aggregator.store import Store, store_path

    now = now_or(at)
    before = retention.limit(settings_from(feeds_file), now, days)
    with Store.existing(output) as store, run_lock(store_path(output).parent, now):
        if dry_run:
            count = len(retention.old(store, output, before))
            click.echo(f"{count} articles read before {before:%Y-%m-%d %H:%M} UTC would go.")
            return
        gone = retention.prune(store, output, before)
        store.pruning.shrink()
    click.echo(
        f"{gone.articles} articles read before {before:%Y-%m-%d %H:%M} UTC are gone, with "
        f"{gone.annotations} annotations and {gone.results} results of steps."
    )
