"""`feeds add`: from an address to a feed in feeds.yaml."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.console import print_table
from aggregator.cli.exits import ExitCode
from aggregator.cli.feeds_file import dry_run_option, merge, own_feeds_file
from aggregator.cli.inputs import is_address
from aggregator.cli.options import examples, feeds_option, settings_from
from aggregator.errors import InputError
from aggregator.log import printable

if TYPE_CHECKING:
    from aggregator.cli.console import Console
    from aggregator.config import Outline
    from aggregator.fetch import Discovery, FoundFeed

FOUND_COLUMNS = ("title", "items", "newest", "answer", "url")


@click.command(
    epilog=examples(
        "feeds add https://news.example/ --dry-run",
        'feeds add https://news.example/rss.xml --category science --name "Example Science"',
    )
)
@click.argument("url", metavar="URL")
@click.option("--category", default="general", show_default=True, help="The desk the feed is for.")
@click.option("--name", default="", help="What reports call it.  [default: what the feed calls itself]")
@dry_run_option
@feeds_option
@click.pass_context
def add(
    context: click.Context, url: str, category: str, name: str, dry_run: bool, feeds_file: Path | None
) -> None:
    """Find the feed of an address and add it to feeds.yaml.

    URL is a feed, or a page that offers feeds; of several the first readable one is added, and the others
    are shown. The exit code is 1 if no feed could be read.
    """
    from aggregator.fetch import discover

    if not is_address(url):
        raise InputError(f"{url!r} is no http or https address")
    settings = settings_from(own_feeds_file(feeds_file))
    found = discover(url, settings.fetch, now=datetime.now(UTC))
    _print_found(found)
    if found.best is None:
        context.exit(ExitCode.FAILED)
    outline = _outline(found.best, found.page, category, name)
    console: Console = context.obj
    merge([outline], feeds_file, console, dry_run=dry_run, homes_seen=True)


def _print_found(found: Discovery) -> None:
    for one in found.feeds:
        for problem in one.result.problems:
            click.echo(printable(f"{problem.reason}: {one.url}: {problem.detail}"), err=True)
    print_table(FOUND_COLUMNS, [_row(one) for one in found.feeds], wide=["title", "url"])
    click.echo()


def _row(one: FoundFeed) -> tuple[object, ...]:
    times = [entry.published for entry in one.result.entries if entry.published]
    newest = f"{max(times):%Y-%m-%d}" if times else ""
    return one.title, len(one.result.entries), newest, one.result.status, one.url


def _outline(best: FoundFeed, page: str, category: str, name: str) -> Outline:
    from aggregator.config import Outline

    language = next((entry.language for entry in best.result.entries if entry.language), "")
    return Outline(url=best.url, name=name or best.title, home=page, category=category, language=language)
