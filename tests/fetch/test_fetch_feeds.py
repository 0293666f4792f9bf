from __future__ import annotations

import gzip
import importlib
import socket
import sys
import threading
import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from aggregator.fetch import FeedRequest, FeedResult, fetch_feeds
from aggregator.models import Feed

from .conftest import NOW, RSS, RSS_HEAD, Server, in_turn, quick, redirects, sends, sends_feed


def ask(feed: Feed, settings: Any = None, **request: Any) -> FeedResult:
    (result,) = fetch_feeds([FeedRequest(feed=feed, **request)], settings or quick(), now=NOW)
    return result


def reasons(result: FeedResult) -> list[str]:
    return [problem.reason for problem in result.problems]


def test_a_good_feed(server: Server) -> None:
    server.routes["/rss"] = sends_feed(etag='W/"x-1"', last_modified="Tue, 15 Sep 2026 08:00:00 GMT")
    result = ask(server.feed("/rss"))
    assert (result.status, result.http_status, reasons(result)) == ("ok", 200, [])
    assert (result.etag, result.last_modified) == ('W/"x-1"', "Tue, 15 Sep 2026 08:00:00 GMT")
    assert result.bytes == len(RSS)
    assert result.seconds > 0
    (entry,) = result.entries
    assert (entry.url, entry.title) == (server.url + "/ferry", "Ferry service resumes")
    assert server.headers["/rss"][0]["user-agent"] == "testreader/1.0 (desk@brief.example)"


def test_validators_are_sent_back_as_they_came(server: Server) -> None:
    server.routes["/rss"] = sends(304)
    etag, modified = 'W/"odd  one"', "tuesday, more or less"
    result = ask(server.feed("/rss"), etag=etag, last_modified=modified)
    sent = server.headers["/rss"][0]
    assert (sent["if-none-match"], sent["if-modified-since"]) == (etag, modified)
    assert (result.status, result.http_status, result.entries) == ("not_modified", 304, ())
    assert (result.etag, result.last_modified) == (etag, modified)


def test_nothing_is_sent_without_validators_and_304_is_then_a_failure(server: Server) -> None:
    server.routes["/rss"] = sends(304)
    result = ask(server.feed("/rss"))
    assert {"if-none-match", "if-modified-since"}.isdisjoint(server.headers["/rss"][0])
    assert (result.status, reasons(result)) == ("failed", ["http_304"])


def test_a_validator_that_would_break_a_header_is_not_sent(server: Server) -> None:
    server.routes["/rss"] = sends_feed()
    assert ask(server.feed("/rss"), etag='"a"\r\nx-evil: 1').status == "ok"
    assert {"if-none-match", "x-evil"}.isdisjoint(server.headers["/rss"][0])


@pytest.mark.parametrize("status", [400, 403, 404, 410, 451, 500, 501, 503])
def test_an_error_status(server: Server, status: int) -> None:
    server.routes["/rss"] = sends(status, b"no")
    result = ask(server.feed("/rss"), etag='"keep"')
    assert (result.status, result.http_status, reasons(result)) == ("failed", status, [f"http_{status}"])
    assert result.problems[0].fatal
    assert (result.problems[0].subject, result.problems[0].url) == ("Lowmere Post", server.url + "/rss")
    assert result.etag == '"keep"'


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_trouble_is_asked_again(server: Server, status: int) -> None:
    server.routes["/rss"] = in_turn(sends(status), sends(status), sends_feed())
    assert ask(server.feed("/rss"), quick(retries=2)).status == "ok"
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [404, 410, 501])
def test_a_lasting_trouble_is_not(server: Server, status: int) -> None:
    server.routes["/rss"] = sends(status)
    assert ask(server.feed("/rss"), quick(retries=2)).status == "failed"
    assert len(server.asked) == 1


def test_retries_end(server: Server) -> None:
    server.routes["/rss"] = sends(503)
    assert reasons(ask(server.feed("/rss"), quick(retries=2))) == ["http_503"]
    assert len(server.asked) == 3


def test_retry_after_is_waited_for(server: Server) -> None:
    server.routes["/rss"] = in_turn(sends(429, retry_after="1"), sends_feed())
    started = time.monotonic()
    result = ask(server.feed("/rss"), quick(retries=1))
    assert result.status == "ok"
    assert time.monotonic() - started >= 1


