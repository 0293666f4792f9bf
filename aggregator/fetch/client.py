"""One address at a time: paced, retried, redirected step by step.

get = for each redirect: (check | wait for our turn at the host | exchange, again if that may help)
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

import httpx2
import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from aggregator.config import FetchSettings
from aggregator.fetch.address import checked_url
from aggregator.fetch.exchange import REDIRECTS, Answer, Ask, Exchange
from aggregator.fetch.guard import Guard, Resolve, resolve
from aggregator.fetch.pacing import Lanes
from aggregator.fetch.reasons import FetchError, Reason
from aggregator.fetch.stream import Backlog
from aggregator.fetch.traffic import note
from aggregator.fetch.wires import Patience, Wires
from aggregator.log import get_logger

T = TypeVar("T")

PERMANENT = frozenset({301, 308})
"""Redirects that say the old address will not be used again."""

FIRST_BACKOFF = 1.0
"""Seconds before the second attempt, doubled for each further one; a restarting server needs about that."""
LONGEST_BACKOFF = 10.0
"""Seconds of backoff at most; a server that needs longer says so with `Retry-After`."""

SILENCE = frozenset({Reason.CONNECT, Reason.TLS, Reason.TIMEOUT})
"""Reasons that say nobody answered at all."""


class Client:
    """Fetches addresses over shared connections; one per run. Made with `open_client`."""

    def __init__(self, exchange: Exchange, settings: FetchSettings, backlog: Backlog) -> None:
        self._exchange = exchange
        self._settings = settings
        self._backlog = backlog
        self._opening = asyncio.Semaphore(settings.concurrency)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self.lanes = Lanes(settings.per_host_gap)

    async def get(self, ask: Ask) -> Answer:
        """Return the answer to `ask`, whose status is 2xx or 304.

        Raises:
            FetchError: for everything else.
        """
        url = checked_url(ask.url)
        seen = {str(url)}
        moved_to, permanent, seconds = "", True, 0.0
        for _ in range(self._settings.max_redirects + 1):
            if ask.permit is not None:
                await ask.permit(url)
            answer = await self._attempts(url, ask)
            seconds += answer.seconds
            if answer.status not in REDIRECTS:
                return answer if len(seen) == 1 else replace(answer, moved_to=moved_to, seconds=seconds)
            url = _target(url, answer)
            if str(url) in seen:
                raise FetchError(Reason.BAD_REDIRECT, f"Redirected in a circle, back to {url}.")
            seen.add(str(url))
            permanent = permanent and answer.status in PERMANENT
            moved_to = str(url) if permanent else moved_to
        limit = self._settings.max_redirects
        raise FetchError(Reason.BAD_REDIRECT, f"Redirected more than {limit} times (fetch.max_redirects).")

    async def _attempts(self, url: httpx2.URL, ask: Ask) -> Answer:
        """Return the answer of one address, asked again if that may help."""
        host = url.netloc.decode("ascii")
        try:
            try:
                return await self._turn(host, url, ask)
            except FetchError as error:
                return await self._again_after(error, partial(self._turn, host, url, ask))
        except FetchError as error:
            if error.reason in SILENCE:
                self.lanes.unanswered(host, error)
            raise

    async def _again_after(self, first: FetchError, turn: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return the answer of a later attempt, the first having failed; raise if no other may help.

        That first one is made without the machinery for the others, which costs as much as all the rest of an
        unchanged feed, and is counted among them here.
        """
        failed = [first]
        async for attempt in stamina.retry_context(
            on=_helps_again,
            attempts=self._settings.retries + 1,
            timeout=None,
            wait_initial=FIRST_BACKOFF,
            wait_max=LONGEST_BACKOFF,
        ):
            with attempt:
                if failed:
                    raise failed.pop()
                return await turn()
        raise AssertionError("stamina makes at least one attempt")

    async def _turn(self, host: str, url: httpx2.URL, ask: Ask) -> Answer:
        """Ask once, when it is our turn."""
        async with self.lanes.turn(host):
            await self._backlog.room()
            # While a connection is opened the place of a request stands free for another host's.
            async with self._opening:
                opened = await self._noted(host, self._exchange.connect(url))
                await self._slots.acquire()
            try:
                answer = await self._noted(host, self._exchange.ask(url, ask, opened))
            finally:
                self._slots.release()
            self.lanes.answered(host)
            note(host, answer.status, len(answer.body), answer.seconds)
            return answer

    async def _noted(self, host: str, doing: Awaitable[T]) -> T:
        """Return what comes of `doing`; count its failure, and heed what the host said."""
        started = time.monotonic()
        try:
            return await doing
        except FetchError as error:
            note(host, error.status, 0, time.monotonic() - started, error)
            self._heed(host, error)
            raise

    def _heed(self, host: str, error: FetchError) -> None:
        """Keep away from a host for as long as it asked."""
        if error.status:
            self.lanes.answered(host)
        if error.wait is None:
            return
        if error.again:
            self.lanes.hold(host, error.wait)
        else:
            self.lanes.close(host, error)


@asynccontextmanager
async def open_client(
    settings: FetchSettings, now: datetime, backlog: Backlog, *, resolve: Resolve = resolve
) -> AsyncIterator[Client]:
    """Open the connections of one run and close them in the end.

    Args:
        settings: limits and manners.
        now: the run's clock, for dates in `Retry-After` when the server does not tell its own time.
        backlog: where to wait while too many results have not been taken.
        resolve: how names become addresses.
    """
    guard = Guard(allow_private=settings.allow_private_addresses, resolve=resolve)
    patience = Patience(settings.connect_timeout, settings.read_timeout)
    async with aclosing(Wires(guard, patience, settings.concurrency)) as wires:
        yield Client(Exchange(wires, settings, now), settings, backlog)


def _helps_again(error: Exception) -> bool | float:
    """Return whether to try again after `error`, or after how many seconds."""
    if not isinstance(error, FetchError) or not error.again:
        return False
    return True if error.wait is None else error.wait


def _target(url: httpx2.URL, answer: Answer) -> httpx2.URL:
    """Return where a redirect leads."""
    location = answer.headers.get("location", "")
    if not location:
        raise FetchError(Reason.BAD_REDIRECT, f"Redirected ({answer.status}) without a new address.")
    try:
        return checked_url(str(url.join(location)))
    except (FetchError, httpx2.InvalidURL, ValueError) as error:
        raise FetchError(Reason.BAD_REDIRECT, "Redirected to something that is no web address.") from error


def _log_retry(details: RetryDetails) -> None:
    get_logger("fetch").debug(
        "trying again", cause=str(details.caused_by), seconds=round(details.wait_for, 1)
    )


# By itself stamina would print each retry to standard output, where `brief` prints its brief.
set_on_retry_hooks([_log_retry])
