"""What an edition takes over from the one before: its days, its search indexes, its addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

ARCHIVE = "archive"
SEARCH = "search"
KEPT = (ARCHIVE, "categories", "feeds", "stories")
"""Folders whose own folders stay at their addresses when a new edition does not hold them."""


def archived_days(edition: Path) -> tuple[date, ...]:
    """Return the days that have a page in a published edition's folder, oldest first."""
    days = (_day(folder.name) for folder in _folders(edition / ARCHIVE))
    return tuple(day for day in days if day)


class _Indexes(Mapping[str, bytes]):
    """Files by name, each read when it is asked for."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = {path.stem: path for path in paths}

    def __getitem__(self, name: str) -> bytes:
        return self._paths[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def archived_indexes(edition: Path) -> Mapping[str, bytes]:
    """Return the search indexes in a published edition's folder, by month (2026-09), newest first."""
    folder = edition.resolve() / SEARCH  # `current` may lead elsewhere before they are read
    return _Indexes(sorted(folder.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].json"), reverse=True))


def archived_paths(edition: Path, paths: Iterable[str]) -> frozenset[str]:
    """Return the paths of an edition's files that are carried over into one with `paths`."""
    return frozenset(carried_over(edition if edition.is_dir() else None, paths))


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(name)
    except ValueError:
        return None
    return found if found.isoformat() == name else None


def carried_over(before: Path | None, paths: Iterable[str]) -> dict[str, Path]:
    """Return the files of the stories, days and categories that this edition does not hold, by path."""
    if before is None:
        return {}
    held = {tuple(path.split("/")[:2]) for path in paths}
    return {
        path.relative_to(before).as_posix(): path
        for kept in KEPT
        for folder in _folders(before / kept)
        if (kept, folder.name) not in held
        for path in files_below(folder)
    }


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.iterdir() if path.is_dir()) if parent.is_dir() else []


def files_below(folder: Path) -> Iterator[Path]:
    """Return the files of a folder and those below it, in order; no links."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