def test_a_long_retry_after_is_left_to_a_later_run(server: Server) -> None:
    server.routes["/rss"] = sends(429, retry_after="7200")
    result = ask(server.feed("/rss"), quick(retries=2))
    assert reasons(result) == ["http_429"]
    assert result.skip_until == NOW + timedelta(hours=2)
    assert len(server.asked) == 1


def test_a_retry_after_date_counts_from_the_servers_own_clock(server: Server) -> None:
    def route(handler: Any) -> None:
        handler.send_response_only(503)
        handler.send_header("Date", "Mon, 01 Jan 2024 00:00:00 GMT")
        handler.send_header("Retry-After", "Mon, 01 Jan 2024 03:00:00 GMT")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    server.routes["/rss"] = route
    assert ask(server.feed("/rss")).skip_until == NOW + timedelta(hours=3)


def test_a_host_that_sends_us_away_is_not_asked_for_its_other_feeds(server: Server) -> None:
    server.routes["/a"] = sends(429, retry_after="3600")
    server.routes["/b"] = sends_feed()
    requests = [FeedRequest(feed=server.feed(path)) for path in ("/a", "/b")]
    results = list(fetch_feeds(requests, quick(), now=NOW))
    assert [reasons(result) for result in results] == [["http_429"], ["http_429"]]
    assert server.asked == ["/a"]


def test_a_server_that_never_answers(server: Server) -> None:
    server.routes["/rss"] = lambda _: server.closing.wait(10)
    result = ask(server.feed("/rss"), quick(read_timeout=0.2))
    assert (result.status, result.http_status, reasons(result)) == ("failed", 0, ["timeout"])


def test_a_server_that_drips_is_given_up_in_the_end(server: Server) -> None:
    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not server.closing.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    server.routes["/rss"] = drip
    started = time.monotonic()
    result = ask(server.feed("/rss"), quick(total_timeout=0.5))
    assert reasons(result) == ["timeout"]
    assert "total_timeout" in result.problems[0].detail
    assert time.monotonic() - started < 3


def test_a_closed_port() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    feed = Feed(url=f"http://127.0.0.1:{port}/rss", name="n", outlet="o", family="f")
    assert reasons(ask(feed)) == ["connect"]


def test_an_unknown_name() -> None:
    feed = Feed(url="http://lowmere.invalid/rss", name="n", outlet="o", family="f")
    assert reasons(ask(feed)) == ["connect"]


def test_https_to_a_server_that_cannot(server: Server) -> None:
    assert reasons(ask(Feed(url=f"https://127.0.0.1:{server.port}/", name="n", outlet="o", family="f"))) == [
        "tls"
    ]


@pytest.mark.parametrize(
    "url", ["ftp://lowmere.example/rss", "file:///etc/passwd", "/rss", "http://", "http://["]
)
def test_what_is_no_web_address(url: str) -> None:
    assert reasons(ask(Feed(url=url, name="n", outlet="o", family="f"))) == ["bad_address"]


