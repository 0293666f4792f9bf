"""`feeds`: what is asked, and how it goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.console import print_json, print_table
from aggregator.cli.feeds_add import add
from aggregator.cli.feeds_again import again
from aggregator.cli.feeds_check import check
from aggregator.cli.feeds_file import export, import_
from aggregator.cli.feeds_status import day, feed_states, status
from aggregator.cli.options import examples, feeds_option, json_option, output_option, settings_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.models import Feed
    from aggregator.store import FeedState

LIST_COLUMNS = ("name", "category", "kind", "family", "status", "failures", "last_success", "url")


@click.group(epilog=examples("feeds list", "feeds add https://news.example/", "feeds check"))
def feeds() -> None:
    """List, check, add, import and export feeds."""


feeds.add_command(check)
feeds.add_command(add)
feeds.add_command(import_)
feeds.add_command(export)
feeds.add_command(status)
feeds.add_command(again)


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
