"""`feeds check`: how feeds answer now, one in full or all of them in short."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.console import print_json, print_table
from aggregator.cli.exits import ExitCode
from aggregator.cli.feeds_again import named_feed
from aggregator.cli.feeds_status import day
from aggregator.cli.inputs import is_address
from aggregator.cli.options import examples, feeds_option, json_option, settings_from
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.cli.console import Console
    from aggregator.config import Settings
    from aggregator.fetch import FeedResult, Finding
    from aggregator.models import Feed

ITEM_COLUMNS = ("published", "title", "text", "url")
FINDING_COLUMNS = ("fault", "name", "detail", "url")


@click.command(
    epilog=examples(
        "feeds check",
        "feeds check https://news.example/rss.xml",
        'feeds check "Harbour Post"',
        "feeds check --stale-days 30 --json | jq '.[] | select(.findings != [])'",
    )
)
@click.argument("feed", metavar="URL_OR_NAME", required=False)
@click.option(
    "--stale-days",
    type=click.FloatRange(min=0),
    default=14.0,
    show_default=True,
    metavar="DAYS",
    help="Of all feeds, one without a newer item is stale.",
)
@feeds_option
@json_option
@click.pass_context
def check(
    context: click.Context, feed: str | None, stale_days: float, feeds_file: Path | None, as_json: bool
) -> None:
    """Fetch one feed now and show what is in it, or all and show what is wrong; nothing is kept.

    URL_OR_NAME is an address, of the settings or not, or a feed's name in the settings; without it all
    enabled feeds are asked. The exit code is 1 if the feed failed, or if any of all has a fault; 3 if some
    items of the one feed cannot be used.
    """
    settings = settings_from(feeds_file)
    code = (
        _check_all(settings, stale_days, context.obj, as_json=as_json)
        if feed is None
        else _check_one(_meant(feed, settings), settings, as_json=as_json)
    )
    context.exit(code)


def _check_one(feed: Feed, settings: Settings, *, as_json: bool) -> ExitCode:
    result = _fetch(feed, settings)
    if as_json:
        print_json(result)
    else:
        _print_result(result)
    if result.status == "failed":
        return ExitCode.FAILED
    return ExitCode.PARTIAL if any(problem.fatal for problem in result.problems) else ExitCode.OK


def _check_all(settings: Settings, stale_days: float, console: Console, *, as_json: bool) -> ExitCode:
    from aggregator.fetch import lint_feeds

    results = _fetch_all(settings, console)
    findings = lint_feeds(results, now=datetime.now(UTC), stale_days=stale_days)
    pairs = list(zip(results, findings, strict=True))
    if as_json:
        print_json([_checked_row(result, found) for result, found in pairs])
    else:
        rows = [
            (one.fault, result.feed.name, one.detail, result.feed.url)
            for result, found in pairs
            for one in found
        ]
        if rows:
            print_table(FINDING_COLUMNS, rows, wide=["name", "detail", "url"])
    wrong = sum(bool(found) for found in findings)
    console.note(f"{len(results)} feeds checked, {wrong} with something wrong")
    return ExitCode.FAILED if wrong else ExitCode.OK


def _fetch_all(settings: Settings, console: Console) -> list[FeedResult]:
    """Return how every enabled feed answers, in the order of the settings."""
    from aggregator.fetch import FeedRequest, fetch_feeds

    feeds = settings.enabled_feeds()
    results: dict[str, FeedResult] = {}
    with console.progress() as progress:
        requests = [FeedRequest(feed=feed) for feed in feeds]
        asked = fetch_feeds(requests, settings.fetch, now=datetime.now(UTC))
        for done, result in enumerate(asked, 1):
            results[result.feed.url] = result
            progress("feeds", done, len(feeds))
    return [results[feed.url] for feed in feeds]


def _checked_row(result: FeedResult, findings: Sequence[Finding]) -> dict[str, Any]:
    from aggregator.fetch import newest

    return {
        "name": result.feed.name,
        "url": result.feed.url,
        "status": result.status,
        "http_status": result.http_status,
        "items": len(result.entries),
        "newest": day(newest(result)),
        "moved_to": result.moved_to,
        "findings": findings,
    }


def _meant(name: str, settings: Settings) -> Feed:
    """Return the feed of the settings with that address, name or outlet; for a new address, one made up.

    Raises:
        InputError: if it is no address and no feed, or more than one, has that name.
    """
    from aggregator.models import Feed

    known = settings.enabled_feeds()
    if is_address(name) and all(feed.url != name for feed in known):
        return Feed(url=name, name=name, outlet="", family="")
    return named_feed(name, known)


def _fetch(feed: Feed, settings: Settings) -> FeedResult:
    from aggregator.fetch import FeedRequest, fetch_feeds

    request = FeedRequest(feed=feed)
    return next(iter(fetch_feeds([request], settings.fetch, now=datetime.now(UTC))))


def _print_result(result: FeedResult) -> None:
    moved = f", moved to {result.moved_to}" if result.moved_to else ""
    click.echo(
        printable(
            f"{result.feed.url}: {result.status}, HTTP {result.http_status or '-'}, "
            f"{len(result.entries)} items, {result.bytes:,} bytes, {result.seconds:.2f} s{moved}"
        )
    )
    for problem in result.problems:
        click.echo(printable(f"{problem.reason}: {problem.subject} {problem.detail}"), err=True)
    rows = [(day(one.published), one.title, f"{len(one.text)} chars", one.url) for one in result.entries]
    if rows:
        print_table(ITEM_COLUMNS, rows, wide=["title", "url"])
