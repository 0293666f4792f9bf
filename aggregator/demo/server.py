"""A real HTTP server on loopback for the sample newsroom."""

from __future__ import annotations

import threading
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import urlsplit

from aggregator.demo.content import Newsroom, load_newsroom
from aggregator.demo.settings import settings_text
from aggregator.demo.site import Resource, build_site

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from types import TracebackType

HOST = "127.0.0.1"
HANG_SECONDS = 60.0
"""How long the outlet that never answers keeps a connection, unless the server is closed sooner."""
NOT_FOUND = Resource(status=404, body=b"Not Found")


class NewsServer:
    """The newsroom over HTTP, in a thread of its own, while the `with` block runs.

    Answers conditional requests with 304. `requests` records what was asked and answered, in order.

        with NewsServer() as server:
            fetch(server.base_url + "/ledger/rss.xml")
    """

    def __init__(
        self, newsroom: Newsroom | None = None, *, port: int = 0, until: datetime | None = None
    ) -> None:
        """Bind to `port` on loopback, 0 for any free one; `until` serves the newsroom as it stood then.

        Raises:
            OSError: if the port is taken.
        """
        self.newsroom = newsroom or load_newsroom()
        self.requests: list[tuple[str, int]] = []
        self._closing = threading.Event()
        self._http = _QuietServer((HOST, port), _handler_of(self))
        self.base_url = f"http://{HOST}:{self.port}"
        self.site: Mapping[str, Resource] = {}
        self.show(until)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._http.server_address[1])

    @property
    def settings_text(self) -> str:
        """The `feeds.yaml` that reads this newsroom."""
        return settings_text(self.newsroom, self.base_url)

    def show(self, until: datetime | None) -> None:
        """Serve the newsroom as it stood at `until`; None for all of it."""
        self.site = build_site(self.newsroom, self.base_url, until)

    def hang(self) -> None:
        """Wait as an outlet that never answers, but not beyond the server's own end."""
        self._closing.wait(HANG_SECONDS)

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a reader that hangs up before it has read everything is no fault of the newsroom."""


def _handler_of(server: NewsServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"news": server})


class _Handler(BaseHTTPRequestHandler):
    news: ClassVar[NewsServer]
    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom"
    sys_version = ""
    timeout = 5
    wbufsize = -1  # one packet an answer: header and body in two wait for each other's acknowledgement

    def do_GET(self) -> None:
        """Answer with the resource at the path, whatever query hangs on it."""
        resource = self.news.site.get(urlsplit(self.path).path, NOT_FOUND)
        if resource.hangs:
            self.news.requests.append((self.path, 0))
            self.news.hang()
            self.close_connection = True
        elif _unchanged(self.headers, resource):
            self._answer(HTTPStatus.NOT_MODIFIED, resource, b"")
        else:
            self._answer(resource.status, resource, resource.body)

    do_HEAD = do_GET  # noqa: N815 - the base class calls it by this name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep the terminal for the program itself."""

    def _answer(self, status: int, resource: Resource, body: bytes) -> None:
        self.news.requests.append((self.path, int(status)))
        self.send_response(status)
        for name, value in resource.headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _unchanged(asked: Message, resource: Resource) -> bool:
    """Whether the reader's copy is current; the entity tag decides where both validators came."""
    have = resource.headers
    if "ETag" not in have:
        return False
    if tag := asked.get("If-None-Match"):
        return tag == have["ETag"]
    since = asked.get("If-Modified-Since")
    return bool(since) and parsedate_to_datetime(str(since)) >= parsedate_to_datetime(have["Last-Modified"])
