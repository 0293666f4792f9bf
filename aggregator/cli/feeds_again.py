"""`feeds again`: a feed asked at the next run, whatever kept it from that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.exits import ExitCode
from aggregator.cli.options import examples, feeds_option, output_option, settings_from
from aggregator.errors import InputError
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.models import Feed


@click.command(epilog=examples('feeds again "Harbour Post"', "feeds again https://news.example/rss.xml"))
@click.argument("feed", metavar="URL_OR_NAME")
@feeds_option
@output_option
@click.pass_context
def again(context: click.Context, feed: str, feeds_file: Path | None, output: Path) -> None:
    """Have a feed asked at the next run: one that waits, one that failed, or one that was gone.

    URL_OR_NAME is an address or a name of the settings. What its server asked for is put aside once, but
    for its hours and days of rest. The exit code is 1 if no run has asked the feed yet.
    """
    from aggregator.store import Store

    meant = named_feed(feed, settings_from(feeds_file).enabled_feeds())
    with Store.existing(output) as store:
        known = store.feeds.ask_again(meant.url)
    words = "is asked at the next run" if known else "has not been asked yet"
    click.echo(printable(f"{meant.name} ({meant.url}) {words}."))
    context.exit(ExitCode.OK if known else ExitCode.FAILED)


def named_feed(name: str, known: Sequence[Feed]) -> Feed:
    """Return the feed of the settings with that address, name or outlet.

    Raises:
        InputError: if there is none, or more than one.
    """
    wanted = name.casefold()
    found = (
        [feed for feed in known if feed.url == name]
        or [feed for feed in known if feed.name.casefold() == wanted]
        or [feed for feed in known if feed.outlet.casefold() == wanted]
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{name!r} may mean {', '.join(feed.url for feed in found)}")
    raise InputError(f"{name!r} is no feed of `aggregator feeds list`")
