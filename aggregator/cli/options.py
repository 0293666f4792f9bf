"""Options and argument types that several commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.config import Settings

F = TypeVar("F", bound="Callable[..., Any]")

DEFAULT_OUTPUT = Path("output")
FEEDS_FILE = "feeds.yaml"


def moment(value: str) -> datetime:
    """Return an ISO 8601 date or date and time in UTC; without a zone it is UTC, without a time midnight."""
    try:
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{value!r} is not an ISO 8601 date or time, such as 2026-09-15 or 2026-09-15T18:00Z"
        ) from None


def examples(*lines: str) -> str:
    """Return the part of a help text that shows how a command is used."""
    return "\b\nExamples:\n" + "\n".join(f"  aggregator {line}" for line in lines)


def feeds_option(command: F) -> F:
    """Add `--feeds`, the settings file."""
    return click.option(
        "--feeds",
        "feeds_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        envvar="AGGREGATOR_FEEDS",
        help=f"Settings and feeds.  [default: {FEEDS_FILE} here, else the one that ships with the program]",
    )(command)


def output_option(command: F) -> F:
    """Add `--output`, the folder of the editions and the store."""
    return click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        default=DEFAULT_OUTPUT,
        show_default=True,
        envvar="AGGREGATOR_OUTPUT",
        help="The folder of the editions and of what is kept between runs.",
    )(command)


def templates_option(command: F) -> F:
    """Add `--templates`, a newsroom's own look."""
    return click.option(
        "--templates",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        envvar="AGGREGATOR_TEMPLATES",
        metavar="DIR",
        help="Templates that stand in for the program's own of the same name.",
    )(command)


def at_option(command: F) -> F:
    """Add `--at`, the clock of the command."""
    return click.option(
        "--at",
        type=moment,
        metavar="TIME",
        help="Work as if it were this time (ISO 8601; without a zone, UTC).",
    )(command)


def json_option(command: F) -> F:
    """Add `--json`, for scripts."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for a script.")(command)


def timings_option(command: F) -> F:
    """Add `--timings`, where a run's time went."""
    return click.option(
        "--timings", is_flag=True, help="Print the share of time of each step, and the most memory held."
    )(command)


def result_option(command: F) -> F:
    """Add `-o`, where a command that writes JSON lines puts them."""
    return click.option(
        "-o",
        "--out",
        type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
        default=Path("-"),
        metavar="FILE",
        help="Write to this file, whole or not at all.  [default: standard output]",
    )(command)


def settings_from(feeds_file: Path | None) -> Settings:
    """Read the settings named on the command line, or those found without it.

    Raises:
        ConfigError: if they cannot be used.
    """
    from aggregator.config import load_settings

    return load_settings(feeds_file or default_feeds_file())


def default_feeds_file() -> Path:
    """Return `feeds.yaml` in the working folder, else the one that ships with the program."""
    here = Path(FEEDS_FILE)
    if here.is_file():
        return here
    package = Path(__file__).parents[1]
    shipped = package / FEEDS_FILE
    return shipped if shipped.is_file() else package.parent / FEEDS_FILE  # in a checkout it lies beside


def now_or(at: datetime | None) -> datetime:
    """Return the time asked for, or the time it is."""
    return at or datetime.now(UTC)
