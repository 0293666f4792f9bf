"""JSON lines in and out: bounded, checked, and every bad line named by file and number."""

from __future__ import annotations

import gzip
import json
import os
import stat
import sys
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast

import click

from aggregator.cli.exits import ExitCode
from aggregator.errors import InputError
from aggregator.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STDIN_NAME = "(standard input)"
MAX_LINE_BYTES = 20_000_000
"""A line longer than this is refused: no article is, and memory is not without end."""

Record = dict[str, Any]


class BadLineError(ValueError):
    """A record that cannot be used; the message says why."""


@dataclass(slots=True)
class Tally:
    """How many inputs were used and how many were not; each of the latter is named as it comes."""

    command: str
    good: int = 0
    bad: int = 0

    def refuse(self, where: str, why: str) -> None:
        """Name an input that could not be used."""
        self.bad += 1
        get_logger(self.command).error("left out", where=where, why=why)

    def check(self) -> None:
        """Raise InputError if inputs were left out and none could be used."""
        if self.bad and not self.good:
            raise InputError(f"none of the {self.bad} inputs could be used")

    def finish(self, context: click.Context) -> None:
        """End the command: 3 if some inputs were left out.

        Raises:
            InputError: if none could be used.
        """
        self.check()
        if self.bad:
            context.exit(ExitCode.PARTIAL)


def read_records(path: Path, tally: Tally) -> Iterator[tuple[str, Record]]:
    """Yield where each record of a JSON lines file stands (``articles.jsonl:17``), and the record.

    `-` is standard input; a name ending in ``.gz`` is unpacked. Lines that are no JSON objects are
    named and passed over.

    Raises:
        InputError: if the file cannot be read at all.
    """
    name = STDIN_NAME if str(path) == "-" else str(path)
    with _opened(path) as file:
        for number, raw in _numbered(file, name):
            where = f"{name}:{number}"
            try:
                record = _record(raw)
            except BadLineError as error:
                tally.refuse(where, str(error))
            else:
                if record is not None:
                    yield where, record


@contextmanager
def writing(path: Path) -> Iterator[Callable[[Record], None]]:
    """Give a function that writes a record as a line of `path` (`-`: standard output).

    A file appears whole, when all went well, or stays as it was.
    """
    if str(path) == "-":
        yield lambda record: click.echo(json.dumps(record, ensure_ascii=False))
        return
    with replacing(path) as file:
        yield lambda record: _write_line(file, record)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file that takes the place of `path` at the end of the block, if that ends well.

    Raises:
        InputError: if there is no such folder.
    """
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise InputError(f"{path}: there is no folder {target.parent}")
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        with target.open("wb") as device:  # a pipe or /dev/null must stay what it is
            yield device
        return
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            yield file
            file.flush()
            Path(file.name).chmod(target.stat().st_mode if target.exists() else _usual_mode())
            Path(file.name).replace(target)
        except BaseException:  # raised again: whatever ends the block, Ctrl-C too, leaves no half file behind
            Path(file.name).unlink(missing_ok=True)
            raise


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        with cast("IO[bytes]", gzip.open(path) if path.suffix == ".gz" else path.open("rb")) as file:
            yield file
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _numbered(file: IO[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their numbers, none longer than one byte over the limit."""
    number = 0
    try:
        while raw := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            yield number, raw
            while len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
                raw = file.readline(MAX_LINE_BYTES + 1)
    except (EOFError, zlib.error) as error:
        raise InputError(f"{name}: broken after line {number}: {error}") from error


def _record(raw: bytes) -> Record | None:
    """Return the object of a line, None for a blank one."""
    if len(raw) > MAX_LINE_BYTES:
        raise BadLineError(f"longer than {MAX_LINE_BYTES:,} bytes")
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise BadLineError(f"not UTF-8 (byte {error.start + 1})") from error
    if not text:
        return None
    try:
        record = json.loads(text, parse_constant=_no_number)
        if b"\\ud" in raw.lower():
            json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadLineError("half a character (an unpaired surrogate)") from error
    except RecursionError as error:
        raise BadLineError("nested too deeply") from error
    except ValueError as error:
        raise BadLineError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise BadLineError("not a JSON object")
    return record


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _write_line(file: IO[bytes], record: Record) -> None:
    file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


def _usual_mode() -> int:
    """Return the mode a new file gets here; temporary files are kept from everybody else."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
