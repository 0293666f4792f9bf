"""A folder that is written under a name of its own, file by file, and then given the one it is to have."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

UNDER_WAY = ".publishing-"
"""Folders and links under way begin with this; no edition's name can begin with a dot."""


PIECE_BYTES = 1 << 16


class NewFolder:
    """A folder to be, beside that of the edition `before`, if there is one: what is the same is shared."""

    def __init__(self, folder: Path, before: Path | None) -> None:
        self._folder = folder
        self._new = folder.with_name(f"{UNDER_WAY}{folder.name}")
        self._before = before

    def take(self, folder: Path, paths: Iterable[str]) -> None:
        """Share files with a folder that has them already."""
        for path in paths:
            link(folder / path, self._place(path))

    def put(self, path: str, content: Iterable[bytes]) -> None:
        """Write a file; one that the edition before has too is shared, and so keeps its time of change."""
        place, pieces = self._place(path), iter(content)
        old = self._before / path if self._before else None
        if old is None or not old.is_file():
            _write(place, pieces)
            return
        alike, odd = _alike(old, pieces)
        if odd is None:
            link(old, place)
        else:
            _write(place, chain(_start(old, alike), (odd,), pieces))

    def finish(self, carried: Mapping[str, Path]) -> Path:
        """Carry files over, have all on disk, and give the folder its name."""
        for path, source in carried.items():
            link(source, self._place(path))
        for directory in (*(path for path in self._new.rglob("*") if path.is_dir()), self._new):
            flush(directory)
        self._new.rename(self._folder)
        flush(self._folder.parent)
        return self._folder

    def drop(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._new, ignore_errors=True)

    def _place(self, path: str) -> Path:
        place = self._new / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


def _alike(old: Path, pieces: Iterator[bytes]) -> tuple[int, bytes | None]:
    """Return how many bytes of `pieces` a file begins with, and the piece that differs, None if none does."""
    alike = 0
    with old.open("rb") as file:
        for piece in pieces:
            if file.read(len(piece)) != piece:
                return alike, piece
            alike += len(piece)
        return alike, b"" if file.read(1) else None


def _start(file: Path, length: int) -> Iterator[bytes]:
    """Yield the first bytes of a file."""
    with file.open("rb") as opened:
        while piece := opened.read(min(length, PIECE_BYTES)):
            length -= len(piece)
            yield piece


def _write(place: Path, pieces: Iterable[bytes]) -> None:
    with place.open("xb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def same(path: Path, content: bytes) -> bool:
    """Whether a file holds just this."""
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def link(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system cannot."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
        flush(target)


def flush(path: Path) -> None:
    """Have a file or folder on disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
