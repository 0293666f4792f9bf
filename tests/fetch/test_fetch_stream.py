from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.stream import (
    MOST_OPEN,
    Backlog,
    Session,
    as_they_finish,
    batches_as_they_finish,
    taken_in_turns,
)


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith(("fetch", "resolve"))]


Work = Callable[[int], Awaitable[int]]


def doing(work: Work, closed: list[bool] | None = None) -> Session[int, int]:
    @asynccontextmanager
    async def session(_: Backlog) -> AsyncIterator[Work]:
        try:
            yield work
        finally:
            if closed is not None:
                closed.append(True)

    return session


async def sleeper(number: int) -> int:
    await asyncio.sleep(number / 50)
    return number


def test_results_come_as_they_finish() -> None:
    assert list(as_they_finish([5, 1, 3], doing(sleeper), 2)) == [1, 3, 5]
    assert threads() == []


def test_what_a_job_raises_is_raised_where_the_results_are_taken() -> None:
    async def fails(number: int) -> int:
        raise ZeroDivisionError(number)

    closed: list[bool] = []
    with pytest.raises(ExceptionGroup) as caught:
        list(as_they_finish([1, 2], doing(fails, closed), 2))
    assert caught.group_contains(ZeroDivisionError)
    assert (closed, threads()) == ([True], [])


def test_what_is_under_way_ends_when_nobody_takes_more() -> None:
    closed: list[bool] = []
    results = as_they_finish([0, 5_000], doing(sleeper, closed), 2)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert (closed, threads()) == ([True], [])


def test_a_backlog_has_room_until_it_is_full() -> None:
    async def run() -> list[bool]:
        backlog = Backlog(2)
        found = []
        for change in (0, 1, 1, 1, -1, -1):
            backlog.add(change)
            waiting = asyncio.create_task(backlog.room())
            await asyncio.sleep(0)
            found.append(waiting.done())
            waiting.cancel()
        return found

    assert asyncio.run(run()) == [True, True, False, False, False, True]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers())))
def test_hosts_take_turns_and_each_keeps_its_order(jobs: list[tuple[str, int]]) -> None:
    placed = taken_in_turns(jobs, lambda job: job[0])
    for host in "abc":
        assert [job for job in placed if job[0] == host] == [job for job in jobs if job[0] == host]
    most = max((sum(job[0] == host for job in jobs) for host in "abc"), default=0)
    turns = [[job[0] for job in placed].index(host) for host in {job[0] for job in jobs}]
    assert sorted(turns) == list(range(len(turns))), "every host is served before any is served again"
    assert len(placed) == len(jobs) >= most


def test_of_many_jobs_only_some_are_under_way() -> None:
    under_way, most = 0, 0

    async def work(job: int) -> int:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1
        return job

    assert sorted(as_they_finish(range(3 * MOST_OPEN), doing(work), 4)) == list(range(3 * MOST_OPEN))
    assert 1 < most <= MOST_OPEN


def test_results_that_are_there_come_together() -> None:
    async def work(job: int) -> int:
        return job

    batches = list(batches_as_they_finish(range(500), doing(work), 4))
    assert sorted(one for batch in batches for one in batch) == list(range(500))
    assert len(batches) < 100
