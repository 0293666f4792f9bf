"""A real HTTP server on loopback for the sample newsroom."""

from __future__ import annotations

from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from aggregator.demo.content import Newsroom, load_newsroom
from aggregator.demo.settings import settings_text
from aggregator.demo.site import Resource, build_site
from aggregator.loopback import Loopback, QuietHandler

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

HANG_SECONDS = 60.0
"""How long the outlet that never answers keeps a connection, unless the server is closed sooner."""
NOT_FOUND = Resource(status=404, body=b"Not Found")


class NewsServer(Loopback):
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
        super().__init__(type("Handler", (_Handler,), {"news": self}), port)
        self.site: Mapping[str, Resource] = {}
        self.show(until)

    @property
    def settings_text(self) -> str:
        """The `feeds.yaml` that reads this newsroom."""
        return settings_text(self.newsroom, self.base_url)

    def show(self, until: datetime | None) -> None:
        """Serve the newsroom as it stood at `until`; None for all of it."""
        self.site = build_site(self.newsroom, self.base_url, until)

    def hang(self) -> None:
        """Wait as an outlet that never answers, but not beyond the server's own end."""
        self.closing.wait(HANG_SECONDS)


class _Handler(QuietHandler):
    news: ClassVar[NewsServer]
    server_version = "SampleNewsroom"
    timeout = 5

    def respond(self) -> None:
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
