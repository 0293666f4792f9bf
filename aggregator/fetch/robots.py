"""robots.txt (RFC 9309): read once per host and run, asked before every page."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx2
from protego import Protego

from aggregator.fetch.client import Client
from aggregator.fetch.exchange import Ask
from aggregator.fetch.reasons import FetchError, Reason

MAX_BYTES = 2_000_000
"""RFC 9309 wants at least 500 KiB read; a larger file than this is none."""
MAX_CRAWL_DELAY = 30.0
"""Seconds between two requests that a `Crawl-delay` can ask of us; more would keep a run from ending."""


@dataclass(slots=True)
class _Rules:
    """The rules of one host once they are read; `failure` if they could not be."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    read: bool = False
    allowed: Protego | None = None
    failure: FetchError | None = None


class Robots:
    """The robots.txt of every host of one run."""

    def __init__(self, client: Client, user_agent: str) -> None:
        self._client = client
        # Rules name us by the product alone ("aggregator"), without version and comment.
        self._name = user_agent.partition("/")[0].partition(" ")[0] or "*"
        self._rules: defaultdict[str, _Rules] = defaultdict(_Rules)

    async def permit(self, url: httpx2.URL) -> None:
        """Return if `url` may be fetched.

        Raises:
            FetchError: if its host's rules forbid it, or could not be read.
        """
        rules = self._rules[f"{url.scheme}://{url.netloc.decode('ascii')}"]
        async with rules.lock:
            if not rules.read:
                await self._read(url, rules)
                rules.read = True
        if rules.failure is not None:
            raise rules.failure.anew()
        if rules.allowed is not None and not rules.allowed.can_fetch(str(url), self._name):
            raise FetchError(Reason.ROBOTS, f"robots.txt of {url.host} keeps us from this page.")

    async def _read(self, url: httpx2.URL, rules: _Rules) -> None:
        """Fill in the rules of one host. A host without them allows all; one in trouble, nothing."""
        address = str(url.copy_with(raw_path=b"/robots.txt"))
        try:
            answer = await self._client.get(Ask(url=address, limit=MAX_BYTES))
        except FetchError as error:
            if not _means_none(error):
                detail = f"Without its robots.txt no page of {url.host} is fetched. {error.detail}"
                rules.failure = FetchError(error.reason, detail, wait=error.wait, status=error.status)
            return
        rules.allowed = Protego.parse(answer.body.decode("utf-8", "replace"))
        delay = rules.allowed.crawl_delay(self._name)
        if delay:
            self._client.lanes.slow_down(url.netloc.decode("ascii"), min(delay, MAX_CRAWL_DELAY))


def _means_none(error: FetchError) -> bool:
    """Return whether the host has no rules: a 4xx, but not 429, which says nothing about them."""
    client_error = HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return client_error and error.status != HTTPStatus.TOO_MANY_REQUESTS
