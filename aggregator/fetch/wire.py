"""One connection, which carries one request at a time: bytes out, a reply in, within bounds of time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from aggregator.fetch.reasons import FetchError, Reason

if TYPE_CHECKING:
    from aggregator.fetch.reply import ReplyReader


class Wire(asyncio.Protocol):
    """A connection. `usable` until either side closes it, `used` once it was asked something."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reader: ReplyReader | None = None
        self._ended: asyncio.Future[None] | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._silence = self._heard = 0.0
        self.usable, self.used = True, False
        self.kept_since = 0.0

    async def ask(self, request: bytes, reader: ReplyReader, silence: float) -> None:
        """Send `request` and return when `reader` has its reply; close unless another can follow.

        Raises:
            FetchError: if none comes, `silence` seconds pass without a byte, or `reader` refuses it.
        """
        assert self._transport is not None
        self.used = True
        self._reader, self._ended = reader, self._loop.create_future()
        self._silence, self._heard = silence, self._loop.time()
        self._transport.write(request)
        self._listen()
        answered = False
        try:
            await self._ended
            answered = True
        finally:
            self._stop_listening()
            # Whoever is stopped keeps nothing, even if the reply was complete by then.
            if not (answered and reader.reusable):
                self.close()

    def close(self) -> None:
        """Close at once: there is nothing more to send."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take what came; what nobody asked for ends the connection."""
        self._heard = self._loop.time()
        if self._reader is None:
            self.close()
            return
        try:
            self._reader.feed(data)
        except FetchError as error:
            self._end(error)
        else:
            if self._reader.done:
                self._end()

    def connection_lost(self, error: Exception | None) -> None:
        """Take that the connection has closed."""
        self.usable = False
        if self._reader is None:
            return
        try:
            self._reader.end()
        except FetchError as failure:
            self._end(failure)
        else:
            self._end(None if error is None else broken_off())

    def _end(self, error: FetchError | None = None) -> None:
        if self._ended is None or self._ended.done():
            return
        if error is None:
            self._ended.set_result(None)
        else:
            self._ended.set_exception(error)

    def _listen(self) -> None:
        """Give up if it was silent for too long, else look again when it will have been."""
        left = self._heard + self._silence - self._loop.time()
        if left > 0:
            self._watch = self._loop.call_later(left, self._listen)
        else:
            detail = "No byte came in time (fetch.read_timeout)."
            self._end(FetchError(Reason.TIMEOUT, detail, again=True))

    def _stop_listening(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._reader = self._ended = self._watch = None


def broken_off() -> FetchError:
    """Return the failure of a connection that did not last."""
    return FetchError(Reason.BROKEN_REPLY, "The connection broke off.", again=True)
