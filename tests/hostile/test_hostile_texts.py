"""Feeds, pages and texts built to cost: each at a size at which work that grows with the square never ends.

No clock is read here; pytest's own time limit ends a case that does not end.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.annotate import annotate, record
from aggregator.annotate.sentences import LONGEST_SENTENCE, split
from aggregator.config import ExtractSettings
from aggregator.config.opml import read_opml
from aggregator.errors import InputError
from aggregator.extract import extract_page, read_input
from aggregator.fetch import parse_feed
from aggregator.fetch.taming import tame
from aggregator.identity import canonical_url
from aggregator.models import Article, Feed, Problem

NOW = datetime(2026, 9, 15, 18, tzinfo=UTC)
FEED = Feed(url="https://lowmere.example/rss", name="Lowmere Post", outlet="Lowmere Post", family="lowmere")
SENTENCE = "The council said on Monday that the bridge would close for repairs until the spring. "
HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'
SIZE = 1_000_000


def rss(inner: str, head: str = HEAD) -> str:
    return f"{head}<item><title>Ferry resumes</title>{inner}</item></channel></rss>"


def loose(inner: str) -> str:
    """A feed that only the forgiving parser reads."""
    return rss(f"{inner}&nope;<b")


def doctype(inner: str, use: str = "") -> str:
    return f"<!DOCTYPE rss [\n{inner}]>" + rss(f"<description>{use}</description>", HEAD[21:])


LAUGHS = '<!ENTITY a0 "ha">\n' + "".join(
    f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">\n' for n in range(1, 12)
)
FEEDS: dict[str, Callable[[], str]] = {
    "billion laughs": lambda: doctype(LAUGHS, "&a11;"),
    "quadratic blow-up": lambda: doctype(f'<!ENTITY a "{"b" * 50_000}">\n', "&a;" * 50_000),
    "long entity within bounds": lambda: doctype('<!ENTITY a "bbbbbbbbbbbbbbbb">\n', "&a;" * 50_000),
    "external file": lambda: doctype('<!ENTITY a SYSTEM "file:///etc/passwd">\n', "&a;"),
    "external address": lambda: doctype('<!ENTITY a SYSTEM "http://127.0.0.1:9/a">\n', "&a;"),
    "parameter entity": lambda: doctype('<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;\n', "&b;"),
    "external type": lambda: '<!DOCTYPE rss SYSTEM "file:///etc/passwd">' + rss("", HEAD[21:]),
    "blank lines in front": lambda: HEAD[:21] + "\n" * SIZE + HEAD[21:] + "</channel></rss>",
    "declarations in front": lambda: "<!DOCTYPE rss [" + "\n<!ENTITY " * (SIZE // 10) + rss(""),
    "encodings in front": lambda: "<?xml " + "encoding='' " * (SIZE // 12) + rss(""),
    "quotes in front": lambda: '<?xml encoding="' + "'" * SIZE + rss(""),
    "an author of one word": lambda: rss(f"<author>{'a' * SIZE}</author>"),
    "an author of brackets": lambda: rss(f"<author>a@b.example {'(' * SIZE}</author>"),
    "an author of dots": lambda: loose(f"<author>a@{'a.' * (SIZE // 2)}</author>"),
    "many authors": lambda: rss("<author>Ann Other</author>" * 3_000),
    "many categories": lambda: rss("".join(f"<category>c{n}</category>" for n in range(SIZE // 25))),
    "deep": lambda: rss("<a>" * 20_000 + "</a>" * 20_000),
    "deep and loose": lambda: loose("<a>" * 5_000),
    "open tags": lambda: loose("<a " * 20_000),
    "open comments": lambda: loose("<!--" * 100_000),
    "open sections": lambda: loose("<![CDATA[" * 100_000),
    "ampersands": lambda: loose("&" * 30_000),
    "deep markup": lambda: rss(f"<description>{'&lt;div&gt;' * 60_000}</description>"),
    "deep JSON": lambda: '{"version":"https://jsonfeed.org/version/1.1","items":' + "[" * SIZE,
    "addresses": lambda: (
        HEAD + "".join(f"<item><link>http://a.example{'/amp' * 450}{n}</link></item>" for n in range(200))
    ),
    "combining marks": lambda: rss(f"<title>e{'́̀' * 300_000}</title>"),
    "surrogates": lambda: (
        '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"\\ud800 a"}]}'
    ),
}


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed(name: str) -> None:
    entries, problems = parse_feed(FEEDS[name]().encode(), feed=FEED, url=FEED.url, now=NOW, max_items=200)
    assert entries or problems
    assert sum(len(entry.title) + len(entry.text) for entry in entries) < SIZE
    for entry in entries:
        assert "root:" not in entry.text
        (entry.title + entry.text).encode()


def test_feedparser_still_has_the_names_that_are_bounded() -> None:
    tame()
    entries, _ = parse_feed(
        rss("<author>ann@lowmere.example (Ann Other)</author>" + "<category>c</category>" * 60).encode(),
        feed=FEED, url=FEED.url, now=NOW, max_items=9,
    )  # fmt: skip
    assert entries[0].authors == ("Ann Other",)
    _, problems = parse_feed(
        FEEDS["declarations in front"]().encode(), feed=FEED, url=FEED.url, now=NOW, max_items=9
    )
    assert [one.detail for one in problems] == ["More than 10,000 bytes stand before its first element."]


def page(inner: str, head: str = "") -> str:
    return (
        f"<html><head><title>Bridge closes today</title>{head}</head><body><article>"
        f"<h1>Bridge closes today</h1><p>{SENTENCE * 6}</p>{inner}</article></body></html>"
    )


PAGES: dict[str, Callable[[], str]] = {
    "many attributes": lambda: page("<p " + " ".join(f"a{n}=b" for n in range(200_000)) + ">x"),
    "digits": lambda: page(f"<p>{'1' * SIZE}</p>"),
    "years": lambda: page("<time>2020</time>" * 20_000),
    "headings": lambda: page("<h1>One more heading here</h1>" * 25_000),
    "names of the site": lambda: page(
        "", "<meta property=og:title content='" + "Example | " * 50_000 + "Example'>"
    ),
    "one word": lambda: page(f"<p>{'a' * SIZE}</p>"),
    "quotes": lambda: page(f"<p>{'“' * SIZE}</p>"),
    "spaces": lambda: page(f"<p>a{'&nbsp; ' * 100_000}b</p>"),
    "deep": lambda: page("<div>" * 100_000),
    "deep record": lambda: page("", "<script type=application/ld+json>" + '{"a":' * 200_000 + "</script>"),
    "record of numbers": lambda: page(
        "", "<script type=application/ld+json>[" + "9" * SIZE + "]</script>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page(name: str) -> None:
    found = extract_page(
        PAGES[name]().encode(), url="https://example.org/a/b", settings=ExtractSettings(), languages=None
    )
    assert isinstance(found, Article) or found.reason in {"too_large", "no_text"}


def test_fifty_megabytes_on_one_line_are_refused() -> None:
    found = extract_page(b"<html><p>" + b"a" * 50_000_000, url="", settings=ExtractSettings())
    assert isinstance(found, Problem)
    assert found.reason == "too_large"


LONG = 20_000
TEXTS = {
    "one word": "a" * LONG,
    "capitals": "Aa" * (LONG // 2),
    "digits": "1 " * (LONG // 2),
    "grouped digits": "1,111" * (LONG // 5),
    "open quotes": "“" * LONG,
    "short quotes": "“a” " * (LONG // 4),
    "single quotes": "‘aaaaaaaaaaaaaaaaaaaaaaaaaa" * (LONG // 27),
    "dots": "." * LONG + "x",
    "stops": "?!" * (LONG // 2) + "x",
    "initials": "A. B. " * (LONG // 6),
    "brackets": "(" * (LONG // 2),
    "asides": "a (b. c) " * (LONG // 9),
    "remains": "a" * LONG + " is unclear",
    "white space": "a" + " " * LONG + "b",
    "saying": "he said that " * (LONG // 13),
    "combining marks": "e" + "́" * LONG,
    "links": "[a](" * (LONG // 4),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text(name: str) -> None:
    text = TEXTS[name]
    assert all(piece.end - piece.start <= LONGEST_SENTENCE for piece in split(text * 5))
    article = Article(id="a", text=text, title="Bridge closes", published=NOW)
    found = record(article, annotate(article))
    assert found["text"] == text


def test_an_address_of_a_thousand_endings() -> None:
    assert canonical_url("http://a.example/b" + "/amp" * 50_000) == "http://a.example/b"


def test_a_markdown_file_of_open_links(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"# Bridge closes\n\n{SENTENCE * 5}{'[' * 200_000}{'[a](' * 50_000}", encoding="utf-8")
    (found,) = read_input(file, ExtractSettings())
    assert isinstance(found, Article | Problem)


def test_a_file_that_unpacks_to_too_much(tmp_path: Path) -> None:
    file = tmp_path / "a.txt.gz"
    file.write_bytes(gzip.compress(b"a" * 60_000_000))
    (found,) = read_input(file, ExtractSettings())
    assert isinstance(found, Problem)
    assert found.reason == "too_large"


@pytest.mark.parametrize(
    "body",
    [
        doctype(LAUGHS, "&a11;"),
        '<!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml/>',
        "<opml><body>" + "<outline text='a'>" * 100,
        "<opml><body>" + "<outline text='a'/>" * 20_001,
        "<opml" + " a" * 100_000,
        "\x00<opml/>",
        "<rss/>",
    ],
)  # fmt: skip
def test_a_list_of_feeds(body: str) -> None:
    with pytest.raises(InputError):
        read_opml(body.encode())