@pytest.mark.parametrize(
    "raw", [b"", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"]
)
def test_a_reply_that_is_not_http_or_breaks_off(server: Server, raw: bytes) -> None:
    def route(handler: Any) -> None:
        handler.wfile.write(raw)
        handler.close_connection = True

    server.routes["/rss"] = in_turn(route, sends_feed())
    assert reasons(ask(server.feed("/rss"))) == ["broken_reply"]
    server.routes["/rss"] = in_turn(route, sends_feed())
    assert ask(server.feed("/rss"), quick(retries=1)).status == "ok"


def test_broken_compression(server: Server) -> None:
    server.routes["/a"] = sends_feed(b"this is no gzip", content_encoding="gzip")
    server.routes["/b"] = sends_feed(RSS, content_encoding="snappy")
    assert reasons(ask(server.feed("/a"))) == ["broken_reply"]
    assert reasons(ask(server.feed("/b"))) == ["broken_reply"]


def packed_by(module: str) -> Callable[[bytes], bytes]:
    """Return the compressor of a library without types."""
    compress: Callable[[bytes], bytes] = importlib.import_module(module).compress
    return compress


brotli = packed_by("brotli")
zstd = packed_by("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


PACKED = [
    ("gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("br", brotli),
    ("zstd", zstd),
]


@pytest.mark.parametrize(("coding", "pack"), PACKED)
def test_compressed_bodies(server: Server, coding: str, pack: Any) -> None:
    server.routes["/rss"] = sends_feed(pack(RSS), content_encoding=coding)
    result = ask(server.feed("/rss"))
    assert (result.status, result.bytes, len(result.entries)) == ("ok", len(RSS), 1)


@pytest.mark.parametrize(("coding", "pack"), PACKED)
def test_a_small_reply_that_unpacks_to_a_large_one(server: Server, coding: str, pack: Any) -> None:
    bomb = pack(b" " * 20_000_000)
    assert len(bomb) < 100_000
    server.routes["/rss"] = sends_feed(bomb, content_encoding=coding)
    result = ask(server.feed("/rss"), quick(max_feed_bytes=100_000))
    assert (result.status, result.bytes, reasons(result)) == ("failed", 0, ["too_large"])


def test_a_declared_size_over_the_limit_is_not_even_read(server: Server) -> None:
    def route(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "999999999")
        handler.end_headers()
        handler.wfile.flush()
        server.closing.wait(10)

    server.routes["/rss"] = route
    assert reasons(ask(server.feed("/rss"), quick(read_timeout=1))) == ["too_large"]


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"%PDF-1.7 ...", "application/pdf", "wrong_type"),
        (b"%PDF-1.7 ...", "application/rss+xml", "wrong_type"),
        (b"\x89PNG\r\n", "image/png", "wrong_type"),
        (b"", "application/rss+xml", "empty_body"),
        (b"<html><body>Our feeds have moved</body></html>", "text/html", "not_a_feed"),
        (b'{"news": []}', "application/json", "not_a_feed"),
        (b"<rss version='2.0'><channel><title>Lowmere & Po", "text/xml", "malformed"),
    ],
)
def test_what_is_no_feed(server: Server, body: bytes, content_type: str, reason: str) -> None:
    server.routes["/rss"] = sends(200, body, content_type=content_type, etag='"new"')
    result = ask(server.feed("/rss"), etag='"old"')
    assert (result.status, result.http_status, reasons(result)) == ("failed", 200, [reason])
    assert result.etag != '"new"', "or the next run is told that nothing has changed"


def test_an_empty_feed_is_told_but_no_failure(server: Server) -> None:
    server.routes["/rss"] = sends_feed((RSS_HEAD + "</channel></rss>").encode(), etag='"e"')
    result = ask(server.feed("/rss"))
    assert (result.status, result.entries, reasons(result)) == ("ok", (), ["empty_feed"])
    assert not result.problems[0].fatal
    assert result.etag == ""


def test_a_permanent_move_is_reported(server: Server) -> None:
    server.routes["/old"] = redirects(301, "/older")
    server.routes["/older"] = redirects(308, server.url + "/rss#top")
    server.routes["/rss"] = sends_feed()
    result = ask(server.feed("/old"))
    assert (result.status, result.moved_to) == ("ok", server.url + "/rss")
    assert reasons(result) == ["moved"]
    assert not result.problems[0].fatal


@pytest.mark.parametrize(("first", "second", "moved"), [(302, 301, ""), (301, 302, "/b"), (307, 303, "")])
def test_only_the_permanent_part_of_a_way_counts_as_moved(
    server: Server, first: int, second: int, moved: str
) -> None:
    server.routes["/a"] = redirects(first, "/b")
    server.routes["/b"] = redirects(second, "/c")
    server.routes["/c"] = sends_feed()
    result = ask(server.feed("/a"))
    assert (result.status, result.moved_to) == ("ok", moved and server.url + moved)


def test_redirects_in_a_circle(server: Server) -> None:
    server.routes["/a"] = redirects(302, "/b")
    server.routes["/b"] = redirects(302, "/a")
    assert reasons(ask(server.feed("/a"))) == ["bad_redirect"]
    assert server.asked == ["/a", "/b"]


