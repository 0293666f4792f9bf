from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.fetch import parse_feed
from aggregator.fetch.feedparsing import PARSER_ERRORS
from aggregator.fetch.items import MAX_ID
from aggregator.fetch.losses import LOST
from aggregator.fetch.parse import count_items
from aggregator.fetch.plain import MAX_TEXT
from aggregator.models import Entry, Feed, Problem

from .conftest import NOW, RSS

URL = "https://post.lowmere.example/feeds/rss"
FEED = Feed(url=URL, name="Lowmere Post", outlet="Lowmere Post", family="lowmere")


def parse(
    body: str | bytes, *, feed: Feed = FEED, content_type: str = "", max_items: int = 200
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    raw = body if isinstance(body, bytes) else body.encode()
    return parse_feed(raw, feed=feed, url=URL, content_type=content_type, now=NOW, max_items=max_items)


def rss(*items: str, head: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        f"<channel><title>Post</title>{head}{inside}</channel></rss>"
    )


def atom(*entries: str, attributes: str = "") -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Post</title>{inside}</feed>'


def one(body: str | bytes, **options: Any) -> Entry:
    (entry,), problems = parse(body, **options)
    assert problems == ()
    return entry


def reasons(problems: tuple[Problem, ...]) -> dict[str, bool]:
    return {problem.reason: problem.fatal for problem in problems}


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


def test_atom() -> None:
    entry = one(
        atom(
            "<id>tag:1</id><title type='html'>Ferry &amp;lt;b&amp;gt;sails</title>"
            "<updated>2026-09-15T12:00:00Z</updated><published>2026-09-15T09:00:00Z</published>"
            "<link rel='self' href='/api/1'/><link href='../f'/>"
            "<author><name>Ann Other</name><email>ann@post.example</email></author>"
            "<content type='xhtml' xml:lang='en'><div xmlns='http://www.w3.org/1999/xhtml'><p>Boats.</p><p>Sail.</p>"
            "</div></content>",
            attributes="xml:lang='de'",
        )
    )
    assert (entry.title, entry.text) == ("Ferry sails", "Boats.\n\nSail.")
    assert entry.url == "https://post.lowmere.example/f"
    assert entry.published == datetime(2026, 9, 15, 9, 0, tzinfo=UTC), "when it was published, not changed"
    assert (entry.language, entry.authors) == ("en", ("Ann Other",))


def test_rdf() -> None:
    entry = one(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="https://x.example/"><title>Post</title></channel>'
        '<item rdf:about="https://x.example/f"><title>Ferry</title><link>https://x.example/f</link></item></rdf:RDF>'
    )
    assert (entry.title, entry.url) == ("Ferry", "https://x.example/f")


JSON_FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Post",
    "language": "en",
    "authors": [{"name": "The Desk"}],
    "items": [
        {
            "id": 7,
            "url": "/f",
            "title": "Ferry <script>x()</script>sails &amp; sinks",
            "content_html": "<p>Boats.</p><p>Sail.</p>",
            "date_published": "2026-09-15T10:00:00+02:00",
        },
        {
            "id": "8",
            "content_text": "Fewer than 5 <b> boats",
            "authors": [{"name": "Ann Other"}],
            "language": "de",
        },
        {"id": ["not", "an", "id"]},
        "not an item",
    ],
}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n "])
def test_json_feed(mark: bytes) -> None:
    (ferry, note), problems = parse(
        mark + json.dumps(JSON_FEED).encode(), content_type="application/feed+json"
    )
    assert (ferry.id, ferry.url) == ("7", "https://post.lowmere.example/f")
    assert (ferry.title, ferry.text) == ("Ferry sails & sinks", "Boats.\n\nSail.")
    assert ferry.published == datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
    assert (ferry.authors, ferry.language) == (("The Desk",), "en")
    assert (note.id, note.url, note.authors, note.language) == ("8", "", ("Ann Other",), "de")
    assert reasons(problems) == {"bad_item": False}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("{}", {"not_a_feed": True}),
        ("{not json", {"not_a_feed": True}),
        ('{"version": "https://jsonfeed.org/version/1", "items": 5}', {"not_a_feed": True}),
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', {"empty_feed": False}),
        ("", {"empty_body": True}),
        (" \n\t", {"empty_body": True}),
        ("Service unavailable", {"not_a_feed": True}),
        ("<!doctype html><html><body><p>Hello</p></body></html>", {"not_a_feed": True}),
        (rss(), {"empty_feed": False}),
        (atom(), {"empty_feed": False}),
        ("<rss version='2.0'><channel><title>x", {"malformed": True}),
    ],
)
def test_what_gives_no_entries_says_why(body: str, found: dict[str, bool]) -> None:
    entries, problems = parse(body)
    assert (entries, reasons(problems)) == ((), found)
    assert problems[0].subject == "Lowmere Post"
    assert problems[0].step == "fetch"


