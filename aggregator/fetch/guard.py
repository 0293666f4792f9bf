"""Which addresses may be connected to, and a connection that goes only there.

A name is resolved once, every answer is checked, and the socket is opened to a checked answer. So a name
server cannot give a public address to the check and a private one to the connection. TLS still names and
verifies the host itself, and a kept-alive connection was checked when it was opened.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import httpcore2
import httpx2

from aggregator.fetch.reasons import FetchError, Reason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]

MAX_TRIES = 4
"""Addresses of one host tried in turn; hosts with more stand behind a balancer, where any will do."""

TRANSLATED = (
    # Networks whose last 32 bits are an IPv4 address that a gateway would connect to (RFC 6052, RFC 4291).
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("::/96"),
    ipaddress.IPv6Network("::ffff:0:0:0/96"),
)
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All IPv6 that is routed on the internet (RFC 4291), beside the networks above."""
NOT_PUBLIC = (
    # What no list of the language's holds, or only in its newer versions: documentation (RFC 9637), protocol
    # assignments (RFC 6890), translation within one network (RFC 8215), and where a cloud (Azure) answers its
    # own machines alone though the address looks public.
    ipaddress.ip_network("3fff::/20"),
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("168.63.129.16/32"),
)


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of `host`, in the order the system would try them.

    Raises:
        FetchError: if there are none.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(Reason.CONNECT, f"The name {host} cannot be resolved.") from error
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))


def is_public(address: str) -> bool:
    """Return whether `address` is an address of the public internet, also of one wrapped in another."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    wrapped = _wrapped(ip)
    carries = ip.version == 6 and any(ip in network for network in TRANSLATED)  # noqa: PLR2004 - IPv6
    routed = ip.version == 4 or bool(wrapped) or ip in GLOBAL_UNICAST  # noqa: PLR2004 - IPv4
    return routed and all(map(_is_global, wrapped if carries else (ip, *wrapped)))


def _is_global(ip: Address) -> bool:
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NOT_PUBLIC)


def _wrapped(ip: Address) -> list[Address]:
    """Return the IPv4 addresses that an IPv6 address stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    found: list[Address] = [one for one in (ip.ipv4_mapped, ip.sixtofour) if one]
    found.extend(ip.teredo or ())
    if any(ip in network for network in TRANSLATED):
        found.append(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF))
    return found


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections to checked addresses only."""

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the base class
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address of `host` that answers, all within `timeout` seconds.

        Raises:
            FetchError: if any address of `host` is not public, or the name has none.
            httpcore2.ConnectError: if no address answers.
            httpcore2.ConnectTimeout: if none answers in time.
        """
        loop = asyncio.get_running_loop()
        deadline = None if timeout is None else loop.time() + timeout
        addresses = (await self._checked(host, port, timeout))[:MAX_TRIES]
        for left in range(len(addresses), 0, -1):
            # An address that swallows packets may not use up the time of those after it.
            share = None if deadline is None else max(deadline - loop.time(), 0.001) / left
            try:
                return await self._backend.connect_tcp(
                    addresses[-left], port, share, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if left == 1:
                    raise
        raise httpcore2.ConnectError(f"{host} has no address")

    async def _checked(self, host: str, port: int, seconds: float | None) -> list[str]:
        try:
            async with asyncio.timeout(seconds):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(f"resolving {host}") from error
        if not self._allow_private:
            # One private answer among public ones is refused too: nobody has an honest use for it.
            for address in addresses:
                if not is_public(address):
                    raise FetchError(Reason.PRIVATE_ADDRESS, f"{host} is {address}, not a public address.")
        return addresses


class CheckedTransport(httpx2.AsyncBaseTransport):
    """Sends requests over a bounded pool of checked connections; proxies are not used.

    Errors of the connection are those of httpcore2.
    """

    def __init__(self, *, connections: int, allow_private: bool, resolve: Resolve = resolve) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=5.0,
            network_backend=CheckedBackend(allow_private=allow_private, resolve=resolve),
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send `request`; the response's body is still to be read."""
        url = request.url
        response = await self._pool.handle_async_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _Body(httpx2.AsyncByteStream):
    """The body of a response as it comes."""

    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._response.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._response.aclose()
