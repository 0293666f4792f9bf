from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stamina

from aggregator.config import FetchSettings
from aggregator.models import Entry, Feed

NOW = datetime(2026, 9, 15, 18, 0, tzinfo=UTC)

RSS_HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>The Lowmere Post</title>'
RSS = (
    RSS_HEAD + "<item><guid>a1</guid><title>Ferry service resumes</title><link>/ferry</link>"
    "<description>Boats sail again from Monday.</description>"
    "<pubDate>Tue, 15 Sep 2026 09:30:00 +0200</pubDate></item></channel></rss>"
).encode()
PAGE = b"<html><body><p>Boats sail again from Monday, the harbour office said.</p></body></html>"

Route = Callable[[Any], object]


class Server:
    """A web server on loopback whose answers a test sets path by path; it records what it was asked."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[str] = []
        self.headers: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        self.busy = 0
        self.busiest = 0
        self.lock = threading.Lock()
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass  # clients that hang up in the middle are what some tests are about

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def answer(self, handler: Any) -> None:
        with self.lock:
            self.asked.append(handler.path)
            self.headers[handler.path].append({k.lower(): v for k, v in handler.headers.items()})
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
        try:
            route = self.routes.get(handler.path) or sends(404, b"nothing here")
            route(handler)
            handler.wfile.flush()
        finally:
            with self.lock:
                self.busy -= 1

    def feed(self, path: str, name: str = "Lowmere Post") -> Feed:
        return Feed(url=self.url + path, name=name, outlet="Lowmere Post", family="lowmere")

    def entry(self, path: str) -> Entry:
        return Entry(feed="f", id=path, url=self.url + path, title=f"Item {path}")


def sends(status: int = 200, body: bytes = b"", **headers: str) -> Route:
    """A route that sends `body`; header names are given with underscores."""

    def route(handler: Any) -> None:
        handler.send_response(status)
        for name, value in {"content_length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return route


def sends_feed(body: bytes = RSS, **headers: str) -> Route:
    return sends(200, body, content_type="application/rss+xml", **headers)


def sends_page(body: bytes = PAGE, **headers: str) -> Route:
    return sends(200, body, **{"content_type": "text/html; charset=utf-8", **headers})


def redirects(status: int, location: str) -> Route:
    return sends(status, b"", location=location)


def in_turn(*routes: Route) -> Route:
    """A route that answers differently each time; the last answer stays."""
    left = list(routes)

    def route(handler: Any) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return route


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def second_server() -> Iterator[Server]:
    with serving() as one:
        yield one


class serving:  # noqa: N801 - used like a function
    def __enter__(self) -> Server:
        self.server = Server()
        threading.Thread(target=self.server.http.serve_forever, args=(0.02,), daemon=True).start()
        return self.server

    def __exit__(self, *_: object) -> None:
        self.server.closing.set()
        self.server.http.shutdown()
        self.server.http.server_close()


@pytest.fixture
def settings() -> FetchSettings:
    return quick()


def quick(**changes: Any) -> FetchSettings:
    """Settings for loopback without any waiting but what a test asks for."""
    return FetchSettings(
        **{
            "allow_private_addresses": True,
            "per_host_gap": 0,
            "retries": 0,
            "connect_timeout": 2,
            "read_timeout": 2,
            "total_timeout": 5,
            "user_agent": "testreader/1.0 (desk@brief.example)",
            **changes,
        }
    )


@pytest.fixture(autouse=True)
def _no_backoff() -> Iterator[None]:
    """Retries come at once; what a server asks for with `Retry-After` is still waited for."""
    with stamina.set_testing(True, attempts=10, cap=True):
        yield