def test_a_blank_line_in_front_is_no_fault() -> None:
    assert one(b"\n \r\n" + RSS).title == "Ferry service resumes"


def test_broken_xml_is_read_as_well_as_may_be() -> None:
    body = rss("<title>Harbour & Sons</title>", "<title>Ferry</title>").replace("</channel>", "")
    entries, problems = parse(body)
    assert [entry.title for entry in entries] == ["Harbour & Sons", "Ferry"]
    assert reasons(problems) == {"malformed": False}


def titles(body: str | bytes, **options: Any) -> list[str]:
    return [entry.title for entry in parse(body, **options)[0]]


def test_the_same_article_twice() -> None:
    link = "<link>https://post.lowmere.example/f</link>"
    entries, problems = parse(
        rss(
            f"<guid>1</guid><title>Ferry</title>{link}",
            f"<guid>2</guid><title>Ferry, updated</title>{link[:-7]}?utm_source=rss</link>",
            "<guid>1</guid><title>Ferry</title><link>https://post.lowmere.example/other</link>",
            "<guid>1</guid><title>Without address</title>",
        )
    )
    assert [entry.title for entry in entries] == ["Ferry"]
    assert reasons(problems) == {"listed_twice": False}
    assert "3" in problems[0].detail
    assert "Ferry, updated" in problems[0].detail


def test_one_id_for_all_items_does_not_make_them_one() -> None:
    entries, problems = parse(
        rss(*(f"<guid>0</guid><title>T{n}</title><link>https://x.example/{n}</link>" for n in range(3)))
    )
    assert [entry.title for entry in entries] == ["T0", "T1", "T2"]
    assert len({entry.id for entry in entries}) == 3
    assert problems == ()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "file:///etc/passwd",
        "http://",
        "http://[x",
    ],
)
def test_a_link_that_is_no_web_address(link: str) -> None:
    (entry,), problems = parse(
        rss(f"<title>Ferry</title><link>{link}</link><description>Boats.</description>")
    )
    assert (entry.url, entry.text) == ("", "Boats.")
    assert reasons(problems) == {"bad_link": False}


def test_a_link_around_a_tracking_service() -> None:
    item = (
        "<title>F</title><link>https://track.example/1</link>"
        "<feedburner:origLink>https://x.example/f</feedburner:origLink>"
    )
    assert one(rss(item)).url == "https://x.example/f"


def test_a_link_with_white_space_in_it() -> None:
    assert one(rss("<title>F</title><link>\n https://x.example/\n f </link>")).url == "https://x.example/f"


def test_a_guid_is_a_link_unless_it_says_no() -> None:
    assert one(rss("<title>F</title><guid>https://x.example/f</guid>")).url == "https://x.example/f"
    assert one(rss("<title>F</title><guid isPermaLink='false'>https://x.example/f</guid>")).url == ""
    assert one(rss("<title>F</title><guid>12345</guid>")).url == "", "many forget to say no"


