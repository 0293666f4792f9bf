"""What a server gave as validators goes back to it as it came, and a page is asked for once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from werkzeug import Request, Response

from aggregator.config import Settings
from aggregator.pipeline import run
from aggregator.pipeline.outcomes import MAX_ATTEMPTS, RETRY_AFTER, TEMPORARY

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_httpserver import HTTPServer

AT = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
TAG = 'W/"an odd tag, with: signs"'
MODIFIED = "Sun, 04 May 2031 05:00:00 GMT"
TEXT = (
    "The harbour ferry stopped on Sunday after its engine failed, the port of Tarn said. "
    "Forty passengers were brought ashore in two boats and nobody was hurt. "
    "The company said that repairs would take three days."
)


class Outlet:
    """A feed of one item and its page, and what was asked of them."""

    def __init__(self, server: HTTPServer, page_status: int) -> None:
        self.asked: list[tuple[str, int]] = []
        self.page_status = page_status
        self.server = server
        server.expect_request("/rss").respond_with_handler(self.feed)
        server.expect_request("/page").respond_with_handler(self.page)
        server.expect_request("/robots.txt").respond_with_data("", status=404)

    def feed(self, request: Request) -> Response:
        same = (
            request.headers.get("If-None-Match") == TAG
            and request.headers.get("If-Modified-Since") == MODIFIED
        )
        self.asked.append(("feed", 304 if same else 200))
        headers = {"ETag": TAG, "Last-Modified": MODIFIED}
        return Response(status=304, headers=headers) if same else Response(self.rss(), headers=headers)

    def page(self, _request: Request) -> Response:
        self.asked.append(("page", self.page_status))
        paragraphs = "".join(f"<p>{TEXT} In all {n} ships lay in port.</p>" for n in range(2, 6))
        html = f"<html><head><title>Ferry stops</title></head><body><main>{paragraphs}</main></body></html>"
        return Response(html, status=self.page_status, content_type="text/html")

    def rss(self) -> str:
        return (
            '<rss version="2.0"><channel><title>Tarn Post</title><item><title>Harbour ferry stops</title>'
            f"<link>{self.server.url_for('/page')}</link><guid>1</guid><description>{TEXT}</description>"
            "<pubDate>Sun, 04 May 2031 04:00:00 GMT</pubDate></item></channel></rss>"
        )

    def settings(self) -> Settings:
        feed = {
            "name": "Tarn Post",
            "url": self.server.url_for("/rss"),
            "family": "tarn",
            "category": "world",
        }
        return Settings.model_validate(
            {
                "version": 1,
                "edition": {"min_articles": 1},
                "fetch": {"allow_private_addresses": True, "per_host_gap": 0, "retries": 0},
                "families": {"tarn": {"name": "Tarn Post"}},
                "feeds": [feed],
            }
        )


def test_an_unchanged_feed_is_asked_with_its_validators_and_nothing_else_is(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    outlet = Outlet(httpserver, 200)
    run(outlet.settings(), output=tmp_path, at=AT)
    assert outlet.asked == [("feed", 200), ("page", 200)]
    report = run(outlet.settings(), output=tmp_path, at=AT + timedelta(minutes=15))
    assert outlet.asked[2:] == [("feed", 304)]
    assert report.unchanged


def test_a_page_of_a_server_in_trouble_is_asked_for_again_but_not_for_ever(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    outlet = Outlet(httpserver, 503)
    for turn in range(MAX_ATTEMPTS + 2):
        report = run(outlet.settings(), output=tmp_path, at=AT + turn * RETRY_AFTER)
        assert report.counts["articles"] == 1, "the feed's own text stands in"
    assert [what for what, _ in outlet.asked].count("page") == MAX_ATTEMPTS


def test_a_page_that_can_be_read_later_makes_a_new_edition(httpserver: HTTPServer, tmp_path: Path) -> None:
    outlet = Outlet(httpserver, 503)
    first = run(outlet.settings(), output=tmp_path, at=AT)
    soon = run(outlet.settings(), output=tmp_path, at=AT + RETRY_AFTER / 2)
    outlet.page_status = 200
    later = run(outlet.settings(), output=tmp_path, at=AT + RETRY_AFTER)
    assert (soon.unchanged, later.unchanged) == (True, False)
    assert later.edition != first.edition


@pytest.mark.parametrize("reason", sorted(reason for reason in TEMPORARY if not reason.startswith("http_")))
def test_reasons_to_ask_again_are_reasons_that_fetch_gives(reason: str) -> None:
    from aggregator.fetch import Reason

    assert reason in set(Reason)
