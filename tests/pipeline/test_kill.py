"""A run killed at any moment and started again ends with the same edition."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import AlreadyRunningError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.newsdesk import Desk

POINTS = [
    ("fetch", 1),
    ("extract", 1),
    ("extract", 20),
    ("cluster", 1),
    ("annotate", 8),
    ("compose", 1),
    ("edition", 1),
    ("publish", 1),
]
"""Where the runs of one chain are killed, each going on from what the one before has left."""

RANDOM_KILLS = 3


@pytest.mark.slow
def test_a_chain_of_killed_runs_ends_with_the_same_edition(
    small_desk: Desk, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    for step, done in POINTS:
        killed = small_desk.drive(tmp_path, step, str(done))
        assert killed.returncode == -signal.SIGKILL, f"{step} {done}: {killed.stdout}{killed.stderr}"
    last = small_desk.drive(tmp_path)
    assert last.returncode == 0, last.stderr
    assert small_desk.site(tmp_path) == undisturbed


@pytest.mark.slow
def test_runs_killed_at_any_time_end_with_the_same_edition(
    small_desk: Desk, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    for _ in range(RANDOM_KILLS):
        command = small_desk.command(tmp_path)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            time.sleep(random.uniform(0.8, 3))
            run.kill()
    last = small_desk.drive(tmp_path)
    assert last.returncode == 0, last.stderr
    assert small_desk.site(tmp_path) == undisturbed


def test_a_second_run_at_the_same_time_is_refused(small_desk: Desk, tmp_path: Path) -> None:
    with subprocess.Popen(small_desk.command(tmp_path), stdout=subprocess.DEVNULL) as first:
        try:
            note = tmp_path / "state" / "run.json"
            deadline = time.monotonic() + 20
            while not (note.exists() and note.stat().st_size):
                assert time.monotonic() < deadline
                time.sleep(0.005)
            with pytest.raises(AlreadyRunningError, match=f"process {first.pid} on "):
                small_desk.run(tmp_path)
        finally:
            first.kill()
