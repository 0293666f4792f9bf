"""One run at a time on an output folder."""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from aggregator.errors import AlreadyRunningError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@contextmanager
def run_lock(folder: Path, started: datetime) -> Iterator[None]:
    """Hold the lock of `folder` for the length of the block; the system frees it if we are killed.

    Raises:
        AlreadyRunningError: at once if another run holds it, naming that run's process if it is known.
        StoreError: if the lock file cannot be made.
    """
    lock = FileLock(folder / "run.lock", timeout=0)
    note = folder / "run.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        _sign(note, started)
    except Timeout as error:
        raise AlreadyRunningError(
            f"another run is at work in {folder.parent}{_holder(note)}; this one has changed nothing"
        ) from error
    except OSError as error:
        lock.release()
        raise StoreError(f"the folder {folder} cannot be used: {error.strerror}") from error
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _sign(note: Path, started: datetime) -> None:
    """Say in `note` who holds the lock."""
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "started": started.isoformat()}
    note.write_text(json.dumps(holder), encoding="utf-8")


def _holder(note: Path) -> str:
    """Return who holds the lock, in words; "" when the note is not there or only half written."""
    try:
        holder = json.loads(note.read_text(encoding="utf-8"))
        return f" (process {holder['pid']} on {holder['host']}, since {holder['started']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
