"""Title, time, authors, address: from the most reliable place, and never from a stranger."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from aggregator.extract.dates import parse_time, published_line
from aggregator.extract.jsonld import read_record
from aggregator.extract.metadata import Metadata, clean_authors, is_opinion, read_metadata, without_site

FETCHED = datetime(2026, 5, 22, 12, tzinfo=UTC)


def headline(text: str) -> str:
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{text}"}}</script>'


def read(head: str, body: str = "<p>x</p>", url: str = "https://examiner.example/news/bridge") -> Metadata:
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return read_metadata(tree, read_record(tree), url=url, fetched=FETCHED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-04-21", datetime(2026, 4, 21, tzinfo=UTC)),
        ("2026-04-21T23:30:00+02:00", datetime(2026, 4, 21, 21, 30, tzinfo=UTC)),
        ("2026-04-21 23:30:00 +02:00", datetime(2026, 4, 21, 21, 30, tzinfo=UTC)),
        ("2026-04-21T08:00Z", datetime(2026, 4, 21, 8, tzinfo=UTC)),
        ("2026-04-21T08:00:00.123Z", datetime(2026, 4, 21, 8, 0, 0, 123000, tzinfo=UTC)),
        ("2026-04-21T08:00:00+0000", datetime(2026, 4, 21, 8, tzinfo=UTC)),
        ("2026-04-21 08:00 UTC", datetime(2026, 4, 21, 8, tzinfo=UTC)),
        ("20260421", datetime(2026, 4, 21, tzinfo=UTC)),
        ("1776758400", datetime(2026, 4, 21, 8, tzinfo=UTC)),
        ("1776758400000", datetime(2026, 4, 21, 8, tzinfo=UTC)),
        ("Tue, 21 Apr 2026 10:00:00 +0200", datetime(2026, 4, 21, 8, tzinfo=UTC)),
        ("1970-01-01", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times(text: str, expected: datetime | None) -> None:
    assert parse_time(text) == expected


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    found = parse_time(text)
    assert found is None or found.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_written_times_are_read_back(when: datetime) -> None:
    assert parse_time(when.isoformat()) == when.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "day"),
    [("Published 2026-04-21", 21), ("Posted on: 2026-04-20", 20), ("Published works of the year 2026", None)],
)
def test_published_lines(line: str, day: int | None) -> None:
    found = published_line(line)
    assert (found.day if found else None) == day


def test_the_day_of_publication_is_not_that_of_the_update() -> None:
    found = read(
        '<meta property="article:modified_time" content="2026-05-21T09:00:00Z">'
        '<meta property="article:published_time" content="2026-05-19T23:10:00Z">'
    )
    assert found.published == datetime(2026, 5, 19, 23, 10, tzinfo=UTC)


def test_a_time_after_fetching_is_not_believed() -> None:
    found = read(
        '<meta property="article:published_time" content="2026-06-19T10:00:00Z">',
        '<h1>Bridge closed</h1><time datetime="2026-05-20T10:00:00Z">20 May</time>',
    )
    assert found.published == datetime(2026, 5, 20, 10, tzinfo=UTC)


def test_the_day_in_the_address_stands_in() -> None:
    found = read("", url="https://examiner.example/2026/05/18/bridge")
    assert found.published == datetime(2026, 5, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bridge closed to lorries | The Ellery Examiner", "Bridge closed to lorries"),
        ("Bridge closed to lorries - Ellery Examiner Sport", "Bridge closed to lorries"),
        ("The Ellery Examiner: Bridge", "The Ellery Examiner: Bridge"),
        ("Ellery Examiner | Bridge closed to lorries", "Bridge closed to lorries"),
        ("Bridge closed - and what it means", "Bridge closed - and what it means"),
        ("3-0 | United lose again | Ellery Examiner", "3-0 | United lose again"),
    ],
)
def test_the_name_of_the_site_leaves_the_title(title: str, expected: str) -> None:
    assert without_site(title, {"elleryexaminer"}) == expected


def test_the_record_names_the_title_before_what_is_sent_to_other_sites() -> None:
    found = read(
        '<meta property="og:title" content="This one vote changes everything">'
        + headline("Bridge closed to lorries"),
        "<h1>Bridge closed to lorries</h1>",
    )
    assert found.title == "Bridge closed to lorries"
    assert "This one vote changes everything" in found.titles


def test_a_headline_that_was_cut_is_made_whole() -> None:
    found = read(
        headline("Bridge closed to lorries until..."),
        "<h1>Bridge closed to lorries until the winter, council says</h1>",
    )
    assert found.title == "Bridge closed to lorries until the winter, council says"


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (["By Ines Calloway and Tomas Reyle"], ["Ines Calloway", "Tomas Reyle"]),
        (["Ines Calloway, Chief Reporter"], ["Ines Calloway"]),
        (["https://www.facebook.com/examiner", "@examiner", "ines-calloway", "admin"], []),
        (["The Ellery Examiner"], []),
        (["Ines Calloway; Tomas Reyle & Ines Calloway"], ["Ines Calloway", "Tomas Reyle"]),
    ],
)
def test_authors(given_: list[str], expected: list[str]) -> None:
    assert clean_authors(given_, "Ellery Examiner") == expected


def test_a_page_cannot_claim_the_address_of_another_site() -> None:
    found = read('<link rel="canonical" href="https://www.other.example/news/story">')
    assert found.url == "https://examiner.example/news/bridge"


def test_a_canonical_address_that_is_only_the_section_is_not_believed() -> None:
    found = read('<link rel="canonical" href="https://examiner.example/news">')
    assert found.url == "https://examiner.example/news/bridge"


def test_a_page_of_an_opinion_desk_is_opinion() -> None:
    assert read('<meta property="og:site_name" content="Examiner Opinion">').opinion
    assert not read('<meta property="og:site_name" content="Ellery Examiner">').opinion


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"title": "Opinion: Close the bridge"}, True),
        ({"title": "Editorial | Close the bridge"}, True),
        ({"title": "Close the bridge", "section": "Comment"}, True),
        ({"title": "Close the bridge", "url": "https://e.example/opinion/2026/close"}, True),
        ({"title": "Close the bridge", "kinds": ["OpinionNewsArticle"]}, True),
        ({"title": "Close the bridge", "outlet": "Examiner - Editorial"}, True),
        ({"title": "Close the bridge", "outlet": "Examiner Op-Ed"}, True),
        ({"title": "Close the bridge", "outlet": "Examiner Opinion"}, True),
        ({"title": "Close the bridge", "outlet": "Comment, the Examiner"}, True),
        ({"title": "Close the bridge", "outlet": "The Commentator"}, False),
        ({"title": "Minister declines to comment on bridge"}, False),
        ({"title": "Opinion poll puts the greens ahead"}, False),
        ({"title": "Bridge", "url": "https://e.example/news/opinion-poll"}, False),
    ],
)
def test_opinion(arguments: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    assert is_opinion(**arguments) is expected
