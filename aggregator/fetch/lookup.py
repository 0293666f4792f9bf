"""Whether servers answer at all, and what time they have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

import httpx2

from aggregator.config import FetchSettings
from aggregator.fetch.address import checked_url
from aggregator.fetch.client import open_client
from aggregator.fetch.exchange import Ask
from aggregator.fetch.reasons import FetchError
from aggregator.fetch.stream import Backlog, as_they_finish
from aggregator.models import Problem

MAX_BYTES = 10_000_000
"""The same as for a feed by default; what is larger has answered too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server said: its status (0: nothing), the time it has, or the problem."""

    host: str
    status: int = 0
    date: datetime | None = None
    problem: Problem | None = None


def look_up(urls: Sequence[str], settings: FetchSettings, *, now: datetime) -> tuple[Reply, ...]:
    """Ask for each of `urls` once; return what their servers said, in no particular order."""
    once = settings.model_copy(update={"retries": 0})
    return tuple(as_they_finish(urls, partial(_session, settings=once, now=now), settings.concurrency))


@asynccontextmanager
async def _session(
    backlog: Backlog, *, settings: FetchSettings, now: datetime
) -> AsyncIterator[Callable[[str], Awaitable[Reply]]]:
    async with open_client(settings, now, backlog) as client:

        async def ask(url: str) -> Reply:
            try:
                host = checked_url(url).host
                answer = await client.get(Ask(url=url, limit=MAX_BYTES))
            except FetchError as error:
                host = httpx2.URL(url).host
                return Reply(host=host, status=error.status, problem=error.problem(host, url, fatal=True))
            return Reply(host=host, status=answer.status, date=_time(answer.headers.get("date", "")))

        yield ask


def _time(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except (ValueError, TypeError):
        return None
