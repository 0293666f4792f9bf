"""Tell an address that a run ended: one request through the same checks as any other."""

from __future__ import annotations

import asyncio
from datetime import datetime

from aggregator.config import FetchSettings
from aggregator.fetch.address import checked_url
from aggregator.fetch.client import open_client
from aggregator.fetch.exchange import Ask
from aggregator.fetch.reasons import FetchError
from aggregator.fetch.stream import Backlog
from aggregator.models import Problem

MAX_BYTES = 100_000
"""An answer is read and thrown away; one that says thanks is short."""


def ping(url: str, settings: FetchSettings, *, now: datetime) -> Problem | None:
    """Ask for `url`; return why it could not be had, None if it answered well.

    The problem is never fatal, and names the host alone: the rest of such an address is a secret.
    """
    try:
        asyncio.run(_asked(url, settings, now))
    except FetchError as error:
        return error.problem(_host(url), "", fatal=False)
    return None


async def _asked(url: str, settings: FetchSettings, now: datetime) -> None:
    async with open_client(settings, now, Backlog(1)) as client:
        await client.get(Ask(url=url, limit=MAX_BYTES))


def _host(url: str) -> str:
    try:
        return checked_url(url).host
    except FetchError:
        return "health.url"
