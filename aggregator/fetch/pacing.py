"""One request at a time for each host, with a gap between two, while other hosts go on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aggregator.fetch.reasons import FetchError

MAX_SILENT = 3
"""Addresses in a row that may fail to get any answer from a host before it is left alone for this run.

A dead host with a hundred pages would else hold a run for a hundred timeouts."""


KEPT_LANES = 1_000
"""Ways remembered before those that say nothing any more are forgotten; one takes about half a kilobyte."""


@dataclass(slots=True)
class Lane:
    """The way to one host, in seconds of the monotonic clock; `users` wait for their turn or have it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0
    gap: float = 0.0
    silent: int = 0
    closed: FetchError | None = None


class Lanes:
    """The ways to all hosts of one run."""

    def __init__(
        self,
        gap: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._gap = gap
        self._lanes: dict[str, Lane] = {}
        self._most = KEPT_LANES

    def __len__(self) -> int:
        """How many hosts are remembered."""
        return len(self._lanes)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for our turn at `host` and hold it; turns are given in the order they were asked for.

        Raises:
            FetchError: if the host is left alone for the rest of this run.
        """
        lane = self._lane(host)
        lane.users += 1
        try:
            async with lane.lock:
                while lane.closed is None and (wait := lane.free_at - self._clock()) > 0:
                    await self._sleep(wait)
                if lane.closed is not None:
                    raise lane.closed.anew()
                try:
                    yield
                finally:
                    lane.free_at = max(lane.free_at, self._clock() + lane.gap)
        finally:
            lane.users -= 1

    def slow_down(self, host: str, gap: float) -> None:
        """Keep at least `gap` seconds between two requests to `host`."""
        lane = self._lane(host)
        lane.gap = max(lane.gap, gap)

    def hold(self, host: str, seconds: float) -> None:
        """Send nothing to `host` for `seconds`."""
        lane = self._lane(host)
        lane.free_at = max(lane.free_at, self._clock() + seconds)

    def close(self, host: str, why: FetchError) -> None:
        """Send nothing more to `host`; whoever asks is given `why`."""
        self._lane(host).closed = why

    def answered(self, host: str) -> None:
        """Note that `host` gave an answer, whatever it said."""
        self._lane(host).silent = 0

    def unanswered(self, host: str, why: FetchError) -> None:
        """Note that an address of `host` got no answer, for `why`; after `MAX_SILENT` close the lane."""
        lane = self._lane(host)
        lane.silent += 1
        if lane.silent >= MAX_SILENT and lane.closed is None:
            detail = f"Not asked: {MAX_SILENT} addresses of {host} in a row gave no answer. {why.detail}"
            lane.closed = FetchError(why.reason, detail)

    def _lane(self, host: str) -> Lane:
        """Return the way to `host`, a new one if there is none."""
        lane = self._lanes.get(host)
        if lane is None:
            if len(self._lanes) >= self._most:
                self._forget()
            lane = self._lanes[host] = Lane(gap=self._gap)
        return lane

    def _forget(self) -> None:
        """Forget the ways on which nobody is and which hold nobody back."""
        now = self._clock()
        self._lanes = {
            host: lane
            for host, lane in self._lanes.items()
            if lane.users or lane.free_at > now or lane.gap > self._gap or lane.silent or lane.closed
        }
        self._most = max(KEPT_LANES, 2 * len(self._lanes))
