"""Where work runs: in order, a few items ahead, and never longer than its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import RunnerError
from aggregator.runner import AHEAD, Processes, Serial, runner_for

if TYPE_CHECKING:
    from collections.abc import Iterator

PARENT = """
import os, sys, time
from aggregator.runner import Processes
if __name__ == "__main__":
    runner = Processes(1)
    for pid in runner.map(eval, ["__import__('os').getpid()"]):
        print(pid, flush=True)
    time.sleep(60)
"""


def test_one_worker_means_this_process() -> None:
    assert isinstance(runner_for(1), Serial)
    assert isinstance(runner_for(2), Processes)


def test_both_runners_give_results_in_the_order_of_the_items() -> None:
    numbers = [-5, 3, -9, 0, 7, -1, 2]
    with Processes(2) as processes:
        assert list(processes.map(abs, numbers)) == list(Serial().map(abs, numbers)) == [5, 3, 9, 0, 7, 1, 2]


def test_items_are_taken_only_a_few_ahead() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    with Processes(1) as runner:
        results = runner.map(abs, items())
        assert next(results) == 0
        assert len(taken) == AHEAD


def test_an_error_of_the_function_comes_through() -> None:
    with Processes(1) as runner, pytest.raises(ValueError, match="invalid literal"):
        list(runner.map(int, ["1", "x"]))


def test_a_worker_that_dies_is_named() -> None:
    with Processes(1) as runner, pytest.raises(RunnerError, match=r"extract\.workers"):
        list(runner.map(os._exit, [9]))


def test_workers_end_when_their_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while running(worker):
        assert time.monotonic() < deadline, "the worker outlived its parent"
        time.sleep(0.02)


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")