def test_an_item_with_nothing_in_it() -> None:
    entries, problems = parse(rss("<pubDate>Tue, 15 Sep 2026 09:30:00 GMT</pubDate>", "<title>Ferry</title>"))
    assert [entry.title for entry in entries] == ["Ferry"]
    assert reasons(problems) == {"empty_item": False}


@pytest.mark.parametrize(
    ("ahead", "kept"), [(timedelta(0), True), (timedelta(hours=23), True), (timedelta(hours=25), False)]
)
def test_a_date_in_the_future(ahead: timedelta, kept: bool) -> None:  # noqa: FBT001
    when = NOW + ahead
    (entry,), problems = parse(rss(f"<title>F</title><pubDate>{when:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"))
    assert entry.published == (when if kept else None)
    assert reasons(problems) == ({} if kept else {"future_date": False})


@pytest.mark.parametrize(
    "date", ["last Tuesday", "0", "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 99 Sep 2026 09:30:00 GMT"]
)
def test_a_date_that_cannot_be_right(date: str) -> None:
    (entry,), problems = parse(rss(f"<title>F</title><pubDate>{date}</pubDate>"))
    assert entry.published is None
    assert reasons(problems) == {"bad_date": False}


def test_the_time_of_change_stands_in_for_a_missing_time_of_publication() -> None:
    entry = one(atom("<title>F</title><updated>2026-09-14T12:00:00Z</updated>"))
    assert entry.published == datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


def test_more_items_than_wanted() -> None:
    entries, problems = parse(rss(*(f"<title>T{n}</title><guid>{n}</guid>" for n in range(5))), max_items=3)
    assert [entry.title for entry in entries] == ["T0", "T1", "T2"]
    assert reasons(problems) == {"over_max_items": False}
    assert "2" in problems[0].detail


def test_a_text_without_end() -> None:
    (entry,), problems = parse(rss(f"<title>F</title><description>{'word ' * 70_000}</description>"))
    assert MAX_TEXT - 10 < len(entry.text) <= MAX_TEXT
    assert reasons(problems) == {"cut": False}


def test_an_id_without_end() -> None:
    entry = one(rss(f"<title>F</title><guid isPermaLink='false'>{'x' * 5_000}</guid>"))
    assert len(entry.id) <= MAX_ID


def test_items_without_id_get_one_from_what_they_say() -> None:
    body = rss("<title>A</title>", "<title>B</title>")
    first, second = parse(body)[0]
    assert first.id != second.id
    assert parse(body)[0] == (first, second)


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


NAMES = "Fähre «Łódź» – 渡船"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(f"<title>{NAMES}</title>").encode(), ""),
        (rss(f"<title>{NAMES}</title>").encode(), "text/xml"),
        (rss(f"<title>{NAMES}</title>").encode(), "application/rss+xml; charset=ISO-8859-1"),
        (rss(f"<title>{NAMES}</title>").encode("utf-8-sig"), "application/xml"),
        (rss(f"<title>{NAMES}</title>").replace("utf-8", "utf-16").encode("utf-16"), "application/xml"),
        (rss(f"<title>{NAMES}</title>").replace("utf-8", "gb18030").encode("gb18030"), "application/xml"),
    ],
)
def test_encodings(body: bytes, content_type: str) -> None:
    assert titles(body, content_type=content_type) == [NAMES]


def test_an_encoding_that_only_the_server_tells() -> None:
    body = rss("<title>Дорога</title>").replace(' encoding="utf-8"', "").encode("koi8-r")
    assert titles(body, content_type="application/xml; charset=koi8-r") == ["Дорога"]


def test_an_encoding_that_nobody_tells_right() -> None:
    (entry,), problems = parse(rss("<title>Fähre</title>").encode("latin-1"))
    assert entry.title == "Fähre"
    assert reasons(problems) == {"guessed_encoding": False}


