"""A quiet HTTP server on loopback, in a thread of its own while a `with` block runs."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

HOST = "127.0.0.1"


class Loopback:
    """A server of `handler`, bound to `port` on loopback, 0 for any free one.

    Attributes:
        closing: set when the block ends, for whoever keeps a connection open till then.

    Raises:
        OSError: if the port is taken.
    """

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        self.closing = threading.Event()
        self._http = _QuietServer((HOST, port), handler)
        self.port = int(self._http.server_address[1])
        self.base_url = f"http://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()


class QuietHandler(BaseHTTPRequestHandler):
    """What handlers of such a server have in common."""

    protocol_version = "HTTP/1.1"
    sys_version = ""
    wbufsize = -1  # one packet an answer: header and body in two wait for each other's acknowledgement

    def respond(self) -> None:
        """Answer a request, GET or HEAD."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Answer."""
        self.respond()

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.respond()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep the terminal for the program itself."""


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a reader that hangs up before it has read everything is no fault."""
