"""One request and its answer, within bounds of time and size; every failure a `FetchError`."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

import httpcore2
import httpx2

from aggregator.config import FetchSettings
from aggregator.fetch.guard import CheckedTransport
from aggregator.fetch.headers import content_codings, retry_after
from aggregator.fetch.reasons import FetchError, Reason

REDIRECTS = frozenset({301, 302, 303, 307, 308})

TEMPORARY = frozenset({429, 500, 502, 503, 504})
"""Statuses after which another attempt may succeed; the other 5xx say that it will not."""

CODINGS = ("gzip", "deflate", "br", "zstd")
"""What we can decompress."""

MAX_CODINGS = 1
"""Compressions of one body. Within one another a few bytes become gigabytes that are never seen as body."""

# Ports of other services, as browsers refuse them (fetch.spec.whatwg.org, "bad port"): nobody may have us
# talk to a mail or chat server.
_BAD_PORTS = frozenset(
    map(
        int,
        """1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115
    117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563
    587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667
    6668 6669 6679 6697 10080""".split(),
    )
)

_HOST = re.compile(rb"[A-Za-z0-9._:-]+")
"""A name or an address as it stands in a URL once it is plain ASCII."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What to fetch: `limit` is in decompressed bytes.

    `permit` is asked before each request whether its address may be fetched, `accept` before each body is
    read whether its content type is wanted; both raise `FetchError` if not.
    """

    url: str
    limit: int
    headers: Mapping[str, str] = field(default_factory=dict)
    permit: Callable[[httpx2.URL], Awaitable[None]] | None = None
    accept: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `url` is where it came from in the end, `body` is decompressed.

    `moved_to` is the new address if every redirect up to it was permanent; `seconds` counts the exchanges
    themselves, not the waiting for our turn.
    """

    status: int
    url: str
    headers: httpx2.Headers
    body: bytes = b""
    moved_to: str = ""
    seconds: float = 0.0

    @property
    def content_type(self) -> str:
        """The `Content-Type` header as sent."""
        return str(self.headers.get("content-type", ""))


class Exchange:
    """Sends single requests over shared connections.

    It uses the transport alone: cookies, proxies, credentials from the environment and redirects that
    nobody checked are what the library's client would add.
    """

    def __init__(self, transport: CheckedTransport, settings: FetchSettings, now: datetime) -> None:
        self._transport = transport
        self._settings = settings
        self._now = now
        self._headers = {
            "user-agent": settings.named,
            "accept": "*/*",
            "accept-encoding": ", ".join(CODINGS),
        }
        timeout = httpx2.Timeout(settings.read_timeout, connect=settings.connect_timeout, pool=None)
        self._extensions = {"timeout": timeout.as_dict()}

    async def ask(self, url: httpx2.URL, ask: Ask) -> Answer:
        """Send one request and read its answer, within the limits of time and size."""
        limit = self._settings.total_timeout
        try:
            async with asyncio.timeout(limit), self._response(url, ask) as response:
                return await self._read(url, response, ask)
        except TimeoutError as error:
            detail = f"Not complete after {limit:g} seconds (fetch.total_timeout)."
            raise FetchError(Reason.TIMEOUT, detail, again=True) from error
        except httpcore2.TimeoutException as error:
            raise FetchError(Reason.TIMEOUT, _timeout_detail(error), again=True) from error
        except httpcore2.ConnectError as error:
            raise _not_connected(url, error) from error
        except (httpx2.DecodingError, httpcore2.RemoteProtocolError) as error:
            detail = f"The reply broke off or is not HTTP: {error}."
            raise FetchError(Reason.BROKEN_REPLY, detail, again=True) from error
        except (httpcore2.NetworkError, OSError) as error:
            raise FetchError(Reason.BROKEN_REPLY, "The connection broke off.", again=True) from error
        except (httpcore2.LocalProtocolError, httpx2.InvalidURL) as error:
            raise FetchError(Reason.BAD_ADDRESS, f"The address cannot be asked for: {error}.") from error

    @asynccontextmanager
    async def _response(self, url: httpx2.URL, ask: Ask) -> AsyncIterator[httpx2.Response]:
        headers = {**self._headers, **ask.headers}
        request = httpx2.Request("GET", url, headers=headers, extensions=self._extensions)
        async with aclosing(await self._transport.handle_async_request(request)) as response:
            yield response

    async def _read(self, url: httpx2.URL, response: httpx2.Response, ask: Ask) -> Answer:
        """Return the answer that `response` holds; its body is read only if it is wanted."""
        answer = Answer(status=response.status_code, url=str(url), headers=response.headers)
        if answer.status in REDIRECTS or (answer.status == HTTPStatus.NOT_MODIFIED and ask.headers):
            return answer
        if not response.is_success:
            raise self._refused(response)
        try:
            if ask.accept is not None:
                ask.accept(answer.content_type)
            return replace(answer, body=await _body(response, ask.limit))
        except FetchError as error:
            error.status = answer.status
            raise

    def _refused(self, response: httpx2.Response) -> FetchError:
        """Return the failure that an error status is."""
        status = response.status_code
        detail = f"The server answered {status} {response.reason_phrase}".rstrip() + "."
        again, wait = status in TEMPORARY, None
        if again and "retry-after" in response.headers:
            wait = retry_after(response.headers["retry-after"], response.headers.get("date", ""), self._now)
        if wait is not None and wait > self._settings.max_retry_after:
            again = False
            detail += f" It asked us to stay away for {wait:g} seconds; left to a later run."
        return FetchError(f"http_{status}", detail, again=again, wait=wait, status=status)


