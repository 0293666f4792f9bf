"""Many fetches at once in the background, their results one by one in the foreground.

Waiting for slow hosts costs nothing in an event loop, and a time limit there can stop anything; the rest
of the program is plain synchronous code. So the loop runs in a thread of its own.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Generic, TypeVar

J = TypeVar("J")
R = TypeVar("R")

Session = Callable[["Backlog"], AbstractAsyncContextManager[Callable[[J], Awaitable[R]]]]
"""Opens what the fetches share and gives the function that does one of them."""


class Backlog:
    """Bytes that have come and were not yet taken; new requests wait while there are too many.

    Without it a fast network would fill the memory with pages that wait to be read.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()

    @property
    def full(self) -> bool:
        """Whether there is no room."""
        return self._waiting >= self._most

    async def room(self) -> None:
        """Wait until there is room for more."""
        await self._room.wait()

    def add(self, number: int) -> None:
        """Count `number` more bytes, or fewer if it is negative."""
        self._waiting += number
        if self.full:
            self._room.clear()
        else:
            self._room.set()


@dataclass(frozen=True, slots=True)
class _Results(Generic[R]):
    values: list[R]


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None = None


class _Background(Generic[J, R]):
    """The event loop's side: runs all jobs and queues what they return, then an `_End`."""

    def __init__(
        self, jobs: Sequence[J], session: Session[J, R], workers: int, size: Callable[[R], int]
    ) -> None:
        self._finished: SimpleQueue[_Results[R] | _End] = SimpleQueue()
        self._end: _End | None = None
        self._ready: list[R] = []
        self._jobs = jobs
        self._session = session
        self._workers = workers
        self._size = size
        self._loop = asyncio.new_event_loop()
        # Names are resolved in threads; a few dead names may not hold up all others.
        self._loop.set_default_executor(ThreadPoolExecutor(workers, thread_name_prefix="resolve"))
        self._backlog = Backlog(MOST_WAITING)
        self._main = self._loop.create_task(self._run())
        self.thread = threading.Thread(target=self._drive, name="fetch", daemon=True)

    def take(self, most: int) -> list[R]:
        """Wait for a result and return it with those that are there by then; an empty list at the end.

        Raises:
            BaseException: what ended the loop before its time, once all results have been taken.
        """
        batch: list[R] = []
        while self._end is None and len(batch) < most and not (batch and self._finished.empty()):
            result = self._finished.get()
            if isinstance(result, _End):
                self._end = result
            else:
                batch += result.values
        if batch:
            self._tell(self._backlog.add, -sum(map(self._weight, batch)))
        elif self._end is not None and self._end.error is not None:
            raise self._end.error
        return batch

    def stop(self) -> None:
        """End all that is under way and wait until the loop is closed."""
        self._tell(self._main.cancel)
        self.thread.join()

    def _tell(self, call: Callable[..., object], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:
            # The loop has closed meanwhile: all results are out and there is nobody to tell.
            return

    def _drive(self) -> None:
        error: BaseException | None = None
        try:
            self._loop.run_until_complete(self._main)
        except asyncio.CancelledError:
            pass  # we were told to stop
        except BaseException as caught:  # noqa: BLE001 - carried over to the thread that asked, and raised there
            error = caught
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()
            self._hand_over()
            self._finished.put(_End(error))

    async def _run(self) -> None:
        places = asyncio.Semaphore(max(MOST_OPEN, self._workers))
        async with self._session(self._backlog) as work, asyncio.TaskGroup() as group:
            for job in self._jobs:
                await places.acquire()
                group.create_task(self._one(work, job)).add_done_callback(lambda _: places.release())
                # The first requests go out at once, and not when the last job that may has begun.
                await asyncio.sleep(0)

    async def _one(self, work: Callable[[J], Awaitable[R]], job: J) -> None:
        result = await work(job)
        self._backlog.add(self._weight(result))
        if not self._ready:
            self._loop.call_later(GATHERING, self._hand_over)
        self._ready.append(result)
        if self._backlog.full:
            self._hand_over()

    def _weight(self, result: R) -> int:
        return RESULT_BYTES + self._size(result)

    def _hand_over(self) -> None:
        """Queue what has come together, at once: waking the other thread costs more than a request."""
        ready, self._ready = self._ready, []
        if ready:
            self._finished.put(_Results(ready))


MOST_OPEN = 1_000
"""Jobs under way, most of them waiting for their turn at a host; each costs memory, about 10 kB."""

MOST_WAITING = 4_000_000
"""Bytes of results that may wait to be taken, beside those that are under way when it comes to that, and as
many again that were taken. A few hundred feeds or a few dozen pages: parsing never waits for more."""

RESULT_BYTES = 5_000
"""Bytes that a result without a body takes, about."""

GATHERING = 0.1
"""Seconds in which results come together before they are handed over: each batch is one commit."""

MOST_AT_ONCE = 200
"""Results in one batch: a commit of so many costs each next to nothing, and a kill loses little."""


def taken_in_turns(jobs: Iterable[J], host: Callable[[J], str]) -> list[J]:
    """Return `jobs` so that the first of every host come first, then the second of every host, and so on.

    Of those that wait for their turn at one host only one can be served, so hosts should be many.
    """
    turns: Counter[str] = Counter()
    placed: list[tuple[int, int, J]] = []
    for job in jobs:
        name = host(job)
        placed.append((turns[name], len(placed), job))
        turns[name] += 1
    return [job for _, _, job in sorted(placed, key=lambda one: one[:2])]


def _small(_: object) -> int:
    return 0


def as_they_finish(
    jobs: Sequence[J], session: Session[J, R], workers: int, size: Callable[[R], int] = _small
) -> Iterator[R]:
    """Yield the result of every job as soon as it is there; see `batches_as_they_finish`."""
    with closing(batches_as_they_finish(jobs, session, workers, size)) as batches:
        for batch in batches:
            yield from batch


def batches_as_they_finish(
    jobs: Sequence[J], session: Session[J, R], workers: int, size: Callable[[R], int] = _small
) -> Generator[list[R], None, None]:
    """Yield the results of all jobs, each time those that are there: one at least, few over `MOST_AT_ONCE`.

    Args:
        jobs: what to do; jobs are started in this order.
        session: opens what the jobs share; the function it gives does one job.
        workers: names resolved at once.
        size: bytes of the body that a result carries.
    """
    if not jobs:
        return
    background = _Background(jobs, session, workers, size)
    background.thread.start()
    try:
        while batch := background.take(MOST_AT_ONCE):
            yield batch
    finally:
        background.stop()
