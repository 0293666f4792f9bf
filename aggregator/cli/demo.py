"""`demo`: the walk over the sample newsroom that ships with the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.options import FEEDS_FILE, examples, timings_option

if TYPE_CHECKING:
    from aggregator.config import Settings
    from aggregator.demo import NewsServer

DEFAULT_FOLDER = Path("output/demo")
USUAL_PORT = 8719
"""Taken if it is free, so that a second run finds the newsroom at the same addresses."""


@click.command(epilog=examples("demo", "demo --output /tmp/brief --open"))
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_FOLDER,
    show_default=True,
    help="The folder of the editions.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port of the newsroom.  [default: {USUAL_PORT}, or any if that is taken]",
)
@timings_option
@click.option("--open", "show", is_flag=True, help="Open the edition in the browser.")
@click.pass_context
def demo(context: click.Context, output: Path, port: int | None, timings: bool, show: bool) -> None:
    """Make an edition of the sample newsroom.

    The newsroom is served over HTTP on loopback and read like any other; at the end stands where the
    edition lies. Every outlet, person and place in it is made up. Some of its feeds fail on purpose, and
    are listed.
    """
    from aggregator.cli.run import tell, walk
    from aggregator.demo import AT

    with _server(port) as server:
        report = walk(context.obj, _settings(server, output), output, AT)
    tell(context.obj, report, output, as_json=False, timings=timings)
    if show:
        click.launch((output / "current" / "index.html").resolve().as_uri())


def _server(port: int | None) -> NewsServer:
    from aggregator.demo import NewsServer

    if port is not None:
        return NewsServer(port=port)
    try:
        return NewsServer(port=USUAL_PORT)
    except OSError:  # somebody has it
        return NewsServer()


def _settings(server: NewsServer, output: Path) -> Settings:
    """Return the newsroom's settings; they are left beside the edition for whoever wants to look."""
    from aggregator.config import load_settings

    output.mkdir(parents=True, exist_ok=True)
    path = output / FEEDS_FILE
    path.write_text(server.settings_text, encoding="utf-8")
    return load_settings(path)
