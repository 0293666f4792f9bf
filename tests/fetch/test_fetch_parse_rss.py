from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from aggregator.models import Entry

from .conftest import RSS
from .documents import FEED, URL, one, rss


def test_rss() -> None:
    entry = one(RSS)
    assert entry == Entry(
        feed=URL,
        id="a1",
        url="https://post.lowmere.example/ferry",
        title="Ferry service resumes",
        text="Boats sail again from Monday.",
        published=datetime(2026, 9, 15, 7, 30, tzinfo=UTC),
    )


def test_rss_with_the_whole_text() -> None:
    entry = one(
        rss(
            "<title>Ferry</title><link>https://post.lowmere.example/f</link><description>Short.</description>"
            "<content:encoded><![CDATA[<p>Boats <b>sail</b>.</p><p>From Monday.</p>]]></content:encoded>"
            "<dc:creator>By Ann Other and Bo Third</dc:creator><dc:date>2026-09-15T10:00:00+02:00</dc:date>",
            head="<language>en-GB</language>",
        )
    )
    assert entry.text == "Boats sail.\n\nFrom Monday."
    assert entry.authors == ("Ann Other", "Bo Third")
    assert entry.language == "en-GB"
    assert entry.published == datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
    assert entry.id == entry.url == "https://post.lowmere.example/f"


def test_rdf() -> None:
    entry = one(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="https://x.example/"><title>Post</title></channel>'
        '<item rdf:about="https://x.example/f"><title>Ferry</title><link>https://x.example/f</link></item></rdf:RDF>'
    )
    assert (entry.title, entry.url) == ("Ferry", "https://x.example/f")


def test_a_link_around_a_tracking_service() -> None:
    item = (
        "<title>F</title><link>https://track.example/1</link>"
        "<feedburner:origLink>https://x.example/f</feedburner:origLink>"
    )
    assert one(rss(item)).url == "https://x.example/f"


def test_a_guid_is_a_link_unless_it_says_no() -> None:
    assert one(rss("<title>F</title><guid>https://x.example/f</guid>")).url == "https://x.example/f"
    assert one(rss("<title>F</title><guid isPermaLink='false'>https://x.example/f</guid>")).url == ""
    assert one(rss("<title>F</title><guid>12345</guid>")).url == "", "many forget to say no"


@pytest.mark.parametrize(
    ("given_name", "authors"),
    [
        ("Ann Other", ("Ann Other",)),
        ("by Ann Other &amp; Bo Third", ("Ann Other", "Bo Third")),
        ("Ann Other, Bo Third", ("Ann Other", "Bo Third")),
        ("Ann Other, Lowmere", ("Ann Other, Lowmere",)),
        ("desk@post.example", ()),
        ("<b>Ann</b> Other", ("Ann Other",)),
    ],
)
def test_authors(given_name: str, authors: tuple[str, ...]) -> None:
    assert one(rss(f"<title>F</title><dc:creator><![CDATA[{given_name}]]></dc:creator>")).authors == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("desk@post.example (Ann Other)", ("Ann Other",)),
        ("desk@post.com (Ann Other)", ("Ann Other",)),
        ("desk@post.example", ()),
        ("desk@post.com", ()),
    ],
)
def test_authors_with_a_mail_address(line: str, authors: tuple[str, ...]) -> None:
    assert one(rss(f"<title>F</title><author>{line}</author>")).authors == authors


@pytest.mark.parametrize("language", ["<b>", "english please", "x" * 99])
def test_a_language_that_is_none(language: str) -> None:
    assert one(rss("<title>F</title>", head=f"<language><![CDATA[{language}]]></language>")).language == ""


def test_an_aggregator_names_the_outlet() -> None:
    item = (
        "<title>Ferry sinks - The Tarn Courier</title><link>https://x.example/f</link>"
        "<description>&lt;a href='x'&gt;Ferry sinks&lt;/a&gt; The Tarn Courier</description>"
        "<source url='https://tarn.example'>The Tarn Courier</source>"
    )
    entry = one(rss(item), feed=replace(FEED, kind="aggregator"))
    assert (entry.title, entry.outlet, entry.text) == ("Ferry sinks", "The Tarn Courier", "")
    own = one(rss(item))
    assert (own.title, own.outlet) == ("Ferry sinks - The Tarn Courier", "")
