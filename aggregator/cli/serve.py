"""`serve`: an edition in the browser, before others see it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.options import DEFAULT_OUTPUT, examples, templates_option

if TYPE_CHECKING:
    from aggregator.cli.console import Console
    from aggregator.preview import Draft, Folder, PreviewServer

USUAL_PORT = 8720


@click.command(
    epilog=examples("serve", "serve /srv/brief --open", "serve output/demo --templates my-templates")
)
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=DEFAULT_OUTPUT,
    metavar="[FOLDER]",
)
@templates_option
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port on loopback.  [default: {USUAL_PORT}, or any if that is taken]",
)
@click.option("--open", "show", is_flag=True, help="Open the front page in the browser.")
@click.pass_context
def serve(context: click.Context, folder: Path, templates: Path | None, port: int | None, show: bool) -> None:
    """Show an edition in the browser; open pages load again when something changes.

    FOLDER is the folder of the editions or one of them. It is served on loopback only, and nothing is
    written to it. With --templates the edition is shown as those templates make it, after every change to
    them; a wrong one shows its error. Ctrl-C ends it.
    """
    from aggregator.preview import Draft, Folder
    from aggregator.preview.shown import place_of

    place = place_of(folder)
    shown = Draft(place, templates) if templates else Folder(place)
    with suppress(KeyboardInterrupt):
        _serve(shown, port, [folder, *([templates] if templates else [])], context.obj, show)
    context.obj.note("\nended")


def _serve(
    shown: Draft | Folder, port: int | None, watched: list[Path], console: Console, show: bool
) -> None:
    from aggregator.preview.watching import watch

    with _server(shown, port) as server:
        click.echo(f"{server.base_url}/ shows {' with '.join(map(str, watched))}")
        console.note("Pages load again when something changes. Ctrl-C ends this.")
        if show:
            click.launch(f"{server.base_url}/")

        def tell() -> None:
            server.shown.changed()
            server.changes.note()
            console.note("changed; open pages load again")

        watch(watched, tell, server.closing)


def _server(shown: Draft | Folder, port: int | None) -> PreviewServer:
    from aggregator.preview import PreviewServer

    if port is not None:
        return PreviewServer(shown, port=port, live=True)
    try:
        return PreviewServer(shown, port=USUAL_PORT, live=True)
    except OSError:  # somebody has it
        return PreviewServer(shown, live=True)
