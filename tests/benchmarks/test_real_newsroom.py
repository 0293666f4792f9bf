from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from aggregator.config import load_settings
from benchmarks.newsroom import Newsroom, serve
from benchmarks.walk import tree_hash

ROWS = [
    {
        "id": "a/../1",
        "outlet": "The Harbour Post",
        "title": "Ferry & freight halted",
        "published": "2031-05-04",
        "authors": "Ines Roth",
        "text": "The ferry was halted on Sunday.\n\n<script>alert(1)</script> is what the sign said.\x0c",
    },
    {
        "id": "2",
        "outlet": "Harbour Echo",
        "title": "Ferry stands still",
        "published": "2031-05-03T18:30:00+02:00",
        "text": "No ferry left.",
    },
    {"text": "A note without a title, outlet or time."},
]


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    path = tmp_path / "articles.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ROWS)
        file.write("\n")
    with serve(path) as newsroom:
        yield newsroom


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    assert parts.hostname
    connection = HTTPConnection(parts.hostname, parts.port, timeout=5)
    try:
        connection.request("GET", parts.path, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_settings_read_every_outlet_over_the_whole_time(newsroom: Newsroom, tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(newsroom.settings, "utf-8")
    settings = load_settings(path)
    assert [feed.outlet for feed in settings.enabled_feeds()] == [
        "Harbour Echo",
        "The Harbour Post",
        "Unnamed outlet",
    ]
    assert len({feed.family for feed in settings.feeds}) == 3
    assert settings.fetch.allow_private_addresses
    assert settings.fetch.per_host_gap == 0
    assert newsroom.at == datetime(2031, 5, 5, 1, tzinfo=UTC), "a day without an hour is over"
    oldest = min(piece.published for piece in newsroom.pieces if piece.published)
    assert settings.edition.window_hours * 3600 >= (newsroom.at - oldest).total_seconds()


def test_feeds_lead_to_pages_with_all_of_the_article(newsroom: Newsroom) -> None:
    status, headers, body = get(f"{newsroom.base_url}/the-harbour-post/rss.xml")
    assert status == 200
    assert headers["Content-Type"].startswith("application/rss+xml")
    item = ET.fromstring(body).find("channel/item")
    assert item is not None
    assert item.findtext("title") == "Ferry & freight halted"
    status, _, page = get(str(item.findtext("link")))
    assert status == 200
    assert b"Ferry &amp; freight halted" in page
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert b"<script>" not in page
    assert b"2031-05-04T00:00:00+00:00" in page
    assert b"Ines Roth" in page


def test_nothing_changed_is_answered_in_brief(newsroom: Newsroom) -> None:
    url = f"{newsroom.base_url}/harbour-echo/rss.xml"
    _, headers, _ = get(url)
    status, _, body = get(url, **{"If-None-Match": headers["ETag"]})
    assert (status, body) == (304, b"")
    assert newsroom.requests[-2:] == [("/harbour-echo/rss.xml", 200), ("/harbour-echo/rss.xml", 304)]


def test_what_is_not_there_is_not_found(newsroom: Newsroom) -> None:
    assert get(f"{newsroom.base_url}/../etc/passwd")[0] == 404
    assert get(f"{newsroom.base_url}/robots.txt")[0] == 200


@pytest.mark.parametrize("line", ["{", "[]", '{"published": "soon"}'])
def test_a_line_that_is_no_article_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps(ROWS[0]) + "\n" + line + "\n", "utf-8")
    with pytest.raises(ValueError, match=r"articles\.jsonl:2: is no article"), serve(path):
        pass


def test_the_hash_of_a_folder_follows_names_and_bytes(tmp_path: Path) -> None:
    assert tree_hash(tmp_path / "none") == ""
    (tmp_path / "a").write_text("x")
    one = tree_hash(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    two = tree_hash(tmp_path)
    (tmp_path / "b").write_text("y")
    assert len({one, two, tree_hash(tmp_path)}) == 3
