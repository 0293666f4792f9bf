"""Faults put into a run at an exact point: `run_with_fault` runs the program in a process of its own.

A run passes *points*: right before and right after each commit of the store, named after the store's method
(``save_visit:before``), and right before each change of a file in the output folder, named after what is
done and by which function (``os.rename _build``). A fault strikes when a point is passed for the n-th time.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks._remembering import Memory

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import FrameType

    from sqlalchemy import Connection as StoreConnection

PRELOADED = [
    "aggregator.annotate",
    "aggregator.cli.root",
    "aggregator.cluster",
    "aggregator.compose",
    "aggregator.corroborate",
    "aggregator.extract",
    "aggregator.fetch",
    "aggregator.pipeline.walk",
    "aggregator.publish",
    "aggregator.render",
    "benchmarks._injecting",
]
"""Imported once by the server that the processes are forked from; each would need seconds for it."""

LONGEST_SECONDS = 10
"""For a process to end once its output is closed."""
BUSY_SECONDS = 0.2
"""How long a run waits here for a store that another process holds; in life it is half a minute."""

CHANGES = {"open", "os.rename", "os.mkdir", "os.symlink", "os.link", "os.remove", "shutil.rmtree"}
"""Audit events of the interpreter that change files; of `open` those that write."""

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""

CAPABILITIES = (0x20080522, 0)
"""Version 3 of the header of capget(2), and this process."""
OVERRIDES = ~0b110
"""All but CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which root passes over permissions."""


class Fault(StrEnum):
    """What happens at a point."""

    KILL = "killed"
    FULL = "disk full"
    LOCKED = "store locked by another process"


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault at the `nth` time (from 1) that a run passes `point`."""

    fault: Fault
    point: str
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.fault.value} at {self.point} {self.nth}"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: its exit code (negative: the signal that ended it), output, and points passed."""

    code: int
    said: str
    points: tuple[str, ...]

    @property
    def killed(self) -> bool:
        """Whether it was killed as `kill -9` does."""
        return self.code == -signal.SIGKILL


def run_with_fault(
    arguments: Sequence[str | Path],
    output: Path,
    strike: Strike | None = None,
    *,
    bound: bool = False,
    memory: Path | None = None,
) -> Ended:
    """Run `aggregator ARGUMENTS`, whose output folder is `output`; return how it ended.

    With `bound`, permissions hold for root too. What the reader has read stands in the file `memory`, to
    which only runs add that nothing strikes.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    command = [str(argument) for argument in arguments]
    # Pipes, not files: what a process says must come through when no file can grow.
    said, says = context.Pipe(duplex=False)
    passed, passes = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(command, output, says, passes, strike, bound, memory))
    process.start()
    says.close()
    passes.close()
    with ThreadPoolExecutor(2) as readers:
        text, points = readers.map(_read, (said, passed))
    process.join(LONGEST_SECONDS)
    assert process.exitcode is not None
    return Ended(process.exitcode, text, tuple(points.splitlines()))


def _read(pipe: Connection) -> str:
    """Return all that comes out of a pipe until nobody can write to it any more."""
    with pipe, os.fdopen(os.dup(pipe.fileno()), "rb") as file:
        return file.read().decode("utf-8", "replace")


def _child(
    command: list[str],
    output: Path,
    says: Connection,
    passes: Connection,
    strike: Strike | None,
    bound: int,
    memory: Path | None,
) -> None:
    from aggregator.cli import main  # noqa: PLC0415 - loaded already by the server it is forked from
    from aggregator.extract.language import language_of  # noqa: PLC0415
    from aggregator.store import database  # noqa: PLC0415

    for number in (1, 2):
        os.dup2(says.fileno(), number)
    # Those of the server it is forked from may think that they write to files.
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115
    says.close()
    if strike and strike.fault is Fault.FULL:
        # A library unpacks its model into the temporary folder, which is no part of the disk that fills.
        language_of("The ferry left the harbour at noon. " * 20)
    database.BUSY_SECONDS = BUSY_SECONDS  # type: ignore[assignment]
    if bound:
        _heed_permissions()
    remembered = Memory(memory) if memory else None
    if remembered:
        remembered.install()
    watch = Points(output, strike, passes.fileno())
    watch.install()
    try:
        main(command)
    finally:
        if remembered and not strike:
            remembered.save()


class Points:
    """The points that a run passes, in order; strikes at one of them."""

    def __init__(self, output: Path, strike: Strike | None, told: int) -> None:
        self.output = os.path.abspath(output)  # noqa: PTH100 - links are not followed
        self.strike = strike
        self.told = told
        self.holder: subprocess.Popen[str] | None = None
        self._seen: Counter[str] = Counter()

    def install(self) -> None:
        """Watch the store's commits and the changes of files."""
        from aggregator.store.database import Database  # noqa: PLC0415

        Database.writing = self._watched(Database.writing)  # type: ignore[method-assign]
        sys.addaudithook(self._audit)

    def passing(self, point: str) -> None:
        """Tell of a point, and strike if it is the one."""
        os.write(self.told, f"{point}\n".encode())
        self._seen[point] += 1
        if self.strike and (point, self._seen[point]) == (self.strike.point, self.strike.nth):
            fault, self.strike = self.strike.fault, None
            {Fault.KILL: _die, Fault.FULL: _fill, Fault.LOCKED: self._lock}[fault]()

    def _watched(self, writing: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def watched(database: object, **options: bool) -> Iterator[StoreConnection]:
            # Two frames up, past contextlib, is the method of the store.
            name = sys._getframe(2).f_code.co_name  # noqa: SLF001 - no other way to the caller
            with writing(database, **options) as connection:
                yield connection
                self.passing(f"{name}:before")
            self.passing(f"{name}:after")

        return watched

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event in CHANGES and _below(args[0], self.output) and (event != "open" or _writes(args)):
            self.passing(f"{event} {_function(sys._getframe(1))}")  # noqa: SLF001

    def _lock(self) -> None:
        """Have another process hold the store until this one ends."""
        path = Path(self.output, "state", "store.sqlite")
        self.holder = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", HOLDER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.holder.stdout is not None
        assert self.holder.stdout.readline() == "held\n"


def _below(path: object, folder: str) -> bool:
    return isinstance(path, str | os.PathLike) and os.path.abspath(path).startswith(folder)  # noqa: PTH100


def _writes(args: tuple[Any, ...]) -> bool:
    """Whether an `open` event (path, mode, flags) may change the file."""
    return bool((args[2] & os.O_ACCMODE) != os.O_RDONLY)


def _function(frame: FrameType | None) -> str:
    """Return the innermost function of the program in `frame` and those that called it."""
    while frame is not None:
        if "aggregator" in frame.f_code.co_filename and "site-packages" not in frame.f_code.co_filename:
            return frame.f_code.co_name
        frame = frame.f_back
    return "?"


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fill() -> None:
    """Let no file grow from here on; the interpreter ignores the signal that comes with it."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))


def _heed_permissions() -> None:
    """Give up root's right to pass over permissions."""
    if os.geteuid() != 0:
        return
    header = (ctypes.c_uint32 * 2)(*CAPABILITIES)
    sets = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, sets) == 0
    sets[0] &= OVERRIDES & 0xFFFFFFFF  # the effective ones
    sets[1] &= OVERRIDES & 0xFFFFFFFF  # the permitted ones
    assert libc.capset(header, sets) == 0
