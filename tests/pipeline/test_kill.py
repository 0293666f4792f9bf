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

    from aggregator.pipeline import RunReport
    from tests.pipeline.conftest import Desk

POINTS = [
    ("fetch", 1),
    ("fetch", 7),
    ("extract", 1),
    ("extract", 25),
    ("cluster", 1),
    ("annotate", 8),
    ("compose", 1),
    ("compose", 3),
    ("edition", 1),
    ("publish", 1),
]
"""Where the runs of one chain are killed, each going on from what the one before has left."""

RANDOM_KILLS = 4


@pytest.mark.slow
def test_a_chain_of_killed_runs_ends_with_the_same_edition(
    desk: Desk, published: tuple[Path, RunReport], tmp_path: Path
) -> None:
    for step, done in POINTS:
        killed = desk.drive(tmp_path, step, str(done))
        assert killed.returncode == -signal.SIGKILL, f"{step} {done}: {killed.stdout}{killed.stderr}"
    last = desk.drive(tmp_path)
    assert last.returncode == 0, last.stderr
    assert desk.site(tmp_path) == desk.site(published[0])


@pytest.mark.slow
def test_runs_killed_at_any_time_end_with_the_same_edition(
    desk: Desk, published: tuple[Path, RunReport], tmp_path: Path
) -> None:
    for _ in range(RANDOM_KILLS):
        with subprocess.Popen(
            desk.command(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as run:
            time.sleep(random.uniform(0.3, 3))
            run.kill()
    last = desk.drive(tmp_path)
    assert last.returncode == 0, last.stderr
    assert desk.site(tmp_path) == desk.site(published[0])


def test_a_second_run_at_the_same_time_is_refused(desk: Desk, tmp_path: Path) -> None:
    with subprocess.Popen(desk.command(tmp_path), stdout=subprocess.DEVNULL) as first:
        try:
            note = tmp_path / "state" / "run.json"
            deadline = time.monotonic() + 20
            while not note.exists():
                assert time.monotonic() < deadline
                time.sleep(0.01)
            time.sleep(0.05)
            with pytest.raises(AlreadyRunningError, match=f"process {first.pid} on "):
                desk.run(tmp_path)
        finally:
            first.kill()
