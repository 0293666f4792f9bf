"""`backup` and `restore`: the store as one file, and back again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.options import examples, output_option
from aggregator.log import printable

if TYPE_CHECKING:
    from aggregator.store import Store

BACKUPS = "backups"
"""Where copies lie that were given no name, beside the store."""


@click.command(epilog=examples("backup", "backup /backup/store.sqlite --output /srv/brief"))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False, metavar="[FILE]")
@output_option
def backup(file: Path | None, output: Path) -> None:
    """Copy the store to FILE, checked, whole or not at all; also while a run is going.

    In it is all that is kept between runs: articles, stories, an editor's choices. Editions are plain
    files, copied with anything that keeps links. Without FILE the copy goes beside the store, named after
    the time, and its path is printed.
    """
    from aggregator.errors import StoreError
    from aggregator.store import back_up, store_path

    store = store_path(output)
    if not store.is_file():
        raise StoreError(f"there is no store in {output}: nothing to back up")
    target = file or store.parent / BACKUPS / f"store-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite"
    back_up(store, target)
    click.echo(printable(str(target)))


@click.command(epilog=examples("restore /backup/store.sqlite --output /srv/brief"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@output_option
def restore(file: Path, output: Path) -> None:
    """Put the backup FILE in the place of the store.

    It is checked first, and brought forward if an older version wrote it. The store that it replaces stays
    beside it under a name of its own. Refused while a run holds the output folder.
    """
    from aggregator.pipeline.lock import run_lock
    from aggregator.store import Store, store_path
    from aggregator.store import restore as put_back

    now, path = datetime.now(UTC), store_path(output)
    with run_lock(path.parent, now):
        aside = put_back(file, path, now)
        with Store(path) as store:
            click.echo(printable(f"Restored {path}: {_in_words(store)}."))
    if aside:
        click.echo(printable(f"The store that stood there is now {aside}."))


def _in_words(store: Store) -> str:
    """Return what a store holds."""
    articles, choices, last = len(store.texts.articles()), len(store.mends.all()), store.editions.last()
    edition = f"newest edition {last.id}" if last else "no edition"
    return f"{articles} articles, {choices} choices of an editor, {edition}"
