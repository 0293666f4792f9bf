"""The sample newsroom is what it claims to be: enough, distinct, well-formed, served as real outlets do."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import feedparser
import pytest
import yaml

from aggregator.config import Settings
from aggregator.demo import AT, NewsServer, load_newsroom
from aggregator.demo.feeds import render_feed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.demo.content import Newsroom, Outlet, Piece

WORKING = ("ok", "moved")


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return load_newsroom()


@pytest.fixture(scope="module")
def server(newsroom: Newsroom) -> Iterator[NewsServer]:
    with NewsServer(newsroom) as running:
        yield running


def get(address: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), dict(error.headers)


def shingles(piece: Piece, size: int = 5) -> set[tuple[str, ...]]:
    words = " ".join(piece.paragraphs).split()
    return {tuple(words[place : place + size]) for place in range(len(words) - size + 1)}


def test_it_is_as_large_as_a_day_of_news(newsroom: Newsroom) -> None:
    stories = {piece.story for piece in newsroom.pieces.values() if piece.story != "oddities"}
    assert len(newsroom.outlets) >= 12
    assert len(stories) >= 10
    assert len(newsroom.pieces) >= 80


def test_articles_are_of_the_two_days_but_for_the_old_one_and_the_misdated_one(newsroom: Newsroom) -> None:
    start = datetime(2026, 9, 14, tzinfo=UTC)
    outside = {piece.id for piece in newsroom.pieces.values() if not start <= piece.published <= AT}
    assert outside == {"court-ledger-2022", "odd-comet-tomorrow"}


def test_articles_have_the_length_of_articles(newsroom: Newsroom) -> None:
    short = {
        piece.id: count
        for piece in newsroom.pieces.values()
        if not 90 <= (count := len(" ".join(piece.paragraphs).split())) <= 450
    }
    assert short == {}


def test_only_declared_copies_share_their_words(newsroom: Newsroom) -> None:
    """Different outlets word the same facts differently; a copy says whose it is."""
    pieces = {piece.id: (piece, shingles(piece)) for piece in newsroom.pieces.values() if not piece.copy_of}
    shared = {
        (one, other): round(len(pieces[one][1] & pieces[other][1]) / smaller, 2)
        for one, other in combinations(pieces, 2)
        if (smaller := min(len(pieces[one][1]), len(pieces[other][1])))
    }
    assert {pair: share for pair, share in shared.items() if share > 0.2} == {}


def test_copies_hold_most_of_their_original(newsroom: Newsroom) -> None:
    for piece in newsroom.pieces.values():
        if piece.copy_of:
            original = shingles(newsroom.pieces[piece.copy_of])
            assert len(shingles(piece) & original) / len(shingles(piece)) > 0.6, piece.id


@pytest.mark.parametrize("kind", ["rss", "atom", "rdf", "json"])
def test_every_feed_format_has_an_outlet_with_articles(newsroom: Newsroom, kind: str) -> None:
    assert any(outlet.feed == kind and newsroom.of_outlet(outlet.id) for outlet in newsroom.outlets.values())


def test_every_layout_has_articles(newsroom: Newsroom) -> None:
    used = {newsroom.outlets[piece.outlet].layout for piece in newsroom.pieces.values()}
    assert used == {"broadsheet", "tabloid", "public", "agency", "magazine", "classic"}


def outlets(*behaviours: str) -> list[Outlet]:
    return [outlet for outlet in load_newsroom().outlets.values() if outlet.behaviour in behaviours]


@pytest.mark.parametrize("outlet", outlets(*WORKING), ids=lambda outlet: outlet.id)
def test_feeds_can_be_read(server: NewsServer, newsroom: Newsroom, outlet: Outlet) -> None:
    status, body, headers = get(server.base_url + outlet.listed_feed_path)
    assert status == 200
    wanted = [piece.title for piece in newsroom.of_outlet(outlet.id) for _ in range(piece.feed_copies)]
    assert wanted
    if outlet.feed == "json":
        assert [item["title"] for item in json.loads(body)["items"]] == wanted
        return
    read = feedparser.parse(body, response_headers={"content-type": headers["Content-Type"]})
    assert not read.bozo
    assert read.version == {"rss": "rss20", "atom": "atom10", "rdf": "rss10"}[outlet.feed]
    assert [title.text for title in titles(body)] == wanted
    assert all(entry.get("published_parsed") or entry.get("updated_parsed") for entry in read.entries)


def titles(body: bytes) -> list[ET.Element]:
    tree = ET.fromstring(body)
    items = [element for element in tree.iter() if element.tag.rpartition("}")[2] in {"item", "entry"}]
    return [child for item in items for child in item if child.tag.endswith("title")]


def test_every_readable_page_prints_its_paragraphs(server: NewsServer, newsroom: Newsroom) -> None:
    from html import unescape

    for piece in newsroom.pieces.values():
        status, body, headers = get(server.base_url + piece.path)
        assert status == (410 if piece.page == "gone" else 200), piece.id
        if status == 200:
            assert headers["Content-Type"].startswith("text/html")
            text = unescape(body.decode())
            shown = piece.paragraphs[: piece.paywall_after or None]
            assert all(paragraph in text for paragraph in shown), piece.id
            assert not any(paragraph in text for paragraph in piece.paragraphs[len(shown) :]), piece.id


def test_titles_are_escaped_on_pages(server: NewsServer, newsroom: Newsroom) -> None:
    hostile = [piece for piece in newsroom.pieces.values() if "<script>" in piece.title]
    assert hostile
    for piece in hostile:
        body = get(server.base_url + piece.path)[1]
        assert b"<script>alert" not in body


def test_a_second_reading_gets_304(server: NewsServer, newsroom: Newsroom) -> None:
    address = server.base_url + newsroom.outlets["ledger"].feed_path
    headers = get(address)[2]
    by_tag = get(address, **{"If-None-Match": headers["ETag"]})
    by_time = get(address, **{"If-Modified-Since": headers["Last-Modified"]})
    in_lower_case = get(address, **{"if-none-match": headers["ETag"]})
    assert (by_tag[0], by_tag[1]) == (304, b"")
    assert in_lower_case[0] == 304
    assert by_time[0] == 304
    assert (
        get(address, **{"If-None-Match": '"other"', "If-Modified-Since": headers["Last-Modified"]})[0] == 200
    )


def test_some_feeds_fail_and_one_moves(server: NewsServer) -> None:
    assert [get(server.base_url + outlet.feed_path)[0] for outlet in outlets("error")] == [500]
    assert [get(server.base_url + outlet.feed_path)[0] for outlet in outlets("missing")] == [404]
    (moved,) = outlets("moved")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", moved.listed_feed_path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert (answer.status, answer.headers["Location"]) == (301, server.base_url + moved.feed_path)


def test_one_feed_hangs_until_the_server_closes(newsroom: Newsroom) -> None:
    (silent,) = outlets("hangs")
    with NewsServer(newsroom) as running:
        with pytest.raises(TimeoutError):
            urllib.request.urlopen(running.base_url + silent.feed_path, timeout=0.3)
        assert (silent.feed_path, 0) in running.requests


def test_robots_txt_closes_the_member_areas(server: NewsServer, newsroom: Newsroom) -> None:
    text = get(server.base_url + "/robots.txt")[1].decode()
    blocked = [piece for piece in newsroom.pieces.values() if piece.page == "blocked"]
    assert blocked
    assert all(f"Disallow: /{piece.outlet}/members/" in text for piece in blocked)
    assert all("/members/" in piece.path for piece in blocked)


def test_the_settings_read_this_newsroom(server: NewsServer, newsroom: Newsroom) -> None:
    settings = Settings.model_validate(yaml.safe_load(server.settings_text))
    assert settings.fetch.allow_private_addresses
    assert {feed.outlet for feed in settings.feeds} == {outlet.name for outlet in newsroom.outlets.values()}
    assert {feed.family for feed in settings.feeds} <= set(settings.families)
    assert settings.families["castlegate"].kind == "private"
    assert all(str(feed.url).startswith(server.base_url) for feed in settings.feeds)
    assert len({feed.category for feed in settings.feeds}) >= 5


def test_earlier_hours_show_less(newsroom: Newsroom) -> None:
    noon = datetime(2026, 9, 14, 12, tzinfo=UTC)
    with NewsServer(newsroom, until=noon) as running:
        early = len(running.site)
        running.show(noon + timedelta(days=1))
        assert early < len(running.site)


def test_feeds_of_nothing_are_feeds(newsroom: Newsroom) -> None:
    for outlet in newsroom.outlets.values():
        body = render_feed(outlet, (), AT, "http://127.0.0.1:1")
        assert body.startswith((b"<?xml", b"{"))
