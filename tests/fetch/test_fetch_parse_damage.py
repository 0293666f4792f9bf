from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from .conftest import RSS
from .documents import atom, checked, one, parse, reasons, rss, titles


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
