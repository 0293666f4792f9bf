"""`feeds import` and `feeds export`: lists of feeds from other readers, and for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.console import print_table
from aggregator.cli.inputs import STDIN, input_name, page_bytes
from aggregator.cli.lines import replacing
from aggregator.cli.options import FEEDS_FILE, examples, feeds_option, result_option, settings_from
from aggregator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.cli.console import Console
    from aggregator.config import Addition, FeedConfig, Outline, Settings

ADDED_COLUMNS = ("name", "category", "family", "url")

dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would be added; write nothing.")


@click.command("import", epilog=examples("feeds import list.opml --dry-run", "feeds import list.opml"))
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
@dry_run_option
@feeds_option
@click.pass_obj
def import_(console: Console, file: Path, dry_run: bool, feeds_file: Path | None) -> None:
    """Add the feeds of an OPML file to feeds.yaml.

    The outlines that feeds lie in become their categories. What feeds.yaml holds, comments too, stays as it
    is; feeds that are there already are named and skipped. Nothing is fetched.
    """
    merge(_outlines(file), feeds_file, console, dry_run=dry_run)


@click.command(epilog=examples("feeds export > list.opml", "feeds export -o list.opml"))
@result_option
@feeds_option
def export(out: Path, feeds_file: Path | None) -> None:
    """Write the enabled feeds as OPML, for other readers; each category is an outline."""
    from aggregator.config import write_opml

    settings = settings_from(feeds_file)
    enabled = [feed for feed in settings.feeds if feed.enabled]
    text = write_opml(settings.edition.title, [(feed, _home(feed, settings)) for feed in enabled])
    if str(out) == STDIN:
        click.echo(text, nl=False)
        return
    with replacing(out) as file:
        file.write(text.encode())


def merge(
    outlines: Iterable[Outline],
    feeds_file: Path | None,
    console: Console,
    *,
    dry_run: bool,
    homes_seen: bool = False,
) -> Addition:
    """Add `outlines` to the settings file, unless `dry_run`, and tell what was added and what was not.

    Raises:
        ConfigError: if the file cannot be used or added to; it stays as it was.
        InputError: if there is no file of one's own.
    """
    from aggregator.config import addition_of, read_bytes, settings_of, with_addition

    path = own_feeds_file(feeds_file)
    body = read_bytes(path)
    addition = addition_of(outlines, settings_of(path, body), homes_seen=homes_seen)
    made = with_addition(path, body, addition)
    if addition.feeds and not dry_run:
        with replacing(path) as file:
            file.write(made)
    _tell(addition, path, console, dry_run=dry_run)
    return addition


def own_feeds_file(feeds_file: Path | None) -> Path:
    """Return the settings file to write to; never the one that ships with the program.

    Raises:
        InputError: if none is named and there is none in the working folder.
    """
    here = Path(FEEDS_FILE)
    if feeds_file is None and not here.is_file():
        raise InputError(f"there is no {FEEDS_FILE} here to add feeds to; name one with --feeds")
    return feeds_file or here


def _outlines(file: Path) -> tuple[Outline, ...]:
    from aggregator.config import read_opml

    try:
        return read_opml(page_bytes(file))
    except InputError as error:
        raise InputError(f"{input_name(str(file))}: {error}") from error


def _tell(addition: Addition, path: Path, console: Console, *, dry_run: bool) -> None:
    for one in addition.skipped:
        console.note(f"skipped: {one.name or one.url}: {one.why} ({one.url})")
    rows = [(feed.name, feed.category, feed.family, feed.url) for feed in addition.feeds]
    if rows:
        print_table(ADDED_COLUMNS, rows, wide=["name", "url"])
    done = "would be added" if dry_run else "added"
    console.note(
        f"{path}: {len(rows)} feeds and {len(addition.families)} families {done}, "
        f"{len(addition.skipped)} feeds skipped"
    )


def _home(feed: FeedConfig, settings: Settings) -> str:
    """Return the page of a feed's family, "" if the settings know none."""
    domains = settings.families[feed.family].domains
    return f"https://{domains[0]}/" if domains else ""
