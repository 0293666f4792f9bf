"""`feeds status`: how the feeds have fared, as the store remembers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.console import print_json, print_table
from aggregator.cli.exits import ExitCode
from aggregator.cli.options import (
    at_option,
    examples,
    feeds_option,
    json_option,
    now_or,
    output_option,
    settings_from,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.models import Feed, Problem
    from aggregator.store import FeedActivity, FeedState, Store

STATUS_COLUMNS = tuple("name status last_success failures next_poll waits_for items_a_day last_error".split())

ACTIVITY_DAYS = 7.0
"""Days over which items are counted: a week evens out the weekend."""

NEXT_RUN = "next run"
NEVER = "never"
"""Of a feed that said that it is gone; `feeds again` has it asked once more."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store knows of one feed."""

    feed: Feed
    state: FeedState | None = None
    activity: FeedActivity | None = None
    problems: tuple[Problem, ...] = ()

    def failing_days(self, now: datetime) -> float:
        """Return for how many days the feed has failed, 0 if it does not."""
        since = self.state.failing_since if self.state else None
        return (now - since) / timedelta(days=1) if since else 0.0

    def row(self, now: datetime) -> dict[str, Any]:
        """Return what is printed of it."""
        state, error = self.state, next((one for one in self.problems if one.fatal), None)
        wait = state.skip_until if state and state.skip_until and state.skip_until > now else None
        return {
            "name": self.feed.name,
            "url": self.feed.url,
            "status": state.status if state else "",
            "last_success": day(state.last_success if state else None),
            "failures": state.failures if state else 0,
            "failing_since": day(state.failing_since if state else None),
            "last_error": f"{error.reason}: {error.detail}" if error else "",
            "next_poll": NEVER if state and state.gone_since else day(wait) or NEXT_RUN,
            "waits_for": state.waits_for if state and wait else "",
            "gone_since": day(state.gone_since if state else None),
            "moved_to": state.moved_to if state else "",
            "asked_at": (state.address if state else "") or self.feed.url,
            "items_a_day": round(self.activity.a_day, 1) if self.activity else 0.0,
        }


@click.command(
    epilog=examples("feeds status", "feeds status --failing-days 7 --json | jq '.[] | select(.failures > 0)'")
)
@click.option(
    "--failing-days",
    type=click.FloatRange(min=0),
    default=3.0,
    show_default=True,
    metavar="DAYS",
    help="A feed that has failed for longer ends the command with 1.",
)
@feeds_option
@output_option
@at_option
@json_option
@click.pass_context
def status(
    context: click.Context,
    failing_days: float,
    feeds_file: Path | None,
    output: Path,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Show how each feed has fared, as past runs found it; nothing is fetched.

    The exit code is 1 if a feed has failed for longer than --failing-days.
    """
    now = now_or(at)
    known = list(_known(settings_from(feeds_file).enabled_feeds(), output, now))
    rows = [one.row(now) for one in known]
    if as_json:
        print_json(rows)
    else:
        cells = [[row[name] for name in STATUS_COLUMNS] for row in rows]
        print_table(STATUS_COLUMNS, cells, wide=["name", "last_error"])
    if any(one.failing_days(now) > failing_days for one in known):
        context.exit(ExitCode.FAILED)


def feed_states(output: Path) -> Mapping[str, FeedState]:
    """Return what the store knows of feeds; nothing before the first run."""
    store = _store(output)
    if store is None:
        return {}
    with store:
        return store.feeds.states()


def day(moment: datetime | None) -> str:
    """Return a time in UTC as it is printed, "" for none."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def _known(feeds: tuple[Feed, ...], output: Path, now: datetime) -> Iterator[_Known]:
    store = _store(output)
    if store is None:
        yield from map(_Known, feeds)
        return
    with store:
        states, activity = store.feeds.states(), store.feeds.activity(now, ACTIVITY_DAYS)
        for feed in feeds:
            problems = store.feeds.feed_problems(feed.url)
            yield _Known(feed, states.get(feed.url), activity.get(feed.url), problems)


def _store(output: Path) -> Store | None:
    from aggregator.store import Store, store_path

    return Store.existing(output) if store_path(output).is_file() else None
