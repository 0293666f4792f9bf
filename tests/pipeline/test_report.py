"""The stopwatch, the counts and the file of a run's report."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from aggregator import codec
from aggregator.models import Problem
from aggregator.pipeline.report import SCHEMA, RunReport, Stopwatch, by_reason, peak_memory_mb, write_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    return now


def test_a_step_inside_another_pauses_it(clock: list[float]) -> None:
    watch = Stopwatch()
    with watch.step("outer"):
        clock[0] += 1
        with watch.step("inner"):
            clock[0] += 10
        clock[0] += 100
    assert watch.seconds == {"outer": 101, "inner": 10}


def test_waiting_for_items_is_counted_apart_from_using_them(clock: list[float]) -> None:
    watch = Stopwatch()

    def slow() -> Iterator[int]:
        for number in range(3):
            clock[0] += 5
            yield number

    with watch.step("use"):
        for _ in watch.waiting("wait", slow()):
            clock[0] += 1
    assert watch.seconds == {"use": 3, "wait": 15}


def test_time_after_an_error_is_not_counted_to_the_step(clock: list[float]) -> None:
    watch = Stopwatch()

    def fail() -> None:
        clock[0] += 2
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"), watch.step("fails"):
        fail()
    clock[0] += 50
    with watch.step("next"):
        clock[0] += 1
    assert watch.seconds == {"fails": 2, "next": 1}


def test_reasons_are_counted_most_frequent_first() -> None:
    reasons = ["few", "old", "few"]
    found = by_reason(Problem(step="choose", subject="s", reason=reason) for reason in reasons)
    assert list(found.items()) == [("left_out.choose.few", 2), ("left_out.choose.old", 1)]


def test_the_report_is_written_whole_and_reads_back_equal(tmp_path: Path) -> None:
    now = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
    report = RunReport(
        started=now,
        finished=now,
        at=now,
        exit_code=3,
        counts={"feeds": 2},
        timings={"fetch": 0.5},
        problems=(Problem(step="fetch", subject="Harbour Post", reason="timeout"),),
    )
    path = write_report(report, tmp_path)
    assert codec.loads(RunReport, path.read_bytes()) == report
    assert sorted(tmp_path.iterdir()) == [path, tmp_path / SCHEMA]


def test_memory_is_in_megabytes() -> None:
    assert 10 < peak_memory_mb() < 100_000
