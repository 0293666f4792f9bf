"""`feeds add`: over a server on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from aggregator.config import load_settings
from tests.cli.samples import Invoke
from tests.cli.stories import feed, settings

HOME = '<html><head><link rel="alternate" type="application/rss+xml" title="RSS" href="/rss"></head></html>'


@pytest.fixture
def file(httpserver: HTTPServer, tmp_path: Path) -> Path:
    """A `feeds.yaml` without feeds of the server, which offers one."""
    httpserver.expect_request("/").respond_with_data(HOME, content_type="text/html")
    httpserver.expect_request("/rss").respond_with_data(
        feed("Harbour Post", httpserver.url_for("").rstrip("/")), content_type="application/rss+xml"
    )
    httpserver.expect_request("/page").respond_with_data("<html><p>No feed.</p></html>")
    path = tmp_path / "feeds.yaml"
    path.write_text("# mine\n" + settings("https://news.example"), encoding="utf-8")
    return path


def test_a_page_leads_to_a_feed_in_the_settings(invoke: Invoke, file: Path, httpserver: HTTPServer) -> None:
    before = file.read_text(encoding="utf-8")
    dry = invoke("feeds", "add", httpserver.url_for("/"), "--dry-run")
    assert dry.exit_code == 0, dry.stderr
    assert "1 feeds and 1 families would be added" in dry.stderr
    assert file.read_text(encoding="utf-8") == before

    result = invoke("feeds", "add", httpserver.url_for("/"), "--category", "sea")
    assert result.exit_code == 0
    assert "2026-09-15" in result.stdout
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    added = load_settings(file).feeds[-1]
    assert str(added.url) == httpserver.url_for("/rss")
    assert (added.name, added.category) == (f"Harbour Post ({httpserver.host}:{httpserver.port})", "sea")

    again = invoke("feeds", "add", httpserver.url_for("/rss"))
    assert again.exit_code == 0
    assert "already there as" in again.stderr
    assert file.read_text(encoding="utf-8") == text


def test_a_feed_is_added_under_a_name_of_ones_own(invoke: Invoke, file: Path, httpserver: HTTPServer) -> None:
    assert invoke("feeds", "add", httpserver.url_for("/rss"), "--name", "Quay").exit_code == 0
    added = load_settings(file)
    assert (added.feeds[-1].name, added.feeds[-1].category) == ("Quay", "general")
    assert added.feeds[-1].family in added.families


@pytest.mark.parametrize(("path", "reason"), [("/page", "not_a_feed"), ("/none", "http_500")])
def test_without_a_feed_nothing_is_added(
    path: str, reason: str, invoke: Invoke, file: Path, httpserver: HTTPServer
) -> None:
    before = file.read_text(encoding="utf-8")
    result = invoke("feeds", "add", httpserver.url_for(path))
    assert result.exit_code == 1
    assert reason in result.stderr
    assert file.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("url", ["post.example", "file:///etc/passwd", "ftp://post.example/"])
def test_what_is_no_address_is_refused(url: str, invoke: Invoke, file: Path) -> None:
    assert invoke("feeds", "add", url).exit_code == 2
