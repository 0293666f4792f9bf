"""A reply put together from the bytes of a connection, however they are cut; llhttp reads them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import httptools
import httpx2

from aggregator.fetch.reasons import FetchError, Reason

MAX_HEAD = 100_000
"""Bytes before the body, interim replies (1xx) included; real ones have a hundredth of that."""

MAX_FRAMED = 2
"""Bytes on the wire for each wanted byte of body: chunks of a few bytes each cost about that, and what
comes without being body (extensions of chunks, trailers) must end somewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a reply says before its body."""

    status: int
    reason: str
    headers: httpx2.Headers


Wants = Callable[[Head], int]
"""Told the head of a reply, returns how many bytes its body may have, 0 if it is not to be read; raises
`FetchError` if nothing of the reply is of use."""


class ReplyReader:
    """Takes the bytes of one reply; its bounds are those of `wants`.

    Attributes:
        head: what was said before the body, once it is known.
        done: whether all that is wanted has come.
        reusable: whether the connection can carry another request then.
    """

    def __init__(self, wants: Wants) -> None:
        self._wants = wants
        self._parser = httptools.HttpResponseParser(self)
        # As browsers do: lines that end without a carriage return, and blanks after the size of a chunk.
        self._parser.set_dangerous_leniencies(
            lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )
        self._reason = b""
        self._fields: list[tuple[bytes, bytes]] = []
        self._limit = 0
        self._pieces: list[bytes] = []
        self._size = self._received = 0
        self._failure: FetchError | None = None
        self._surplus = False
        self.head: Head | None = None
        self.done = self.reusable = False

    @property
    def begun(self) -> bool:
        """Whether a single byte has come."""
        return self._received > 0

    @property
    def body(self) -> bytes:
        """What has come of the body, as it was sent."""
        return b"".join(self._pieces)

    def feed(self, data: bytes) -> None:
        """Take what came.

        Raises:
            FetchError: if it is not HTTP, or too much.
        """
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self.reusable = False
            if self._failure is None and not self.done:
                raise _broken(f"The reply is not HTTP: {error}.") from error
        if self._failure is not None:
            raise self._failure
        self._check_size()

    def end(self) -> None:
        """Take that the connection has closed, which is how some replies end.

        Raises:
            FetchError: if it was not to end here.
        """
        self.reusable = False
        if self.done:
            return
        if self.head is None or not _ends_with_connection(self.head.headers):
            raise _broken("The reply broke off.")
        self.done = True

    def _check_size(self) -> None:
        if self.head is None and self._received > MAX_HEAD:
            raise _broken(f"More than {MAX_HEAD:,} bytes came before its body.")
        endless = not self.done and self._received > MAX_HEAD + MAX_FRAMED * self._limit
        if self._size > self._limit or endless:
            raise too_large(self._limit)

    # What follows is called by the parser, through which no exception can pass.

    def on_message_begin(self) -> None:
        """Note that there is more than the one reply that was asked for."""
        if self.done:
            self._surplus, self.reusable = True, False

    def on_status(self, reason: bytes) -> None:
        """Take the words after the status, or a piece of them."""
        self._reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; of those after the body nothing is kept."""
        if self.head is None:
            self._fields.append((name, value))

    def on_headers_complete(self) -> None:
        """Ask whether the body is wanted, unless this reply is only an interim one."""
        status = self._parser.get_status_code()
        if status < HTTPStatus.OK or self.head is not None:
            return
        reason = self._reason.decode("ascii", "replace")
        self.head = Head(status=status, reason=reason, headers=httpx2.Headers(self._fields))
        try:
            self._limit = self._wants(self.head)
        except FetchError as error:
            self._failure = error
        self.done = not self._limit

    def on_body(self, piece: bytes) -> None:
        """Take a piece of the body, as long as it is within its limit."""
        if not self.done and self._size <= self._limit:
            self._size += len(piece)
            self._pieces.append(piece)

    def on_message_complete(self) -> None:
        """Note that the reply is complete, or make ready for the one after an interim reply."""
        if self.head is None:
            self._reason = b""
            self._fields.clear()
        elif not self._surplus:
            self.done = True
            self.reusable = self._parser.should_keep_alive() and self._failure is None


def too_large(limit: int) -> FetchError:
    """Return the failure of a reply of more than `limit` bytes."""
    return FetchError(Reason.TOO_LARGE, f"Larger than {limit:,} bytes.")


def _broken(detail: str) -> FetchError:
    return FetchError(Reason.BROKEN_REPLY, detail, again=True)


def _ends_with_connection(headers: httpx2.Headers) -> bool:
    """Return whether a body goes on until its connection closes (RFC 9112, 6.3)."""
    return "content-length" not in headers and "transfer-encoding" not in headers
