from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from aggregator.config import FetchSettings
from aggregator.fetch import PageResult, fetch_pages
from aggregator.models import Entry

from .conftest import NOW, PAGE, Server, quick, redirects, sends, sends_page


def get(server: Server, *paths: str, settings: FetchSettings | None = None) -> list[PageResult]:
    entries = [server.entry(path) for path in paths]
    return list(fetch_pages(entries, settings or quick(), now=NOW))


def outcomes(results: list[PageResult]) -> dict[str, str]:
    """The reason for each entry, "" where there is a page."""
    return {result.entry.id: result.problem.reason if result.problem else "" for result in results}


def robots(text: str, status: int = 200) -> Any:
    return sends(status, text.encode(), content_type="text/plain")


def test_a_good_page(server: Server) -> None:
    server.routes["/old"] = redirects(302, "/new?x=1#part")
    server.routes["/new?x=1"] = sends_page()
    (page,) = get(server, "/old")
    assert (page.body, page.content_type, page.problem) == (PAGE, "text/html; charset=utf-8", None)
    assert page.url == server.url + "/new?x=1"
    assert page.entry == server.entry("/old")
    assert page.seconds > 0


def test_a_page_that_is_missing(server: Server) -> None:
    (page,) = get(server, "/gone")
    assert page.problem is not None
    assert (page.problem.step, page.problem.reason, page.problem.fatal) == ("fetch", "http_404", False)
    assert (page.problem.subject, page.problem.url) == ("Item /gone", server.url + "/gone")
    assert page.body == b""


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"%PDF-1.7", "application/pdf", "wrong_type"),
        (b"%PDF-1.7", "text/html", "wrong_type"),
        (b"\xff\xd8\xff\xe0", "image/jpeg", "wrong_type"),
        (b"\x00\x01\x02\x03\x04\x05", "text/html", "wrong_type"),
        (b"{}", "application/json", "wrong_type"),
        (b"PK\x03\x04", "application/octet-stream", "wrong_type"),
        (b" \n ", "text/html", "empty_body"),
        (PAGE, "TEXT/HTML;charset=utf-8", ""),
        (PAGE, "application/xhtml+xml", ""),
        (PAGE, "", ""),
        ("<p>Boats sail.</p>".encode("utf-16"), "text/html", ""),
    ],
)
def test_only_pages_are_pages(server: Server, body: bytes, content_type: str, reason: str) -> None:
    server.routes["/a"] = sends(200, body, content_type=content_type)
    assert outcomes(get(server, "/a")) == {"/a": reason}


def test_a_page_that_is_too_large(server: Server) -> None:
    server.routes["/a"] = sends_page(b"x" * 5_001)
    server.routes["/b"] = sends_page(b"x" * 5_000)
    assert outcomes(get(server, "/a", "/b", settings=quick(max_page_bytes=5_000))) == {
        "/a": "too_large",
        "/b": "",
    }


def test_an_endless_page(server: Server) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while not server.closing.is_set():
            handler.wfile.write(b"x" * 10_000)

    server.routes["/a"] = endless
    assert outcomes(get(server, "/a", settings=quick(max_page_bytes=100_000))) == {"/a": "too_large"}


def test_an_entry_without_address() -> None:
    (page,) = fetch_pages([Entry(feed="f", id="1", url="", title="Only text")], quick(), now=NOW)
    assert page.problem is not None
    assert page.problem.reason == "bad_address"


RULES = """User-agent: *
Disallow: /private

User-agent: testreader
Disallow: /drafts
Crawl-delay: 0.2
"""


def test_robots_rules_for_our_name(server: Server) -> None:
    for path in ("/a", "/private/b", "/drafts/c"):
        server.routes[path] = sends_page()
    server.routes["/robots.txt"] = robots(RULES)
    results = get(server, "/a", "/private/b", "/drafts/c")
    assert outcomes(results) == {"/a": "", "/private/b": "", "/drafts/c": "robots"}
    assert sorted(server.asked) == ["/a", "/private/b", "/robots.txt"], "read once, and asked first"
    assert server.asked[0] == "/robots.txt"


def test_robots_rules_for_all(server: Server) -> None:
    server.routes["/private/b"] = sends_page()
    server.routes["/robots.txt"] = robots(RULES)
    assert outcomes(get(server, "/private/b", settings=quick(user_agent="other/2 x"))) == {
        "/private/b": "robots"
    }


def test_robots_crawl_delay(server: Server) -> None:
    server.routes["/robots.txt"] = robots(RULES)
    for path in ("/a", "/b", "/c"):
        server.routes[path] = sends_page()
    started = time.monotonic()
    assert set(outcomes(get(server, "/a", "/b", "/c")).values()) == {""}
    assert time.monotonic() - started >= 0.4


def test_robots_can_be_switched_off(server: Server) -> None:
    server.routes["/drafts/c"] = sends_page()
    server.routes["/robots.txt"] = robots(RULES)
    assert outcomes(get(server, "/drafts/c", settings=quick(respect_robots=False))) == {"/drafts/c": ""}
    assert server.asked == ["/drafts/c"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_robots_all_is_allowed(server: Server, status: int) -> None:
    server.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /", status)
    server.routes["/a"] = sends_page()
    assert outcomes(get(server, "/a")) == {"/a": ""}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_with_robots_in_trouble_nothing_is(server: Server, status: int) -> None:
    server.routes["/robots.txt"] = robots("", status)
    server.routes["/a"] = server.routes["/b"] = sends_page()
    results = get(server, "/a", "/b")
    assert outcomes(results) == {"/a": f"http_{status}", "/b": f"http_{status}"}
    assert all("robots.txt" in page.problem.detail for page in results if page.problem)
    assert server.asked == ["/robots.txt"]


def test_robots_that_never_come(server: Server) -> None:
    server.routes["/robots.txt"] = lambda _: server.closing.wait(10)
    server.routes["/a"] = sends_page()
    assert outcomes(get(server, "/a", settings=quick(read_timeout=0.2))) == {"/a": "timeout"}


def test_robots_of_the_host_a_redirect_leads_to(server: Server, second_server: Server) -> None:
    server.routes["/a"] = redirects(302, second_server.url + "/drafts/a")
    second_server.routes["/robots.txt"] = robots(RULES)
    second_server.routes["/drafts/a"] = sends_page()
    assert outcomes(get(server, "/a")) == {"/a": "robots"}
    assert second_server.asked == ["/robots.txt"]


def test_robots_that_make_no_sense(server: Server) -> None:
    server.routes["/robots.txt"] = sends(200, bytes(range(256)) * 40, content_type="text/html")
    server.routes["/a"] = sends_page()
    assert outcomes(get(server, "/a")) == {"/a": ""}


def test_fetching_waits_for_those_who_read(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow reader does not fill the memory with pages: only so many bytes of them lie ready."""
    monkeypatch.setattr("aggregator.fetch.stream.MOST_WAITING", 20_000)
    for number in range(30):
        server.routes[f"/{number}"] = sends_page(PAGE.ljust(10_000))
    settings = quick(concurrency=2, respect_robots=False)
    results = fetch_pages([server.entry(f"/{number}") for number in range(30)], settings, now=NOW)
    next(results)
    before = -1
    while before != len(server.asked):
        before = len(server.asked)
        threading.Event().wait(0.2)
    assert before <= 6
    assert len(list(results)) == 29
