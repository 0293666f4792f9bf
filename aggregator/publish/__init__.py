"""Publishing: the files of an edition go before its readers all at once, or not at all.

    output/editions/<id>/     one folder per edition, written once, never changed
    output/current            a link to the edition that readers see; only ever replaced whole

    files, one by one | check paths | new folder beside the others | stories and days of the last edition
    carried over | flush to disk | give it its name | replace the link

A run that is killed leaves the link, and so the site, as it was; the next one clears what it left behind.
One file is held at a time, and of one that comes in pieces one piece. Only one run at a time may publish to
an output folder; the run's lock sees to that.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from itertools import count, takewhile
from pathlib import Path, PurePosixPath

from aggregator.errors import PublishError
from aggregator.publish.archive import (
    archived_days,
    archived_indexes,
    archived_paths,
    carried_over,
    files_below,
)
from aggregator.publish.folder import UNDER_WAY, NewFolder, flush, same

__all__ = ["CURRENT", "EDITIONS", "File", "archived_days", "archived_indexes", "archived_paths", "publish"]

EDITIONS = "editions"
CURRENT = "current"

# One step of a path: plain ASCII, not hidden, and so neither "." nor "..". Most file systems take 255 bytes.
_STEP = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")

File = tuple[str, Iterable[bytes]]
"""A path and the content for it, in pieces."""


def publish(files: Iterable[File], output: Path, edition_id: str) -> Path:
    """Write an edition and make it the current one; return its folder.

    An edition that stands already, byte for byte, is not written again. Addresses stay: stories, days
    and categories of the edition before that this one does not hold are carried over as they were.

    Raises:
        PublishError: if a path is not safe or the folder cannot be written; the old edition then stands.
    """
    if not _STEP.fullmatch(edition_id):
        raise PublishError(f"{edition_id!r} cannot be the name of an edition")
    try:
        editions = output / EDITIONS
        _clear(output, editions)
        before = _current(output)
        editions.mkdir(parents=True, exist_ok=True)
        folder = _put_edition(_checked(files), editions, edition_id, before)
        _show(output, folder)
    except OSError as error:
        # Of two names the second is what was to be made.
        name = error.filename2 or error.filename or output
        raise PublishError(f"{name}: cannot publish: {error.strerror}") from error
    return folder


def _checked(files: Iterable[File]) -> Iterator[File]:
    """Yield files; refuse any path that is not a plain one of its own below the edition's folder."""
    paths: set[str] = set()
    folders: set[str] = set()
    for path, content in files:
        if not all(_STEP.fullmatch(step) for step in path.split("/")):
            raise PublishError(f"{path!r} cannot be the path of a file")
        parents = [str(parent) for parent in PurePosixPath(path).parents]
        if clash := next((parent for parent in parents if parent in paths), None):
            raise PublishError(f"{path!r} lies below {clash!r}, which is a file")
        if path in folders:
            raise PublishError(f"{path!r} is a folder, which is a file too")
        paths.add(path)
        folders.update(parents)
        yield path, content


def _clear(output: Path, editions: Path) -> None:
    """Remove what killed runs left behind."""
    for left in (*output.glob(f"{UNDER_WAY}*"), *editions.glob(f"{UNDER_WAY}*")):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()


def _current(output: Path) -> Path | None:
    """Return the folder of the edition that readers see."""
    link = output / CURRENT
    if link.exists() and not link.is_symlink():
        raise PublishError(f"{link} is not a link to an edition; move it away")
    return link.resolve() if link.is_dir() else None


def _put_edition(files: Iterable[File], editions: Path, edition_id: str, before: Path | None) -> Path:
    """Return the folder that holds an edition: one that stands already, or else a new one.

    The same edition looks different under other templates, or after other stories to carry over; a
    published folder is not changed for it, the new one is called `<id>-2`.
    """
    places = (editions / (edition_id if place == 1 else f"{edition_id}-{place}") for place in count(1))
    standing = list(takewhile(Path.exists, places))
    free = editions / (f"{edition_id}-{len(standing) + 1}" if standing else edition_id)
    new = NewFolder(free, before)
    try:
        paths, standing = _put_files(files, new, standing)
        carried = carried_over(before, paths)
        for folder in standing:
            if {path.relative_to(folder).as_posix() for path in files_below(folder)} == {*paths, *carried}:
                return folder
        if standing:
            new.take(standing[-1], paths)
        return new.finish(carried)
    except Exception:  # raised again: no half folder is left behind
        new.drop()
        raise


def _put_files(files: Iterable[File], new: NewFolder, standing: list[Path]) -> tuple[list[str], list[Path]]:
    """Write files into `new` from where on no folder of `standing` has them all; return paths and these."""
    paths: list[str] = []
    for path, content in files:
        if standing:
            whole, last = b"".join(content), standing[-1]
            standing = [folder for folder in standing if same(folder / path, whole)]
            if not standing:
                new.take(last, paths)
                new.put(path, (whole,))
        else:
            new.put(path, content)
        paths.append(path)
    return paths, standing


def _show(output: Path, folder: Path) -> None:
    """Let readers see the edition: one rename, which they see before or after, never between."""
    link, new = output / CURRENT, output / f"{UNDER_WAY}{CURRENT}"
    target = f"{EDITIONS}/{folder.name}"
    if link.is_symlink() and str(link.readlink()) == target:
        return
    new.symlink_to(target, target_is_directory=True)
    new.replace(link)
    flush(output)
