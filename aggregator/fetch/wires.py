"""Connections to hosts: opened to checked addresses only, kept for the next request, closed at any doubt.

request -> (a kept connection, or: resolve | check | connect | TLS) -> reply

TLS names and verifies the host itself, and a kept connection was checked when it was opened. Proxies,
cookies, and credentials from the environment are no part of this.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import httpx2

from aggregator.fetch.guard import Guard
from aggregator.fetch.reasons import FetchError, Reason
from aggregator.fetch.reply import Head, ReplyReader, Wants
from aggregator.fetch.wire import Wire

MAX_TRIES = 4
"""Addresses of one host tried in turn; hosts with more stand behind a balancer, where any will do."""

KEPT_SECONDS = 5.0
"""For how long a connection is kept without a request; most servers close it after that."""

PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]
"""Scheme, host and port: what a connection is to."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds until a connection stands, and between two bytes of a reply."""

    connect: float
    read: float


class Wires:
    """The connections of one run. `most` of them are kept without a request."""

    def __init__(self, guard: Guard, patience: Patience, most: int) -> None:
        self._guard = guard
        self._patience = patience
        self._most = most
        self._ready: dict[Origin, Wire] = {}
        self._kept: OrderedDict[Origin, Wire] = OrderedDict()

    async def connect(self, url: httpx2.URL) -> None:
        """Have a connection to the host of `url` ready for the next request there.

        Raises:
            FetchError: if there can be none.
        """
        origin = _origin(url)
        wire = self._taken(origin)
        self._ready[origin] = wire or await self._opened(*origin)

    async def ask(self, url: httpx2.URL, request: bytes, wants: Wants) -> tuple[Head, bytes]:
        """Send `request` to the host of `url`; return the head and the body, still compressed, of its reply.

        No host may be sent a second request while one is under way.

        Raises:
            FetchError: if no reply comes, or `wants` refuses it.
        """
        origin = _origin(url)
        wire = self._taken(origin)
        if wire is not None:
            used, reader = wire.used, ReplyReader(wants)
            try:
                return await self._carried(origin, wire, request, reader)
            except FetchError as error:
                # The server may have closed it while the request was on its way: then it was not read.
                if not used or reader.begun or error.reason != Reason.BROKEN_REPLY:
                    raise
        wire = await self._opened(*origin)
        return await self._carried(origin, wire, request, ReplyReader(wants))

    async def aclose(self) -> None:
        """Close all connections."""
        for wire in (*self._ready.values(), *self._kept.values()):
            wire.close()
        # Sockets are closed in the loop's next round, which must still come.
        await asyncio.sleep(0)

    async def _carried(
        self, origin: Origin, wire: Wire, request: bytes, reader: ReplyReader
    ) -> tuple[Head, bytes]:
        await wire.ask(request, reader, self._patience.read)
        assert reader.head is not None
        if wire.usable:
            self._keep(origin, wire)
        return reader.head, reader.body

    def _taken(self, origin: Origin) -> Wire | None:
        """Return a connection to a host that is ready, or kept and not idle for too long, if it stands."""
        self._clear()
        wire = self._ready.pop(origin, None) or self._kept.pop(origin, None)
        return wire if wire and wire.usable else None

    def _keep(self, origin: Origin, wire: Wire) -> None:
        wire.kept_since = asyncio.get_running_loop().time()
        self._kept[origin] = wire
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)[1].close()

    def _clear(self) -> None:
        """Close connections that were kept for too long."""
        old = asyncio.get_running_loop().time() - KEPT_SECONDS
        while self._kept and next(iter(self._kept.values())).kept_since < old:
            self._kept.popitem(last=False)[1].close()

    async def _opened(self, scheme: str, host: str, port: int) -> Wire:
        """Connect to the first address of `host` that answers.

        Raises:
            FetchError: if none does in time, or any may not be connected to.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience.connect
        addresses = (await self._guard.addresses(host, port, self._patience.connect))[:MAX_TRIES]
        for left in range(len(addresses), 0, -1):
            # An address that swallows packets may not use up the time of those after it.
            share = (deadline - loop.time()) / left
            try:
                async with asyncio.timeout(share):
                    return await self._connected(scheme, host, addresses[-left], port)
            except (OSError, ValueError) as error:
                if left == 1:
                    raise _not_connected(host, error) from error
        raise FetchError(Reason.CONNECT, f"{host} has no address.")

    async def _connected(self, scheme: str, host: str, address: str, port: int) -> Wire:
        """Connect to `address`, which is one: nothing is resolved again."""
        loop = asyncio.get_running_loop()
        if scheme == "https":
            _, wire = await loop.create_connection(Wire, address, port, ssl=self._tls, server_hostname=host)
        else:
            _, wire = await loop.create_connection(Wire, address, port)
        return wire

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = httpx2.create_ssl_context()
        context.set_alpn_protocols(["http/1.1"])
        return context


def _origin(url: httpx2.URL) -> Origin:
    return url.scheme, url.raw_host.decode("ascii"), url.port or PORTS[url.scheme]


def _not_connected(host: str, error: Exception) -> FetchError:
    """Return why no connection stands; a certificate that does not hold is told apart."""
    if isinstance(error, TimeoutError):
        return FetchError(Reason.TIMEOUT, "No connection in time (fetch.connect_timeout).", again=True)
    if isinstance(error, ssl.SSLError):
        why = getattr(error, "verify_message", "") or str(error.reason).replace("_", " ").lower()
        return FetchError(Reason.TLS, f"No secure connection to {host}: {why}.")
    return FetchError(Reason.CONNECT, f"{host} does not accept a connection.")