def checked_url(url: str) -> httpx2.URL:
    """Return `url` without its fragment.

    Raises:
        FetchError: if it is not an http or https address with a host.
    """
    try:
        parsed = httpx2.URL(url)
        parsed = parsed.copy_with(fragment=None) if parsed.fragment or "#" in url else parsed
        usable = parsed.scheme in {"http", "https"} and _HOST.fullmatch(parsed.raw_host)
    except (httpx2.InvalidURL, ValueError) as error:
        raise FetchError(Reason.BAD_ADDRESS, "This is not a web address.") from error
    if not usable:
        raise FetchError(Reason.BAD_ADDRESS, "Only http and https addresses are fetched.")
    if parsed.port in _BAD_PORTS:
        raise FetchError(Reason.BAD_ADDRESS, f"Port {parsed.port} is one of another service, not of the web.")
    return parsed


def host_of(url: str) -> str:
    """Return the host and port of an address as it is written, "" if it is none."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


async def _body(response: httpx2.Response, limit: int) -> bytes:
    """Return the decompressed body.

    Raises:
        FetchError: if it is larger than `limit` bytes or compressed in a way we do not know.
    """
    unknown = content_codings(response.headers).difference(CODINGS, {"identity"})
    if unknown:
        detail = f"The reply is compressed with {', '.join(sorted(unknown))}, which nobody asked for."
        raise FetchError(Reason.BROKEN_REPLY, detail)
    if sum(coding.strip().lower() in CODINGS for coding in _listed(response)) > MAX_CODINGS:
        raise FetchError(Reason.BROKEN_REPLY, "The reply is compressed more than once.")
    declared = response.headers.get("content-length", "")
    # Compressed bytes are fewer than those they become, so a declared length over the limit is enough.
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise _too_large(limit)
    pieces, size = [], 0
    response.stream = _Bounded(response.stream, limit)
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        pieces.append(piece)
    return b"".join(pieces)


def _listed(response: httpx2.Response) -> list[str]:
    return str(response.headers.get("content-encoding", "")).split(",")


class _Bounded(httpx2.AsyncByteStream):
    """A body as it comes, up to `limit` bytes: what decompresses to nothing is not counted after that."""

    def __init__(self, stream: object, limit: int) -> None:
        self._stream = cast("httpx2.AsyncByteStream", stream)
        self._left = limit
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise _too_large(self._limit)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def _too_large(limit: int) -> FetchError:
    return FetchError(Reason.TOO_LARGE, f"Larger than {limit:,} bytes.")


def _timeout_detail(error: httpcore2.TimeoutException) -> str:
    if isinstance(error, httpcore2.ConnectTimeout):
        return "No connection in time (fetch.connect_timeout)."
    return "No byte came in time (fetch.read_timeout)."


def _not_connected(url: httpx2.URL, error: httpcore2.ConnectError) -> FetchError:
    """Return why no connection stands; a certificate that does not hold is told apart."""
    inner = error.__cause__ or error.__context__
    if isinstance(inner, ssl.SSLError):
        why = getattr(inner, "verify_message", "") or str(inner.reason).replace("_", " ").lower()
        return FetchError(Reason.TLS, f"No secure connection to {url.host}: {why}.")
    return FetchError(Reason.CONNECT, f"{url.host} does not accept a connection.")