def test_entities_that_grow_without_end() -> None:
    levels = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(12))
    body = f"<!DOCTYPE rss [<!ENTITY e0 'ha'>{levels}]>" + rss("<title>&e12;</title>").partition("?>")[2]
    started = time.process_time()
    entries, _ = parse(body)
    assert time.process_time() - started < 2
    assert all(len(entry.title) <= 300 for entry in entries)


def test_entities_that_read_files(tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    doctype = f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
    body = doctype + rss("<title>F &x;</title>").partition("?>")[2]
    assert all("the secret" not in title for title in titles(body))


def checked(body: bytes, content_type: str = "") -> None:
    """Assert what holds for any bytes: nothing raised, nothing lost in silence, everything clean."""
    entries, problems = parse(body, content_type=content_type, max_items=50)
    assert entries or problems
    assert not (entries and any(problem.fatal for problem in problems))
    assert len({entry.id for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.url == "" or entry.url.startswith(("http://", "https://"))
        assert entry.title or entry.text or entry.url
        assert entry.published is None or entry.published.utcoffset() == timedelta(0)
        f"{entry}{problems}".encode()
    try:
        seen = count_items(body, content_type=content_type)
    except PARSER_ERRORS:
        return
    if seen > len(entries) > 0:
        assert {problem.reason for problem in problems} & LOST


@settings(deadline=None)
@given(st.binary(), st.text(max_size=30))
@example(b"<rss><item><title>&#99999999999;</title></item></rss>", "")
@example(
    b"<rss><item><title>&#x110000;</title><pubDate>Tue, 15 Sep 999999 09:30:00 GMT</pubDate></item></rss>", ""
)
@example(b"<?xml version='1.0' encoding='\xff'?><rss/>", "")
@example(b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='http://[::'/></entry></feed>", "")
@example(b"<rss xmlns:a='http://[x'><item xml:base='http://[x'><link>b</link></item></rss>", "")
@example(b"<rss>" + b"<x>" * 50, "text/xml; charset=utf-7")
@example(
    b'{"version": "jsonfeed.org/version/1", "items": [{"date_published": "0001-01-01T00:00:00+23:59"}]}',
    "",
)
def test_any_bytes(body: bytes, content_type: str) -> None:
    checked(body, content_type)


PIECES = st.sampled_from(
    [
        *(
            "<rss version='2.0'>",
            "<channel>",
            "<item>",
            "</item>",
            "<title>",
            "</title>",
            "<link>",
            "</link>",
            "<guid>",
        ),
        *(
            "</guid>",
            "<description>",
            "<![CDATA[",
            "]]>",
            "<pubDate>",
            "</pubDate>",
            "<feed xmlns='http://www.w3.org/2005/Atom'>",
        ),
        *(
            "<entry>",
            "</entry>",
            "<updated>",
            "<link href='/x'/>",
            "<content type='xhtml'>",
            "<content mode='base64'>",
            "<div>",
        ),
        *(
            "&amp;",
            "&#x1F;",
            "&bogus;",
            "&#55296;",
            "<!DOCTYPE x [",
            "<!ENTITY a 'b'>",
            "]>",
            "<?xml ",
            "?>",
            "<!--",
            "-->",
        ),
        *(
            "http://x.example/",
            "http://[",
            "2026-09-15",
            "Tue, 15 Sep 2026",
            "99:99",
            "<source>",
            "<media:title>",
            "<dc:creator>",
        ),
        *(
            "<svg>",
            "<georss:point>1 x</georss:point>",
            "<itunes:author>",
            "xml:lang='",
            "<",
            ">",
            "'",
            " ",
            "Ferry",
            "\ud83d",
        ),
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_heap_of_feed_pieces(pieces: list[str]) -> None:
    checked("".join(pieces).encode("utf-8", "surrogatepass"))


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.just("2026-09-15T10:00:00Z"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = [
    "id",
    "url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "date_published",
    "author",
    "authors",
    "language",
]


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES) | JSON_VALUES, max_size=4), JSON_VALUES)
def test_any_json_feed(items: list[Any], language: Any) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items, "language": language}
    checked(json.dumps(feed).encode())
