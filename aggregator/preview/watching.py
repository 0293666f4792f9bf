"""Watching folders: each change is told once, however many files it touches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import watchfiles

QUIET_MS = 100
"""A change counts as done when nothing more has happened for this long: an editor saves in several steps."""


def watch(
    folders: Iterable[Path], tell: Callable[[], None], stop: threading.Event, *, polling: bool | None = None
) -> None:
    """Call `tell` after every change below `folders`, until `stop` is set or Ctrl-C is pressed.

    `polling` looks again and again in place of asking the system, for file systems that tell nothing.
    """
    for _ in watchfiles.watch(
        *folders,
        watch_filter=_counts,
        step=QUIET_MS,
        stop_event=stop,
        force_polling=polling,
        ignore_permission_denied=True,
        raise_interrupt=True,
    ):
        tell()


def _counts(_change: watchfiles.Change, path: str) -> bool:
    """Whether a change matters: not what editors and version control leave beside the files."""
    return not path.endswith(("~", ".swp", ".swx", ".tmp")) and "/.git/" not in path
