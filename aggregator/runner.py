"""Where work runs: in this process, or spread over worker processes. Steps are handed a `map`."""

from __future__ import annotations

import os
import threading
from collections import deque
from typing import TYPE_CHECKING, Protocol, TypeVar

from aggregator.errors import RunnerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future, ProcessPoolExecutor
    from types import TracebackType
    from typing import Self

A = TypeVar("A")
B = TypeVar("B")

AHEAD = 2
"""Items handed out per worker before their results are asked for: enough that no worker waits, few
enough that pages do not pile up in memory."""


class Runner(Protocol):
    """Runs a function over items and yields the results in the order of the items, as they are asked for."""

    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """Yield `function(item)` for each item; `function` is a module's own (workers import it)."""

    def close(self) -> None:
        """End the workers."""


class Serial:
    """Runs everything in this process, one item at a time."""

    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """Yield `function(item)` for each item."""
        return map(function, items)

    def close(self) -> None:
        """Do nothing: there are no workers."""


class Processes:
    """Runs items in `workers` processes, started when the first work comes; a context manager."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """Yield `function(item)` in the order of the items, taking only a few items ahead.

        Raises:
            RunnerError: if a worker process dies.
        """
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - not needed when serial

        pool = self._started()
        waiting: deque[Future[B]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) >= AHEAD * self._workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise RunnerError(
                "a worker process died, most likely for want of memory; lower extract.workers and run again"
            ) from error

    def close(self) -> None:
        """End the workers, without waiting for work nobody will ask for."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            import multiprocessing  # noqa: PLC0415 - not needed when serial
            from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

            # A forked child would share the fetcher's threads and the store's open file.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_end_with_parent)
        return self._pool


def runner_for(workers: int) -> Runner:
    """Return where work runs for this many workers: one means this process."""
    return Serial() if workers == 1 else Processes(workers)


def _end_with_parent() -> None:
    """Make this worker end when its parent is killed; it would wait for work for ever."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    from multiprocessing import parent_process  # noqa: PLC0415

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
