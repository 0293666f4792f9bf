"""Publishing: the files of an edition go before its readers all at once, or not at all.

    output/editions/<id>/     one folder per edition, written once, never changed
    output/current            a link to the edition that readers see; only ever replaced whole

    files | check paths | new folder beside the others (stories and days of the last edition carried over)
    | flush to disk | give it its name | replace the link

A run that is killed leaves the link, and so the site, as it was; the next one clears what it left behind.
Only one run at a time may publish to an output folder; the run's lock sees to that.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path, PurePosixPath

from aggregator.errors import PublishError

EDITIONS = "editions"
CURRENT = "current"
ARCHIVE = "archive"
SEARCH = "search"
KEPT = (ARCHIVE, "categories", "feeds", "stories")
"""Folders whose own folders stay at their addresses when a new edition does not hold them."""

# Folders and links under way carry this; no edition's name can begin with a dot.
_UNDER_WAY = ".publishing-"
# One step of a path: plain ASCII, not hidden, and so neither "." nor "..". Most file systems take 255 bytes.
_STEP = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")


def publish(files: Mapping[str, bytes], output: Path, edition_id: str) -> Path:
    """Write an edition and make it the current one; return its folder.

    An edition that stands already, byte for byte, is not written again. Addresses stay: stories, days
    and categories of the edition before that this one does not hold are carried over as they were.

    Raises:
        PublishError: if a path is not safe or the folder cannot be written; the old edition then stands.
    """
    _check(files, edition_id)
    try:
        editions = output / EDITIONS
        editions.mkdir(parents=True, exist_ok=True)
        _clear(output, editions)
        before = _current(output)
        carried = _carried(before, files)
        folder = _folder(editions, edition_id, files, carried)
        if not folder.exists():
            _build(folder, files, carried, before)
        _show(output, folder)
    except OSError as error:
        # Of two names the second is what was to be made.
        name = error.filename2 or error.filename or output
        raise PublishError(f"{name}: cannot publish: {error.strerror}") from error
    return folder


def archived_days(edition: Path) -> tuple[date, ...]:
    """Return the days that have a page in a published edition's folder, oldest first."""
    days = (_day(folder.name) for folder in _folders(edition / ARCHIVE))
    return tuple(day for day in days if day)


def archived_indexes(edition: Path) -> dict[str, bytes]:
    """Return the search indexes in a published edition's folder, by month (2026-09), newest first."""
    found = sorted((edition / SEARCH).glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].json"), reverse=True)
    return {path.stem: path.read_bytes() for path in found}


def archived_paths(edition: Path, files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the paths of an edition's files that are carried over into one of `files`."""
    return frozenset(_carried(edition if edition.is_dir() else None, files))


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(name)
    except ValueError:
        return None
    return found if found.isoformat() == name else None


def _check(files: Mapping[str, bytes], edition_id: str) -> None:
    """Refuse any path that is not a plain one below the edition's folder."""
    if not _STEP.fullmatch(edition_id):
        raise PublishError(f"{edition_id!r} cannot be the name of an edition")
    for path in files:
        if not all(_STEP.fullmatch(step) for step in path.split("/")):
            raise PublishError(f"{path!r} cannot be the path of a file")
    for path in files:
        for parent in PurePosixPath(path).parents:
            if str(parent) in files:
                raise PublishError(f"{path!r} lies below {str(parent)!r}, which is a file")


def _clear(output: Path, editions: Path) -> None:
    """Remove what killed runs left behind."""
    for left in (*output.glob(f"{_UNDER_WAY}*"), *editions.glob(f"{_UNDER_WAY}*")):
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


def _carried(before: Path | None, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Return the files of the stories, days and categories that this edition does not hold, by path."""
    if before is None:
        return {}
    held = {tuple(path.split("/")[:2]) for path in files}
    return {
        path.relative_to(before).as_posix(): path
        for kept in KEPT
        for folder in _folders(before / kept)
        if (kept, folder.name) not in held
        for path in _files_below(folder)
    }


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.iterdir() if path.is_dir()) if parent.is_dir() else []


def _files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _folder(editions: Path, edition_id: str, files: Mapping[str, bytes], carried: Mapping[str, Path]) -> Path:
    """Return where the edition stands already, or else the first name that is free for it.

    The same edition looks different under other templates, or after other stories to carry over; a
    published folder is not changed for it, the new one is called `<id>-2`.
    """
    for place in count(1):
        folder = editions / (edition_id if place == 1 else f"{edition_id}-{place}")
        if not folder.exists() or _holds(folder, files, carried):
            return folder
    raise AssertionError("count has no end")


def _holds(folder: Path, files: Mapping[str, bytes], carried: Mapping[str, Path]) -> bool:
    there = {path.relative_to(folder).as_posix() for path in _files_below(folder)}
    return there == files.keys() | carried.keys() and all(
        _same(folder / path, content) for path, content in files.items()
    )


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _build(
    folder: Path, files: Mapping[str, bytes], carried: Mapping[str, Path], before: Path | None
) -> None:
    """Write the whole edition under a name of its own, then give it the one it is to have."""
    new = folder.with_name(f"{_UNDER_WAY}{folder.name}")
    new.mkdir()
    try:
        for path, content in files.items():
            _put(new / path, content, before / path if before else None)
        for path, source in carried.items():
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            _link(source, new / path)
        for directory in (*(path for path in new.rglob("*") if path.is_dir()), new):
            _flush(directory)
        new.rename(folder)
        _flush(folder.parent)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _put(path: Path, content: bytes, old: Path | None) -> None:
    """Write a file; one that the edition before has too is shared, and so keeps its time of change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if old is not None and _same(old, content):
        _link(old, path)
        return
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _link(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system cannot."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
        _flush(target)


def _flush(path: Path) -> None:
    """Have a file or folder on disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _show(output: Path, folder: Path) -> None:
    """Let readers see the edition: one rename, which they see before or after, never between."""
    link, new = output / CURRENT, output / f"{_UNDER_WAY}{CURRENT}"
    target = f"{EDITIONS}/{folder.name}"
    if link.is_symlink() and str(link.readlink()) == target:
        return
    new.symlink_to(target, target_is_directory=True)
    new.replace(link)
    _flush(output)
