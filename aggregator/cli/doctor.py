"""`doctor`: whether everything is in place, said before a run finds out."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.checks import REINSTALL, Finding, disk, model, nearest, network
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
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Callable

FAILING_FROM = 3
"""A feed that failed this often in a row is named."""

HELP = {
    "libraries": REINSTALL,
    "settings": "mend the lines named; docs/settings.md lists every setting",
    "templates": REINSTALL,
    "model": REINSTALL,
    "store": "`aggregator restore FILE` puts a backup in its place and keeps what is there",
    "feeds": "`aggregator feeds status` says since when and why; take out what is gone for good",
    "edition": "run again: the next edition takes its place",
}
"""What to do about a check that fails."""

LIBRARIES = (
    "httptools",
    "httpx2",
    "feedparser",
    "trafilatura",
    "spacy",
    "scipy",
    "pydantic",
    "sqlalchemy",
    "jinja2",
)


@click.command(epilog=examples("doctor", "doctor --offline --json | jq '.[] | select(.state != \"ok\")'"))
@feeds_option
@output_option
@click.option("--offline", is_flag=True, help="Leave out what needs the network.")
@json_option
@click.pass_context
def doctor(
    context: click.Context, feeds_file: Path | None, output: Path, offline: bool, as_json: bool
) -> None:
    """Check whether everything is in place for a run, and say what to do where it is not.

    Looked at are the installation, the settings, the language model, the output folder, the disk, the store,
    the current edition, and with three of the feeds' servers the network and the clock. Nothing is changed.
    The exit code is 1 if a run would fail.
    """
    looks: dict[str, Callable[[], Finding | list[Finding]]] = {
        "program": _program,
        "libraries": _libraries,
        "settings": lambda: _settings(feeds_file),
        "templates": _templates,
        "model": model,
        "output": lambda: _output(output),
        "disk": lambda: disk(output),
        "store": lambda: _store(output),
        "feeds": lambda: _feeds(output),
        "edition": lambda: _edition(output),
    }
    if not offline:
        looks["network"] = lambda: network(settings_from(feeds_file))
    findings = [finding for name, look in looks.items() for finding in _looked(name, look)]
    if as_json:
        print_json(findings)
    else:
        rows = [(one.check, one.state, one.detail) for one in findings]
        print_table(("check", "state", "detail"), rows, wide=["detail"])
        for one in findings:
            if one.do:
                click.echo(printable(f"{one.check}: {one.do}"))
    if any(one.state == "bad" for one in findings):
        context.exit(ExitCode.FAILED)


def _looked(name: str, look: Callable[[], Finding | list[Finding]]) -> list[Finding]:
    try:
        found = look()
    except AggregatorError as error:
        return [Finding(name, "bad", str(error), HELP.get(name, ""))]
    except OSError as error:
        return [Finding(name, "bad", os_error_message(error), HELP.get(name, ""))]
    except ImportError as error:
        return [Finding(name, "bad", f"cannot be imported: {error}", REINSTALL)]
    return found if isinstance(found, list) else [found]


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
    place = nearest(output)
    if not os.access(place, os.W_OK | os.X_OK):
        do = f"run as the user it belongs to, or `chown` it; `ls -ld {place}` shows whose it is"
        return Finding("output", "bad", f"{place} cannot be written to", do)
    return Finding("output", "ok", f"{output} can be written to")


def _store(output: Path) -> Finding:
    from aggregator.store import Store, store_path

    path = store_path(output)
    if not path.is_file():
        return Finding("store", "ok", "none yet; the first run makes it")
    with Store.existing(output) as store:
        store.check(thorough=True)
        runs = store.editions.runs(1)
    if runs and runs[0].started > datetime.now(UTC):
        said = f"the last run began at {runs[0].started:%Y-%m-%d %H:%M} UTC, which is still to come"
        return Finding(
            "store", "warning", said, "set the clock; what that run stamped counts as new until then"
        )
    return Finding("store", "ok", f"{path}: sound, {path.stat().st_size / 1e6:.1f} MB")


def _feeds(output: Path) -> Finding:
    from aggregator.store import Store, store_path

    if not store_path(output).is_file():
        return Finding("feeds", "ok", "none asked yet")
    with Store.existing(output) as store:
        states = store.feeds.states().values()
    failing = [state.url for state in states if state.failures >= FAILING_FROM]
    if failing:
        said = f"failed {FAILING_FROM} times or more in a row: {', '.join(failing)}"
        return Finding("feeds", "warning", said, HELP["feeds"])
    return Finding("feeds", "ok", f"{len(states)} asked, none failing for long")


def _edition(output: Path) -> Finding:
    from aggregator.cli.shelf import CURRENT, load_edition

    if not (output / CURRENT).exists():
        return Finding("edition", "ok", "none yet")
    edition = load_edition(output)
    return Finding(
        "edition", "ok", f"{edition.id} of {edition.at:%Y-%m-%d %H:%M} UTC, {len(edition.briefs)} briefs"
    )
