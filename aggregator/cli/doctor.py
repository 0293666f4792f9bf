"""`doctor`: whether everything is in place, said before a run finds out."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.console import print_json, print_table
from aggregator.cli.exits import ExitCode, os_error_message
from aggregator.cli.options import (
    default_feeds_file,
    examples,
    feeds_option,
    json_option,
    output_option,
    settings_from,
)
from aggregator.errors import AggregatorError

if TYPE_CHECKING:
    from collections.abc import Callable

MIN_FREE_BYTES = 200_000_000
"""Less free space than this is worth a word: a month of articles and their editions take about as much."""

FAILING_FROM = 3
"""A feed that failed this often in a row is named."""

LIBRARIES = (
    "httpx2",
    "feedparser",
    "trafilatura",
    "spacy",
    "scipy",
    "pydantic",
    "sqlalchemy",
    "jinja2",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `state`: ok, warning (a run can do without it) or bad."""

    check: str
    state: str
    detail: str


@click.command(epilog=examples("doctor", "doctor --json | jq '.[] | select(.state != \"ok\")'"))
@feeds_option
@output_option
@json_option
@click.pass_context
def doctor(context: click.Context, feeds_file: Path | None, output: Path, as_json: bool) -> None:
    """Check whether everything is in place for a run.

    Looked at are the installation, the settings, the output folder, the store and the current edition.
    Nothing is changed and nothing is fetched. The exit code is 1 if a run would fail.
    """
    checks: dict[str, Callable[[], Finding]] = {
        "program": _program,
        "libraries": _libraries,
        "settings": lambda: _settings(feeds_file),
        "templates": _templates,
        "output": lambda: _output(output),
        "store": lambda: _store(output),
        "feeds": lambda: _feeds(output),
        "edition": lambda: _edition(output),
    }
    findings = [_looked(name, look) for name, look in checks.items()]
    if as_json:
        print_json(findings)
    else:
        print_table(
            ("check", "state", "detail"),
            [(one.check, one.state, one.detail) for one in findings],
            wide=["detail"],
        )
    if any(one.state == "bad" for one in findings):
        context.exit(ExitCode.FAILED)


def _looked(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except AggregatorError as error:
        return Finding(name, "bad", str(error))
    except OSError as error:
        return Finding(name, "bad", os_error_message(error))
    except ImportError as error:
        return Finding(name, "bad", f"cannot be imported: {error}")


def _program() -> Finding:
    import aggregator

    python = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("program", "ok", f"aggregator {aggregator.__version__} on Python {python}")


def _libraries() -> Finding:
    """Import what fails late otherwise, and name the versions."""
    from importlib import import_module
    from importlib.metadata import version

    for step in ("fetch", "extract", "annotate", "cluster", "corroborate", "compose", "render", "store"):
        import_module(f"aggregator.{step}")
    return Finding("libraries", "ok", ", ".join(f"{name} {version(name)}" for name in LIBRARIES))


def _settings(feeds_file: Path | None) -> Finding:
    settings = settings_from(feeds_file)
    enabled = sum(feed.enabled for feed in settings.feeds)
    where = feeds_file or default_feeds_file()
    return Finding("settings", "ok", f"{where}: {enabled} feeds of {len(settings.families)} families")


def _templates() -> Finding:
    from aggregator.render.templates import standard

    standard()
    return Finding("templates", "ok", "all there")


def _output(output: Path) -> Finding:
    nearest = next(folder for folder in (output.absolute(), *output.absolute().parents) if folder.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Finding("output", "bad", f"{nearest} cannot be written to")
    free = shutil.disk_usage(nearest).free
    state = "ok" if free >= MIN_FREE_BYTES else "warning"
    return Finding("output", state, f"{output}: {free / 1e9:.1f} GB free")


def _store(output: Path) -> Finding:
    from aggregator.store import Store, store_path

    path = store_path(output)
    if not path.is_file():
        return Finding("store", "ok", "none yet; the first run makes it")
    with Store.existing(output) as store:
        store.check()
    return Finding("store", "ok", f"{path}: sound, {path.stat().st_size / 1e6:.1f} MB")


def _feeds(output: Path) -> Finding:
    from aggregator.store import Store, store_path

    if not store_path(output).is_file():
        return Finding("feeds", "ok", "none asked yet")
    with Store.existing(output) as store:
        states = store.feeds.states().values()
    failing = [state.url for state in states if state.failures >= FAILING_FROM]
    if failing:
        return Finding(
            "feeds", "warning", f"failed {FAILING_FROM} times or more in a row: {', '.join(failing)}"
        )
    return Finding("feeds", "ok", f"{len(states)} asked, none failing for long")


def _edition(output: Path) -> Finding:
    from aggregator.cli.shelf import CURRENT, load_edition

    if not (output / CURRENT).exists():
        return Finding("edition", "ok", "none yet")
    edition = load_edition(output)
    return Finding(
        "edition", "ok", f"{edition.id} of {edition.at:%Y-%m-%d %H:%M} UTC, {len(edition.briefs)} briefs"
    )
