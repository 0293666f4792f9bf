from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from aggregator.fetch import pacing
from aggregator.fetch.pacing import MAX_SILENT, Lanes
from aggregator.fetch.reasons import FetchError


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds


async def visits(lanes: Lanes, time: Time, *hosts: str, lasting: float = 0.0) -> list[tuple[str, float]]:
    """Visit all hosts at once; return who began when."""
    begun: list[tuple[str, float]] = []

    async def visit(host: str) -> None:
        async with lanes.turn(host):
            begun.append((host, time.now))
            time.now += lasting
            await asyncio.sleep(0)

    await asyncio.gather(*(visit(host) for host in hosts))
    return begun


def test_a_gap_lies_between_two_visits_to_one_host() -> None:
    time = Time()
    lanes = Lanes(2.0, clock=time.clock, sleep=time.sleep)
    begun = asyncio.run(visits(lanes, time, "a", "a", "a", lasting=0.5))
    assert begun == [("a", 100.0), ("a", 102.5), ("a", 105.0)]


def test_other_hosts_do_not_wait() -> None:
    time = Time()
    lanes = Lanes(60.0, clock=time.clock, sleep=time.sleep)
    begun = asyncio.run(visits(lanes, time, "a", "a", "b", "c"))
    assert [host for host, _ in begun] == ["a", "b", "c", "a"]
    assert [when for host, when in begun if host != "a"] == [100.0, 100.0]


def test_a_failed_visit_counts_and_gives_the_turn_back() -> None:
    time = Time()
    lanes = Lanes(2.0, clock=time.clock, sleep=time.sleep)

    async def run() -> None:
        with pytest.raises(ZeroDivisionError):
            async with lanes.turn("a"):
                raise ZeroDivisionError
        async with lanes.turn("a"):
            pass

    asyncio.run(run())
    assert time.now == 102.0


def test_a_host_can_ask_for_more_time_and_not_for_less() -> None:
    time = Time()
    lanes = Lanes(2.0, clock=time.clock, sleep=time.sleep)
    lanes.slow_down("a", 5.0)
    lanes.slow_down("a", 1.0)
    lanes.hold("a", 30.0)
    lanes.hold("a", 3.0)
    assert [when for _, when in asyncio.run(visits(lanes, time, "a", "a"))] == [130.0, 135.0]


def test_a_closed_host_refuses_whoever_waits() -> None:
    lanes = Lanes(0.0)
    why = FetchError("http_429", "Come back tomorrow.", wait=86_400, status=429)
    lanes.close("a", why)

    async def run() -> FetchError:
        with pytest.raises(FetchError) as caught:
            async with lanes.turn("a"):
                raise AssertionError("no turn is given")
        return caught.value

    found = asyncio.run(run())
    assert found is not why
    assert (found.reason, found.detail, found.wait, found.again) == (why.reason, why.detail, why.wait, False)


def test_only_silence_without_a_break_closes_a_host() -> None:
    lanes = Lanes(0.0)
    why = FetchError("timeout", "No byte came in time.")
    for _ in range(MAX_SILENT - 1):
        lanes.unanswered("a", why)
    lanes.answered("a")
    for _ in range(MAX_SILENT - 1):
        lanes.unanswered("a", why)

    async def turn() -> None:
        async with lanes.turn("a"):
            pass

    asyncio.run(turn())
    lanes.unanswered("a", why)
    with pytest.raises(FetchError, match="timeout: Not asked: 3 addresses of a in a row"):
        asyncio.run(turn())


def test_hosts_that_hold_nobody_back_any_more_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "KEPT_LANES", 4)
    time = Time()
    lanes = Lanes(2.0, clock=time.clock, sleep=time.sleep)
    why = FetchError("timeout", "No byte came in time.")
    lanes.unanswered("silent", why)
    lanes.slow_down("slow", 5.0)
    lanes.close("closed", why)
    for number in range(20):
        asyncio.run(visits(lanes, time, f"host {number}", lasting=1.0))
    assert len(lanes) <= 12
    for _ in range(MAX_SILENT - 1):
        lanes.unanswered("silent", why)
    for host in ("silent", "closed"):
        with pytest.raises(FetchError):
            asyncio.run(visits(lanes, time, host))
    begun = asyncio.run(visits(lanes, time, "slow", "slow", "host 19", "host 19"))
    times = {host: [when for name, when in begun if name == host] for host in ("slow", "host 19")}
    assert times["slow"][1] - times["slow"][0] >= 5.0
    assert times["host 19"][1] - times["host 19"][0] >= 2.0


def test_whoever_waits_for_a_host_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "KEPT_LANES", 1)
    time = Time()
    lanes = Lanes(2.0, clock=time.clock, sleep=time.sleep)
    begun = asyncio.run(visits(lanes, time, "a", "a", "b", "c", "a", "d"))
    when = [at for host, at in begun if host == "a"]
    assert len(when) == 3
    assert all(later - earlier >= 2.0 for earlier, later in pairwise(when))
