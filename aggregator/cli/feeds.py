"""`feeds`: what is asked, and how it goes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.console import print_json, print_table
from aggregator.cli.exits import ExitCode
from aggregator.cli.feeds_add import add
from aggregator.cli.feeds_file import export, import_
from aggregator.cli.feeds_status import day, feed_states, status
from aggregator.cli.inputs import is_address
from aggregator.cli.options import examples, feeds_option, json_option, output_option, settings_from
from aggregator.errors import InputError
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.config import Settings
    from aggregator.fetch import FeedResult
    from aggregator.models import Feed
    from aggregator.store import FeedState

LIST_COLUMNS = ("name", "category", "kind", "family", "status", "failures", "last_success", "url")
ITEM_COLUMNS = ("published", "title", "text", "url")


@click.group(epilog=examples("feeds list", "feeds check https://news.example/rss.xml"))
def feeds() -> None:
    """List, check, add, import and export feeds."""


feeds.add_command(add)
feeds.add_command(import_)
feeds.add_command(export)
feeds.add_command(status)


@feeds.command("list", epilog=examples("feeds list", "feeds list --json | jq '.[] | select(.failures > 3)'"))
@feeds_option
@output_option
@json_option
def list_(feeds_file: Path | None, output: Path, as_json: bool) -> None:
    """List the feeds of the settings, and how the last run found each."""
    states = feed_states(output)
    rows = [_feed_row(feed, states) for feed in settings_from(feeds_file).enabled_feeds()]
    if as_json:
        print_json(rows)
    else:
        print_table(
            LIST_COLUMNS, [[row[name] for name in LIST_COLUMNS] for row in rows], wide=["url", "name"]
        )


@feeds.command(epilog=examples("feeds check https://news.example/rss.xml", 'feeds check "Harbour Post"'))
@click.argument("feed", metavar="URL_OR_NAME")
@feeds_option
@json_option
@click.pass_context
def check(context: click.Context, feed: str, feeds_file: Path | None, as_json: bool) -> None:
    """Fetch one feed now and show what is in it; nothing is kept.

    URL_OR_NAME is an address, of the settings or not, or a feed's name in the settings. The exit code is
    1 if the feed failed, 3 if some of its items cannot be used.
    """
    settings = settings_from(feeds_file)
    result = _fetch(_meant(feed, settings), settings)
    if as_json:
        print_json(result)
    else:
        _print_result(result)
    if result.status == "failed":
        context.exit(ExitCode.FAILED)
    if any(problem.fatal for problem in result.problems):
        context.exit(ExitCode.PARTIAL)


def _meant(name: str, settings: Settings) -> Feed:
    """Return the feed of the settings with that address, name or outlet; for a new address, one made up.

    Raises:
        InputError: if it is no address and no feed, or more than one, has that name.
    """
    from aggregator.models import Feed

    known, wanted = settings.enabled_feeds(), name.casefold()
    found = (
        [feed for feed in known if feed.url == name]
        or [feed for feed in known if feed.name.casefold() == wanted]
        or [feed for feed in known if feed.outlet.casefold() == wanted]
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{name!r} may mean {', '.join(feed.url for feed in found)}")
    if is_address(name):
        return Feed(url=name, name=name, outlet="", family="")
    raise InputError(f"{name!r} is no address and no feed of `aggregator feeds list`")


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


def _feed_row(feed: Feed, states: Mapping[str, FeedState]) -> dict[str, Any]:
    state = states.get(feed.url)
    return {
        "name": feed.name,
        "outlet": feed.outlet,
        "url": feed.url,
        "family": feed.family,
        "owner": feed.owner,
        "category": feed.category,
        "kind": feed.kind,
        "language": feed.language,
        "status": state.status if state else "",
        "failures": state.failures if state else 0,
        "last_tried": day(state.last_tried if state else None),
        "last_success": day(state.last_success if state else None),
        "moved_to": state.moved_to if state else "",
    }
