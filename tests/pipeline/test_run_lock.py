"""One run at a time."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import AlreadyRunningError, StoreError
from aggregator.pipeline.lock import run_lock

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)

HOLDER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from aggregator.pipeline.lock import run_lock
with run_lock(Path(sys.argv[1]), datetime(2031, 5, 4, tzinfo=UTC)):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_refused_and_told_who_holds_the_folder(tmp_path: Path) -> None:
    with (
        run_lock(tmp_path / "state", NOW),
        pytest.raises(
            AlreadyRunningError, match=rf"process {os.getpid()} on {socket.gethostname()}, since 2031-05-04"
        ),
        run_lock(tmp_path / "state", NOW),
    ):
        pass


def test_the_folder_is_free_after_a_run(tmp_path: Path) -> None:
    for _ in range(2):
        with run_lock(tmp_path / "state", NOW):
            pass
    assert not (tmp_path / "state" / "run.json").exists()


@pytest.mark.parametrize("note", ["", "[]", "{", '{"pid": 1}'])
def test_a_note_nobody_can_read_does_not_hide_the_refusal(tmp_path: Path, note: str) -> None:
    with run_lock(tmp_path, NOW):
        (tmp_path / "run.json").write_text(note)
        with pytest.raises(AlreadyRunningError, match="another run is at work"), run_lock(tmp_path, NOW):
            pass


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            refused = pytest.raises(AlreadyRunningError, match=f"process {holder.pid} ")
            with refused, run_lock(tmp_path, NOW):
                pass
        finally:
            holder.send_signal(signal.SIGKILL)
    with run_lock(tmp_path, NOW):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be used"), run_lock(tmp_path / "state", NOW):
        pass
