"""Whatever a server sends, there is a result."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.fetch import FeedRequest, fetch_feeds, fetch_pages

from .conftest import NOW, RSS, Server, quick, sends_page

HEADERS = st.sampled_from(
    "Content-Type Content-Encoding Content-Length Transfer-Encoding Location Retry-After Date ETag".split()
)
VALUES = st.sampled_from(
    [
        *(
            b"gzip",
            b"br, zstd",
            b"deflate, " * 9,
            b"chunked",
            b"12",
            b"-1",
            b"9" * 5_000,
            b"text/html; charset=\xff",
        ),
        *(
            b"/rss",
            b"//",
            b"http://[::1",
            b"http://\xc3\xa4.example/",
            b"//:99999/",
            b"\xff\xfe",
            b"?",
            b"http:///x",
        ),
        *(b"Tue, 99 Sep 2026 99:99:99 GMT", b"Tue, 15 Sep 999999 00:00:00 GMT", b"1e9", b"", b"a" * 200),
    ]
)
REPLIES = st.builds(
    lambda status, headers, body: (
        b"HTTP/1.1 %d OK\r\n" % status
        + b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
        + b"\r\n"
        + body
    ),
    st.sampled_from([100, 101, 199, 200, 204, 206, 300, 301, 304, 308, 404, 429, 503, 599, 999]),
    st.lists(st.tuples(HEADERS, VALUES), max_size=4),
    st.sampled_from([b"", RSS, b"\x1f\x8b\x08\x00", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n"])
    | st.binary(max_size=30),
)
MANY = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@MANY
@given(reply=REPLIES | st.binary(max_size=60))
def test_any_reply(server: Server, reply: bytes) -> None:
    def route(handler: Any) -> None:
        handler.wfile.write(reply)
        handler.close_connection = True

    server.routes["/rss"] = route
    request = FeedRequest(feed=server.feed("/rss"), etag='"e"')
    (result,) = fetch_feeds([request], quick(read_timeout=0.5, total_timeout=1), now=NOW)
    assert result.entries or result.problems or result.status == "not_modified"


@MANY
@given(
    rules=st.lists(
        st.sampled_from(
            ["User-agent: *", "Disallow: ", "Allow: /", "Crawl-delay: -1", "Crawl-delay: nan", "Host: x"]
        )
        | st.text(max_size=12)
        | st.text(max_size=12).map("Disallow: {}".format)
    ).map("\n".join)
)
def test_any_robots(server: Server, rules: str) -> None:
    server.routes["/robots.txt"] = sends_page(rules.encode("utf-8", "surrogatepass"))
    server.routes["/a?b=%20c"] = sends_page()
    (page,) = fetch_pages([server.entry("/a?b=%20c")], quick(), now=NOW)
    assert page.body or (page.problem is not None and page.problem.reason == "robots")


@MANY
@given(address=st.text(max_size=20) | st.text(max_size=12).map("http://127.0.0.1:9/{}".format))
def test_any_address(server: Server, address: str) -> None:
    entry = server.entry("/")
    changed = type(entry)(feed="f", id="1", url=address, title="")
    (page,) = fetch_pages([changed], quick(respect_robots=False), now=NOW)
    assert page.problem is not None
    assert page.problem.reason in {"bad_address", "connect"}
