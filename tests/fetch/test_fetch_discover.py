"""From an address to the feeds it leads to, against a server on loopback."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.fetch import Discovery, discover
from aggregator.fetch.discover import MAX_LINKS, feed_links
from aggregator.fetch.parse import feed_title

from .conftest import NOW, RSS, Server, quick, redirects, sends, sends_feed, sends_page

HOME = b"""<!doctype html><html><head><title>The Lowmere Post</title>
<link rel="stylesheet" href="/style.css">
<link rel="alternate" hreflang="de" href="/de/">
<link rel="alternate" type="application/json" href="/wp-json/posts/1">
<link rel="alternate" type="application/rss+xml" title="Post &raquo; Comments" href="/comments/feed">
<LINK REL="Alternate feed" TYPE="application/rss+xml; charset=utf-8" TITLE="Post" HREF="rss">
<link rel="alternate" type="application/atom+xml" href="/gone">
<link rel="alternate" type="application/rss+xml" href="/rss#again">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
</head><body><p>News.</p></body></html>"""


def found(server: Server, path: str, **changes: Any) -> Discovery:
    return discover(server.url + path, quick(**changes), now=NOW)


def test_a_feed_is_found_as_it_is(server: Server) -> None:
    server.routes["/rss"] = sends_feed()
    discovery = found(server, "/rss")
    assert discovery.page == ""
    assert discovery.best is not None
    assert (discovery.best.title, discovery.best.url) == ("The Lowmere Post", server.url + "/rss")
    assert len(discovery.best.result.entries) == 1
    assert server.asked == ["/rss"]


def test_a_page_leads_to_its_feeds(server: Server) -> None:
    server.routes |= {"/": sends_page(HOME), "/rss": sends_feed(), "/comments/feed": sends_feed()}
    discovery = found(server, "/")
    assert discovery.page == server.url + "/"
    assert [one.url for one in discovery.feeds] == [
        server.url + "/comments/feed",
        server.url + "/rss",
        server.url + "/gone",
    ]
    assert [one.result.status for one in discovery.feeds] == ["ok", "ok", "failed"]
    assert discovery.best is discovery.feeds[1], "a feed of comments comes last"
    assert server.asked == ["/", "/comments/feed", "/rss", "/gone"]


def test_a_page_without_feeds_says_what_it_is(server: Server) -> None:
    server.routes["/"] = sends_page()
    discovery = found(server, "/")
    assert discovery.best is None
    assert [one.reason for one in discovery.feeds[0].result.problems] == ["not_a_feed"]


def test_an_address_that_does_not_answer_is_a_value_too(server: Server) -> None:
    discovery = found(server, "/none")
    assert discovery.best is None
    assert [one.reason for one in discovery.feeds[0].result.problems] == ["http_404"]


def test_the_new_address_of_a_moved_feed_is_taken(server: Server) -> None:
    server.routes |= {"/old": redirects(301, "/rss"), "/rss": sends_feed()}
    best = found(server, "/old").best
    assert best is not None
    assert best.url == server.url + "/rss"


def test_private_addresses_are_refused_for_pages_and_for_what_they_offer(server: Server) -> None:
    server.routes["/"] = sends_page(HOME)
    discovery = found(server, "/", allow_private_addresses=False)
    assert [one.reason for one in discovery.feeds[0].result.problems] == ["private_address"]
    assert server.asked == []


def test_a_page_larger_than_a_feed_may_be_is_given_up(server: Server) -> None:
    server.routes["/"] = sends(200, b"<html>" + b" " * 5_000, content_type="text/html")
    discovery = found(server, "/", max_feed_bytes=1_000)
    assert [one.reason for one in discovery.feeds[0].result.problems] == ["too_large"]


@pytest.mark.parametrize(
    ("head", "links"),
    [
        ('<base href="https://cdn.example/x/"><link rel=alternate type=application/rss+xml href=rss>',
         ["https://cdn.example/x/rss"]),
        ('<link rel="alternate" type="application/feed+json" href="//j.example/f">', ["https://j.example/f"]),
        ('<link rel="alternate" type="application/rss+xml">', []),
        ('<link rel="alternate" type="application/rss+xml" href="http://[bad">', []),
        ('<link rel="self" type="application/rss+xml" href="/rss">', []),
        ('<link rel="alternate" type="text/html" href="/rss">', []),
        ("", []),
    ],
)  # fmt: skip
def test_links_of_a_page(head: str, links: list[str]) -> None:
    page = f"<html><head>{head}</head><body></body></html>".encode()
    assert [url for url, _ in feed_links(page, "https://post.example/news/")] == links


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"\x00\x01", b"%PDF-1.7", b"<", b"<!--", b"\xff\xfe", b"<html>" * 100_000, b"<link>" * 9],
)
def test_what_is_no_page_offers_nothing(body: bytes) -> None:
    assert feed_links(body, "https://post.example/") == ()


def test_links_are_bounded_and_read_in_the_pages_own_encoding() -> None:
    link = '<link rel="alternate" type="application/rss+xml" title="Caf\xe9" href="/%s">'
    page = '<meta charset="iso-8859-1">' + "".join(link % n for n in range(50))
    links = feed_links(page.encode("iso-8859-1"), "https://post.example/")
    assert len(links) == MAX_LINKS
    assert {title for _, title in links} == {"Café"}


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (RSS, "The Lowmere Post"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "title": "A <b>Post</b>"}', "A Post"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "title": null}', ""),
        (b"{}", ""),
        (b"<html></html>", ""),
        (b"", ""),
    ],
)
def test_a_feed_says_what_it_is_called(body: bytes, title: str) -> None:
    assert feed_title(body) == title
