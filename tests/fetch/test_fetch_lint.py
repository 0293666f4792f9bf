"""What is wrong with feeds: decided from results, and over servers on loopback."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.fetch import Fault, FeedRequest, FeedResult, fetch_feeds, lint_feeds
from aggregator.fetch.lint import MIN_SAME
from aggregator.models import Entry, Feed

from .conftest import NOW, RSS_HEAD, Server, quick, redirects, sends, sends_feed, sends_page, serving

LONG = "Boats sail again from Monday, the harbour office said after a week of storms. " * 2


def entry(number: int, *, age: float | None = 1, text: str = LONG, host: str = "post") -> Entry:
    published = None if age is None else NOW - timedelta(days=age)
    url = f"https://{host}.example/{number}"
    return Entry(feed="f", id=url, url=url, title=f"Item {number}", text=text, published=published)


def result(*entries: Entry, name: str = "Post", **about: Any) -> FeedResult:
    kind = about.pop("kind", "outlet")
    feed = Feed(url=f"https://{name.lower()}.example/rss", name=name, outlet="", family="", kind=kind)
    return FeedResult(**{"feed": feed, "status": "ok", "entries": entries, **about})


def faults(*results: FeedResult) -> list[list[str]]:
    return [[one.fault for one in found] for found in lint_feeds(results, now=NOW, stale_days=14)]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (result(entry(1), entry(2)), []),
        (result(entry(1, age=15), entry(2, age=40)), [Fault.STALE]),
        (result(entry(1, age=15), entry(2, age=13)), []),
        (result(entry(1, age=None), entry(2), entry(3), entry(4)), [Fault.UNDATED]),
        (result(entry(1, age=None), *(entry(n) for n in range(2, 9))), []),
        (result(entry(1, age=None)), [Fault.UNDATED]),
        (result(entry(1, text="Short."), entry(2, text=""), entry(3)), [Fault.THIN]),
        (result(entry(1, text=""), kind="aggregator"), []),
        (result(), []),
        (result(entry(1, age=30, text="")), [Fault.STALE, Fault.THIN]),
    ],
)
def test_faults_of_items(given: FeedResult, wanted: list[str]) -> None:
    assert faults(given) == [wanted]


def test_a_feed_that_lists_what_one_before_it_lists_is_its_duplicate() -> None:
    items = [entry(n) for n in range(8)]
    first, again, other = result(*items), result(*items[1:], name="Again"), result(*items[4:], name="Other")
    assert faults(first, again, other) == [[], [Fault.DUPLICATE], []]
    (_, (finding,)) = lint_feeds([first, again], now=NOW, stale_days=14)
    assert finding.detail == "It lists what Post lists."
    few = items[: MIN_SAME - 1]
    assert faults(result(*few), result(*few, name="Again")) == [[], []]


def test_a_feed_that_moved_to_the_address_of_another_is_its_duplicate() -> None:
    moved = replace(result(entry(1), name="Old"), moved_to="http://www.post.example/rss/")
    assert faults(result(entry(2)), moved) == [[], [Fault.DUPLICATE]]


def rss(*dates: datetime | None) -> bytes:
    items = "".join(
        f"<item><guid>{n}</guid><title>Item {n}</title><link>/{n}</link><description>{LONG}</description>"
        + (f"<pubDate>{date:%a, %d %b %Y %H:%M:%S} +0000</pubDate>" if date else "")
        + "</item>"
        for n, date in enumerate(dates)
    )
    return f"{RSS_HEAD}{items}</channel></rss>".encode()


def test_faults_of_answers(server: Server) -> None:
    server.routes |= {
        "/good": sends_feed(rss(NOW)),
        "/old": redirects(301, "/good"),
        "/empty": sends_feed(f"{RSS_HEAD}</channel></rss>".encode()),
        "/nothing": sends(200, b""),
        "/page": sends_page(),
        "/pdf": sends(200, b"%PDF-1.7", content_type="application/pdf"),
        "/broken": sends_feed(b"<rss><channel><item"),
        "/tomorrow": sends_feed(rss(*[NOW] * 9, NOW + timedelta(days=3))),
        "/busy": sends(503),
    }
    wanted = {
        "/good": [],
        "/old": [Fault.MOVED, Fault.DUPLICATE],
        "/empty": [Fault.EMPTY],
        "/nothing": [Fault.EMPTY],
        "/page": [Fault.NOT_A_FEED],
        "/pdf": [Fault.NOT_A_FEED],
        "/broken": [Fault.NOT_A_FEED],
        "/tomorrow": [Fault.FUTURE],
        "/gone": [Fault.DEAD],
        "/busy": [Fault.DEAD],
    }
    requests = [FeedRequest(feed=server.feed(path)) for path in wanted]
    results = {one.feed.url: one for one in fetch_feeds(requests, quick(), now=NOW)}
    assert faults(*(results[server.url + path] for path in wanted)) == list(wanted.values())


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[Server]:
    """A server whose certificate nobody vouches for."""
    files = ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")]
    subject = ["-subj", "/CN=127.0.0.1", "-days", "1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *subject]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    with serving() as server:
        server.http.socket = context.wrap_socket(server.http.socket, server_side=True)
        server.url = server.url.replace("http:", "https:")
        yield server


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")
def test_a_certificate_that_does_not_hold(self_signed: Server) -> None:
    self_signed.routes["/rss"] = sends_feed()
    results = list(fetch_feeds([FeedRequest(feed=self_signed.feed("/rss"))], quick(), now=NOW))
    assert faults(*results) == [[Fault.CERTIFICATE]]
    assert self_signed.asked == []
