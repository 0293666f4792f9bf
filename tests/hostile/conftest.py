"""What the hostile cases share: the fetch area's server on loopback, and a door for every way in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import stamina

from aggregator.fetch.client import open_client
from aggregator.fetch.exchange import Answer, Ask
from aggregator.fetch.guard import resolve
from aggregator.fetch.stream import Backlog
from tests.fetch.conftest import NOW, Server, quick, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture(autouse=True)
def _no_backoff() -> Iterator[None]:
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


def get(url: str, look_up: Any = resolve, limit: int = 1_000_000, **settings: Any) -> Answer:
    """Fetch one address as a page or feed is fetched."""

    async def run() -> Answer:
        async with open_client(quick(**settings), NOW, Backlog(9), resolve=look_up) as client:
            return await client.get(Ask(url=url, limit=limit))

    return asyncio.run(run())
