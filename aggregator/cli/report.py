"""`report`: what a run did, feed by feed, host by host and step by step."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.console import iso, print_json, print_table, short
from aggregator.cli.options import examples, json_option, output_option
from aggregator.errors import InputError
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.pipeline import FeedReport, HostReport, RunReport
    from aggregator.store import RunRecord, Store

LISTED = 20
"""Runs that `--list` shows."""

FEED_COLUMNS = (
    "feed",
    "status",
    "http",
    "listed",
    "new",
    "pages",
    "read",
    "changed",
    "refused",
    "bytes",
    "why",
)
HOST_COLUMNS = ("host", "requests", "304", "bytes", "seconds", "errors")
RUN_COLUMNS = ("run", "began", "seconds", "exit")


@click.command(epilog=examples("report", "report --list", "report 41 --json | jq '.hosts[]'"))
@click.argument("number", metavar="[RUN]", type=click.IntRange(min=1), required=False)
@click.option("--list", "listed", is_flag=True, help=f"List the last {LISTED} runs with their numbers.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema that reports fit.")
@output_option
@json_option
def report(number: int | None, listed: bool, schema: bool, output: Path, as_json: bool) -> None:
    """Show what a run did: the last one, or the one of that number in `aggregator report --list`.

    Per feed: how it answered, what it lists, and what became of its items. Per host: requests, of which
    found nothing new (304), bytes, and errors by reason. Then why items were refused, and the time of each
    step.
    """
    from aggregator.pipeline import report_schema
    from aggregator.store import Store

    if schema:
        print_json(report_schema())
        return
    with Store.existing(output) as store:
        if listed:
            _print_runs(store.editions.runs(LISTED), as_json=as_json)
            return
        found = _report(store, number)
    if as_json:
        print_json(found)
    else:
        _print_report(found)


def _report(store: Store, number: int | None) -> RunReport:
    from pydantic import ValidationError

    from aggregator import codec
    from aggregator.pipeline import RunReport

    raw = store.editions.run(number)
    if raw is None:
        which = f"no run {number}" if number else "no run yet"
        raise InputError(f"there is {which}; `aggregator report --list` lists those that are kept")
    try:
        return codec.loads(RunReport, raw)
    except ValidationError as error:
        raise InputError("the report of that run was written by another version") from error


def _print_runs(runs: tuple[RunRecord, ...], *, as_json: bool) -> None:
    if as_json:
        print_json(runs)
        return
    rows = [(run.number, short(iso(run.started)), f"{run.seconds:.1f}", run.exit_code) for run in runs]
    print_table(RUN_COLUMNS, rows)


def _print_report(found: RunReport) -> None:
    for line in _head(found):
        click.echo(printable(line))
    click.echo()
    print_table(FEED_COLUMNS, [_feed_row(feed) for feed in found.feeds], wide=["feed", "why"])
    if found.hosts:
        click.echo()
        print_table(HOST_COLUMNS, [_host_row(host) for host in found.hosts], wide=["host", "errors"])
    refused: Counter[str] = Counter()
    for feed in found.feeds:
        refused.update(feed.refused)
    if refused:
        click.echo()
        print_table(("items refused", "why"), [(count, why) for why, count in refused.most_common()])
    click.echo()
    whole = sum(found.timings.values()) or 1.0
    rows = sorted(found.timings.items(), key=lambda one: -one[1])
    print_table(("step", "seconds", "share"), [(n, f"{s:.2f}", f"{s / whole:.1%}") for n, s in rows])


def _head(found: RunReport) -> Iterator[str]:
    seconds = (found.finished - found.started).total_seconds()
    yield f"Run of {short(iso(found.started))} UTC: exit code {found.exit_code} after {seconds:.1f} s."
    if found.error:
        yield f"Failed: {found.error}"
    elif found.edition:
        stands = "stands, nothing new" if found.unchanged else "published"
        yield f"Edition {found.edition} {stands}: {found.counts.get('briefs', 0)} briefs."
    for problem in found.problems:
        if problem.fatal:
            yield f"Failed: {problem.subject}: {problem.reason}: {problem.detail}"


def _feed_row(feed: FeedReport) -> tuple[object, ...]:
    fatal = [problem.reason for problem in feed.problems if problem.fatal]
    return (
        feed.name,
        feed.status,
        feed.http_status or "",
        feed.items,
        feed.new,
        feed.pages,
        feed.read,
        feed.changed,
        sum(feed.refused.values()),
        feed.bytes + feed.page_bytes,
        ", ".join([*fatal, *([_counted(feed.refused)] if feed.refused else [])]),
    )


def _host_row(host: HostReport) -> tuple[object, ...]:
    errors = _counted(host.errors)
    return host.host, host.requests, host.not_modified, host.bytes, f"{host.seconds:.2f}", errors


def _counted(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in reasons.items())