def test_redirects_without_end(server: Server) -> None:
    for number in range(9):
        server.routes[f"/{number}"] = redirects(302, f"/{number + 1}")
    assert reasons(ask(server.feed("/0"), quick(max_redirects=3))) == ["bad_redirect"]
    assert server.asked == ["/0", "/1", "/2", "/3"]


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://lowmere.example/", "javascript:alert(1)", "http://[", ""]
)
def test_a_redirect_to_what_is_no_web_address(server: Server, location: str) -> None:
    server.routes["/a"] = redirects(302, location)
    assert reasons(ask(server.feed("/a"))) == ["bad_redirect"]


def test_a_private_address_is_refused(server: Server) -> None:
    result = ask(server.feed("/rss"), quick(allow_private_addresses=False))
    assert (result.status, reasons(result)) == ("failed", ["private_address"])
    assert server.asked == []


def test_a_redirect_to_a_private_address_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aggregator.fetch.guard.is_public", lambda address: address == "127.0.0.1")
    server.routes["/a"] = redirects(302, f"http://127.0.0.2:{server.port}/secret")
    server.routes["/secret"] = sends_feed()
    assert reasons(ask(server.feed("/a"), quick(allow_private_addresses=False))) == ["private_address"]
    assert server.asked == ["/a"]


def test_a_broken_feed_does_not_stop_the_others(server: Server) -> None:
    server.routes["/good"] = sends_feed()
    server.routes["/broken"] = sends_feed(b"<rss")
    requests = [FeedRequest(feed=server.feed(path, name=path)) for path in ("/gone", "/broken", "/good")]
    results = {result.feed.name: result for result in fetch_feeds(requests, quick(), now=NOW)}
    assert {name: result.status for name, result in results.items()} == {
        "/gone": "failed",
        "/broken": "failed",
        "/good": "ok",
    }


def test_a_slow_host_does_not_hold_up_another(server: Server, second_server: Server) -> None:
    released = threading.Event()

    def slow(handler: Any) -> None:
        released.wait(10)
        sends_feed()(handler)

    for number in range(4):
        server.routes[f"/{number}"] = slow
        second_server.routes[f"/{number}"] = sends_feed()
    slow_feeds = [FeedRequest(feed=server.feed(f"/{n}", name="slow")) for n in range(4)]
    quick_feeds = [FeedRequest(feed=second_server.feed(f"/{n}", name="quick")) for n in range(4)]
    names = []
    for result in fetch_feeds([*slow_feeds, *quick_feeds], quick(concurrency=2, read_timeout=10), now=NOW):
        names.append(result.feed.name)
        if names.count("quick") == 4:
            released.set()
    assert names == ["quick"] * 4 + ["slow"] * 4


def test_a_host_is_asked_one_thing_at_a_time_with_a_gap(server: Server) -> None:
    for number in range(4):
        server.routes[f"/{number}"] = sends_feed()
    requests = [FeedRequest(feed=server.feed(f"/{number}")) for number in range(4)]
    started = time.monotonic()
    list(fetch_feeds(requests, quick(per_host_gap=0.1), now=NOW))
    assert server.asked == ["/0", "/1", "/2", "/3"]
    assert server.busiest == 1
    assert time.monotonic() - started >= 0.3


def test_a_dead_host_is_left_alone(server: Server) -> None:
    def silent(_: Any) -> None:
        server.closing.wait(10)

    requests = []
    for number in range(8):
        server.routes[f"/{number}"] = silent
        requests.append(FeedRequest(feed=server.feed(f"/{number}")))
    results = list(fetch_feeds(requests, quick(read_timeout=0.2), now=NOW))
    assert [reasons(result) for result in results] == [["timeout"]] * 8
    assert len(server.asked) == 3


def test_results_stop_when_nobody_wants_them(server: Server) -> None:
    for number in range(20):
        server.routes[f"/{number}"] = sends_feed()
    results = fetch_feeds(
        [FeedRequest(feed=server.feed(f"/{n}")) for n in range(20)], quick(per_host_gap=0.05), now=NOW
    )
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(server.asked) < 20
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("fetch", "resolve"))]


def test_no_feeds() -> None:
    assert list(fetch_feeds([], quick(), now=NOW)) == []
