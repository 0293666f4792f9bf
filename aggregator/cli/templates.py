"""`templates`: the files a newsroom can change: `list`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.console import print_json, print_table
from aggregator.cli.options import examples, json_option, templates_option
from aggregator.errors import InputError
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHIPPED = "the program"


@click.group(epilog=examples("templates list", "templates export my-templates style.css"))
def templates() -> None:
    """The files that make the pages, and copies of them to change.

    `aggregator run --templates DIR` takes each file that DIR has from there, and the others from the program.
    """


@templates.command("list", epilog=examples("templates list", "templates list --templates my-templates"))
@templates_option
@json_option
def list_(templates: Path | None, as_json: bool) -> None:
    """List the templates, and which of them DIR replaces."""
    rows = list(_rows(templates))
    if as_json:
        print_json([{"name": name, "from": origin, "used": used} for name, origin, used in rows])
        return
    shown = [
        (name, origin if used else f"{origin}, used only if another names it") for name, origin, used in rows
    ]
    print_table(("template", "from"), shown)


def _rows(own: Path | None) -> Iterator[tuple[str, str, bool]]:
    """Yield each file's name, where it is taken from, and whether the program asks for it by that name."""
    from aggregator.render.templates import names

    ours = names()
    theirs = {path.relative_to(own).as_posix() for path in own.rglob("*") if path.is_file()} if own else set()
    for name in ours:
        yield name, str(own) if name in theirs else SHIPPED, True
    for name in sorted(theirs - set(ours)):
        yield name, str(own), False


@templates.command(
    epilog=examples("templates export my-templates", "templates export my-templates style.css story.html")
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.argument("wanted", nargs=-1, metavar="[NAME...]")
@click.option("--force", is_flag=True, help="Write over files that are there already.")
@click.pass_context
def export(context: click.Context, folder: Path, wanted: Sequence[str], force: bool) -> None:
    """Copy the program's templates into DIR, to be changed there.

    Without a NAME all are copied. Copy only those you mean to change: the others then follow the program.
    Nothing is written if one of them is there already, unless --force is given.
    """
    from aggregator.render.templates import names, shipped

    chosen = list(dict.fromkeys(wanted)) or names()
    if unknown := [name for name in chosen if name not in names()]:
        raise InputError(
            f"no template is called {', '.join(unknown)}; `aggregator templates list` names them"
        )
    there = [name for name in chosen if (folder / name).exists()]
    if there and not force:
        raise InputError(f"{folder} has {', '.join(there)} already; --force writes over them")
    folder.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        (folder / name).write_bytes(shipped().joinpath(name).read_bytes())
        click.echo(printable(str(folder / name)))
    context.obj.note(f"Use them with: aggregator run --templates {folder}")
