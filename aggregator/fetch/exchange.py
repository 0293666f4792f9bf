"""One request and its answer, within bounds of time and size; every failure a `FetchError`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http import HTTPStatus

import httpx2

from aggregator.config import FetchSettings
from aggregator.fetch.headers import content_codings, retry_after
from aggregator.fetch.reasons import FetchError, Reason
from aggregator.fetch.reply import Head, too_large
from aggregator.fetch.wires import Wires

REDIRECTS = frozenset({301, 302, 303, 307, 308})

TEMPORARY = frozenset({429, 500, 502, 503, 504})
"""Statuses after which another attempt may succeed; the other 5xx say that it will not."""

CODINGS = ("gzip", "deflate", "br", "zstd")
"""What we can decompress."""

MAX_CODINGS = 1
"""Compressions of one body. Within one another a few bytes become gigabytes that are never seen as body."""


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
    """Sends single requests over shared connections."""

    def __init__(self, wires: Wires, settings: FetchSettings, now: datetime) -> None:
        self._wires = wires
        self._settings = settings
        self._now = now
        own = {"user-agent": settings.named, "accept": "*/*", "accept-encoding": ", ".join(CODINGS)}
        self._headers = _lines(own)

    async def connect(self, url: httpx2.URL) -> float:
        """Have a connection to the host of `url` ready; return the seconds that took.

        Raises:
            FetchError: if there can be none.
        """
        started = time.monotonic()
        await self._wires.connect(url)
        return time.monotonic() - started

    async def ask(self, url: httpx2.URL, ask: Ask, spent: float = 0.0) -> Answer:
        """Send one request and read its answer, within the limits of time and size.

        `spent` are the seconds that its connection took; they count.

        Raises:
            FetchError: if that cannot be done, or the answer is of no use.
        """
        limit, started = self._settings.total_timeout, time.monotonic() - spent
        try:
            async with asyncio.timeout(limit - spent):
                head, body = await self._wires.ask(url, self._request(url, ask), partial(self._wanted, ask))
        except TimeoutError as error:
            detail = f"Not complete after {limit:g} seconds (fetch.total_timeout)."
            raise FetchError(Reason.TIMEOUT, detail, again=True) from error
        return Answer(
            status=head.status,
            url=str(url),
            headers=head.headers,
            body=_unpacked(head, body, ask.limit) if body else body,
            seconds=time.monotonic() - started,
        )

    def _request(self, url: httpx2.URL, ask: Ask) -> bytes:
        """Return the bytes of a request; neither addresses nor headers can hold a line's end."""
        first = b"GET %b HTTP/1.1\r\nhost: %b\r\n" % (url.raw_path, url.netloc)
        return b"%b%b%b\r\n" % (first, self._headers, _lines(ask.headers))

    def _wanted(self, ask: Ask, head: Head) -> int:
        """Return how many bytes of body are wanted; raise FetchError for an answer that is of no use."""
        if head.status in REDIRECTS or (head.status == HTTPStatus.NOT_MODIFIED and ask.headers):
            return 0
        if not HTTPStatus.OK <= head.status < HTTPStatus.MULTIPLE_CHOICES:
            raise self._refused(head)
        try:
            if ask.accept is not None:
                ask.accept(head.headers.get("content-type", ""))
            _check_framing(head.headers, ask.limit)
        except FetchError as error:
            error.status = head.status
            raise
        return ask.limit

    def _refused(self, head: Head) -> FetchError:
        """Return the failure that an error status is."""
        detail = f"The server answered {head.status} {head.reason}".rstrip() + "."
        again, wait = head.status in TEMPORARY, None
        if again and "retry-after" in head.headers:
            wait = retry_after(head.headers["retry-after"], head.headers.get("date", ""), self._now)
        if wait is not None and wait > self._settings.max_retry_after:
            again = False
            detail += f" It asked us to stay away for {wait:g} seconds; left to a later run."
        return FetchError(f"http_{head.status}", detail, again=again, wait=wait, status=head.status)


def _lines(headers: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")


def _check_framing(headers: httpx2.Headers, limit: int) -> None:
    """Check what is said of a body before it is read.

    Raises:
        FetchError: if it is larger than `limit` bytes, compressed more than once or in a way we do not know.
    """
    unknown = content_codings(headers).difference(CODINGS, {"identity"})
    if unknown:
        detail = f"The reply is compressed with {', '.join(sorted(unknown))}, which nobody asked for."
        raise FetchError(Reason.BROKEN_REPLY, detail)
    listed = headers.get("content-encoding", "").split(",")
    if sum(coding.strip().lower() in CODINGS for coding in listed) > MAX_CODINGS:
        raise FetchError(Reason.BROKEN_REPLY, "The reply is compressed more than once.")
    declared = headers.get("content-length", "")
    # Compressed bytes are fewer than those they become, so a declared length over the limit is enough.
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise too_large(limit)


def _unpacked(head: Head, body: bytes, limit: int) -> bytes:
    """Return a body without its compression.

    Raises:
        FetchError: if it becomes larger than `limit` bytes, or is not compressed as it says.
    """
    if not content_codings(head.headers):
        return body
    response = httpx2.Response(head.status, headers=head.headers, stream=httpx2.ByteStream(body))
    pieces, size = [], 0
    try:
        for piece in response.iter_bytes():
            size += len(piece)
            if size > limit:
                raise too_large(limit)
            pieces.append(piece)
    except httpx2.DecodingError as error:
        detail = f"The reply is not compressed as it says: {error}."
        raise FetchError(Reason.BROKEN_REPLY, detail, again=True, status=head.status) from error
    return b"".join(pieces)
