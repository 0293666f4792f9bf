"""Which addresses may be connected to.

A name is resolved once, every answer is checked, and `wires` opens its socket to a checked answer. So a name
server cannot give a public address to the check and a private one to the connection.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

from aggregator.fetch.reasons import FetchError, Reason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]

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


class Guard:
    """Says which addresses a host may be connected to at."""

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolve

    async def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """Return the addresses of `host`, all of them checked, within `seconds`.

        Raises:
            FetchError: if any of them is not public, or there are none in time.
        """
        found = [host] if _is_literal(host) else await self._resolved(host, port, seconds)
        if not self._allow_private:
            # One private answer among public ones is refused too: nobody has an honest use for it.
            for address in found:
                if not is_public(address):
                    raise FetchError(Reason.PRIVATE_ADDRESS, f"{host} is {address}, not a public address.")
        return found

    async def _resolved(self, host: str, port: int, seconds: float) -> list[str]:
        try:
            async with asyncio.timeout(seconds):
                return await self._resolve(host, port)
        except TimeoutError as error:
            detail = f"The name {host} was not resolved in time (fetch.connect_timeout)."
            raise FetchError(Reason.TIMEOUT, detail, again=True) from error


def _is_literal(host: str) -> bool:
    """Return whether `host` is an address in its usual form, which stands for itself."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
