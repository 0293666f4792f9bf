"""The quick way and feedparser make the same of a feed, wherever the quick way is taken at all."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.fetch import parse_feed, quick
from aggregator.fetch.parse import _parse_any
from aggregator.models import Feed

from .conftest import NOW, RSS

URL = "https://post.lowmere.example/rss"
ATOM_HEAD = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">'
RSS_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
    '<channel><title>Post</title><atom:link rel="self" href="https://post.example/rss"/>'
    "<language>en-gb</language>"
)
PLAIN = "<title>Ferry resumes</title><link>https://post.example/ferry</link>"
ATOM_PLAIN = '<title>Ferry resumes</title><link href="https://post.example/ferry"/>'


def rss(*items: str) -> bytes:
    return (RSS_HEAD + "".join(f"<item>{one}</item>" for one in items) + "</channel></rss>").encode()


def atom(*entries: str) -> bytes:
    return (ATOM_HEAD + "".join(f"<entry>{one}</entry>" for one in entries) + "</feed>").encode()


def same_both_ways(body: bytes, kind: str = "outlet") -> None:
    feed = Feed(url=URL, name="Post", outlet="Post", family="post", kind=kind)
    slow = _parse_any(body, feed, URL, "application/xml", NOW, 200)
    assert (
        parse_feed(body, feed=feed, url=URL, content_type="application/xml", now=NOW, max_items=200) == slow
    )
    assert slow[0]


QUICK = [
    rss(PLAIN),
    rss(PLAIN + "<guid>a1</guid><description>Boats &amp;amp; &lt;b&gt;more&lt;/b&gt;</description>"),
    rss(PLAIN + "<guid isPermaLink='true'>https://post.example/ferry</guid><author>Ana Ruiz</author>"),
    rss(
        PLAIN
        + "<guid isPermaLink='false'>7</guid><dc:creator>Ana Ruiz</dc:creator><dc:creator>Bo</dc:creator>"
    ),
    rss(PLAIN + "<pubDate>Tue, 15 Sep 2026 09:30:00 +0200</pubDate><category>x</category>"),
    rss(PLAIN + "<pubDate>5 Sep 2026 09:30:00 GMT</pubDate><comments>https://c.example</comments>"),
    rss(
        PLAIN
        + "<description>Short.</description><content:encoded><![CDATA[<p>Long é.</p>]]></content:encoded>"
    ),
    rss(
        PLAIN + "<content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded><description>Short.</description>"
    ),
    rss(PLAIN + "<content:encoded>&lt;p&gt;Alone.&lt;/p&gt;</content:encoded>"),
    rss(
        PLAIN + "<source url='https://o.example'>The Other</source><media:thumbnail url='https://i.example'/>"
    ),
    rss("<!-- one --><title><![CDATA[A < B & C]]></title><link> https://post.example/a?b=1&amp;c=2 </link>"),
    rss(PLAIN, PLAIN.replace("ferry", "other")),
    b"\xef\xbb\xbf" + rss(PLAIN),
    b"\n" + rss(PLAIN),
    rss(PLAIN).replace(b'encoding="utf-8"', b'encoding="iso-8859-1"').replace(b"Ferry", "Fährë".encode()),
    atom(ATOM_PLAIN + "<id>tag:1</id><updated>2026-09-15T09:30:00Z</updated>"),
    atom(
        ATOM_PLAIN
        + "<id>tag:1</id><published>2026-09-14T09:30:00+02:00</published>"
        + "<updated>2026-09-15T09:30:00Z</updated>"
        + "<author><name>Ana Ruiz</name><uri>https://a.example</uri></author><category term='x'/>"
        + "<summary type='html'>&lt;p&gt;Short.&lt;/p&gt;</summary>"
        + "<content type='text'>a &lt; b, long</content>"
    ),
    atom(ATOM_PLAIN + '<link rel="enclosure" href="https://e.example/a.mp3"/><id>x</id>'),
]
SLOW = [
    b"\xef\xbb\xbf\n" + rss(PLAIN),
    rss("<title>No address</title><guid>1</guid>"),
    rss(PLAIN + "<guid/>"),
    rss(PLAIN + PLAIN),
    rss("<title>A <b>c</b></title><link>https://post.example/ferry</link>"),
    rss("<title>A</title><link>/relative</link>"),
    rss("<title>A</title><guid>https://post.example/ferry</guid>"),
    rss(PLAIN + "<itunes:summary>Another summary</itunes:summary>"),
    rss(PLAIN + "<dc:date>2026-09-15</dc:date>"),
    rss(PLAIN + "<pubDate>Tue, 15 Sep 2026 09:30:00 EST</pubDate>"),
    rss(PLAIN + "<pubDate>yesterday</pubDate>"),
    rss(PLAIN + "<author>desk@post.example (Ana Ruiz)</author>"),
    rss(PLAIN + "<media:content url='x'><media:title>Photo</media:title></media:content>"),
    rss(PLAIN + "<description xml:lang='fr'>Bonjour</description>"),
    rss(PLAIN).replace(b"Ferry", b"Ferry &#150;"),
    rss(PLAIN).replace(b"<rss ", b'<!DOCTYPE rss [<!ENTITY a "b">]><rss ').replace(b"Ferry", b"&a;"),
    rss(PLAIN).replace(b"</channel>", b""),
    rss(PLAIN).replace(b"Ferry", b"F\xe4hre"),
    rss(PLAIN).replace(b'version="2.0"', b'version="0.91"'),
    atom(ATOM_PLAIN + "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A</div></content>"),
    atom(ATOM_PLAIN + "<content src='https://c.example'/>"),
    atom(ATOM_PLAIN + "<link href='https://post.example/second'/>"),
    atom(ATOM_PLAIN + "<updated>2026-09-15</updated>"),
    atom(ATOM_PLAIN).replace(b"<title>", b"<title xml:base='https://b.example'>"),
]


@pytest.mark.parametrize("kind", ["outlet", "aggregator"])
@pytest.mark.parametrize("body", QUICK)
def test_a_plain_feed_is_read_the_quick_way_and_the_same(body: bytes, kind: str) -> None:
    assert quick.items_of(body) is not None
    same_both_ways(body, kind)


@pytest.mark.parametrize("body", SLOW)
def test_what_is_unusual_is_left_to_feedparser(body: bytes) -> None:
    assert quick.items_of(body) is None


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"<rss/>", b"<a><b></a>", rss(), atom(), b"<?xml", b"<html></html>"]
)
def test_what_is_no_plain_feed_is_left_to_feedparser_too(body: bytes) -> None:
    assert quick.items_of(body) is None


def test_depth_and_entities_cost_nothing() -> None:
    assert quick.items_of(rss(PLAIN + "<description>" + "<b>" * 100_000 + "</description>")) is None
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + rss(PLAIN)
    assert quick.items_of(bomb) is None


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)
markup = st.one_of(words, words.map(lambda one: f"<p>{one}</p>"), words.map(escape))
parts = st.one_of(
    st.builds("<title>{}</title>".format, markup.map(escape)),
    st.builds("<description>{}</description>".format, markup.map(escape)),
    st.builds("<content:encoded>{}</content:encoded>".format, markup.map(escape)),
    st.builds(
        "<guid isPermaLink='{}'>{}</guid>".format, st.sampled_from(["true", "false"]), words.map(escape)
    ),
    st.builds("<author>{}</author>".format, words.map(escape)),
    st.builds("<dc:creator>{}</dc:creator>".format, words.map(escape)),
    st.builds("<source url='x'>{}</source>".format, words.map(escape)),
    st.datetimes().map("<pubDate>{:%a, %d %b %Y %H:%M:%S} GMT</pubDate>".format),
    st.sampled_from(
        [PLAIN, "<link>https://post.example/b</link>", "<category/>", "<media:content url='x'/>"]
    ),
)


@settings(max_examples=300)
@given(st.lists(st.lists(parts, max_size=7).map("".join), min_size=1, max_size=4), st.booleans())
def test_any_feed_is_the_same_both_ways(items: list[str], aggregator: bool) -> None:  # noqa: FBT001
    body = rss(PLAIN, *items)
    if quick.items_of(body) is not None:
        same_both_ways(body, "aggregator" if aggregator else "outlet")


def test_the_feed_of_these_tests_is_left_to_feedparser() -> None:
    assert quick.items_of(RSS) is None, "its link is relative"
