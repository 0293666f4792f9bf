"""Long files in pieces: what a file says of every story is set aside on disk until its turn comes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Self

CHUNK_BYTES = 1 << 16
MEMORY_BYTES = 1 << 20
"""What a spool holds in memory before it takes to the disk: all of an edition of some twenty stories."""


class Spool:
    """Text that is set aside piece by piece and read once, in the order it came."""

    def __init__(self, between: str = "") -> None:
        """Begin with nothing; `between` stands between two pieces."""
        self._between = between
        self._file = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115 - closed by the `with` block
        self._empty = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, *pieces: str) -> None:
        """Set pieces aside."""
        for piece in pieces:
            self._file.write(f"{'' if self._empty else self._between}{piece}".encode())
            self._empty = False

    def write(self, piece: bytes) -> int:
        """Take what a library writes, as a file does."""
        self._empty = False
        return self._file.write(piece)

    def read(self) -> Iterator[bytes]:
        """Yield all that was set aside, in chunks."""
        self._file.seek(0)
        while chunk := self._file.read(CHUNK_BYTES):
            yield chunk


def list_spool() -> Spool:
    """Return a spool for the items of a JSON list."""
    return Spool(between=",\n")


def before_list(head: object, name: str) -> str:
    """Return an object as JSON (its text has an indent of one) up to where the items of a last list begin."""
    written = head if isinstance(head, str) else json.dumps(head, ensure_ascii=False, indent=1)
    return f'{written.rstrip().removesuffix("}").rstrip()},\n "{name}": [\n'


AFTER_LIST = "\n ]\n}\n"


def listed(head: object, name: str, items: Iterable[str]) -> Iterator[str]:
    """Yield a JSON object whose last list is long."""
    yield before_list(head, name)
    for place, item in enumerate(items):
        yield f",\n{item}" if place else item
    yield AFTER_LIST
