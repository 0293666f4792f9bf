# ruff: noqa: E501 - the lists of pieces are read better in few lines
"""Fuzzing of the four doors for text from outside: `./run fuzz [--minutes N]`.

Each example is drawn by Hypothesis from pieces that steer parsers into their corners. What fails is written
to a file with the bytes that did it, smallest first found by Hypothesis, to become a case of this folder.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from signal import ITIMER_REAL, SIGALRM, setitimer, signal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aggregator.annotate import annotate, record
from aggregator.config import ExtractSettings
from aggregator.extract import extract_page
from aggregator.fetch import parse_feed
from aggregator.fetch.reasons import FetchError
from aggregator.fetch.reply import ReplyReader
from aggregator.models import Article, Feed, Problem

NOW = datetime(2026, 9, 15, 18, tzinfo=UTC)
FEED = Feed(url="https://lowmere.example/rss", name="Lowmere Post", outlet="Lowmere Post", family="lowmere")
SECONDS = 20
"""An example of a few kilobytes that takes longer hangs; any takes less than a hundredth of it."""
REPLY_BYTES = 10_000
"""Bytes of body that a reply may have here."""
EXAMPLES = 100
"""Examples between two looks at the clock."""

SENTENCE = "The council said on Monday that 12 people, “among them two children”, had left Lowmere. "
WORDS = [
    *("a", "A. ", "1", "1,000 ", " ", "\n\n", "\x00", "\x1b[2J", "\u202e", "\ufeff", "’", "“", "”", "(", ")", "..."),
    *("- ", "Mr. Vale said ", "who ", "it was not clear whether ", "$3 million ", "on May 99 ", "é", "漢", "\U0001f600"),
    *("<", ">", "&", "&amp;", "&#0;", "&#xD800;", "<!--", "-->", "<![CDATA[", "]]>", "<?xml ?>", "<!DOCTYPE a [", "]>"),
    *("</", "/>", "='", '"', "&lt;script&gt;", "javascript:", "http://a.example/", "../", "%00", "@", SENTENCE),
]  # fmt: skip
XML = [
    *("<rss version='2.0'>", "<channel>", "<item>", "</item>", "</channel>", "<title>", "</title>", "<link>", "</link>"),
    *("<pubDate>", "</pubDate>", "<author>", "</author>", "<guid isPermaLink='true'>", "<description>", "</description>"),
    *("<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "<content type='xhtml'>", "<category term='a'/>"),
    *("<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>", "<enclosure url='a' length='-1'/>", "<category>"),
    *('{"version":"https://jsonfeed.org/version/1.1","items":[', '{"id":1,"url":"', '"}', "]}", "<?xml version='1.0'?>"),
]  # fmt: skip
HTML = [
    *("<html>", "<head>", "<body>", "<article>", "<p>", "</p>", "<div class='byline'>", "<h1>", "</h1>", "<time datetime='"),
    *("<meta name=author content='", "<meta property=og:title content='", "<link rel=canonical href='", "<table><tr><td>"),
    *("<script type=application/ld+json>", "</script>", '{"@type":"NewsArticle","headline":"', '"author":', "{", "}", "["),
    *("<ul><li><a href='/x'>", "<svg>", "<template>", "<noscript>", "<base href='//'>", "<title>", "</title>"),
]  # fmt: skip
HTTP = [
    *("HTTP/1.1 200 OK\r\n", "HTTP/1.1 304 Not Modified\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.0 410 Gone\r\n"),
    *("HTTP/2.0 200\n", "HTTP/1.1 101 Switching Protocols\r\n", "\r\n", "\r\n\r\n", "\n", "\n\n", "\r", " ", "\t", ":", ";"),
    *("Content-Length: 5\r\n", "Content-Length: -1\r\n", "Content-Length: 5, 5\r\n", "Content-Length: 99999999999999999999\r\n"),
    *("Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: x\r\n", "Connection: close\r\n"),
    *("Connection: Upgrade\r\nUpgrade: h2c\r\n", "Trailer: X\r\n", "X: y\r\n", " folded\r\n", "0\r\n\r\n", "5\r\n", "Ferry", "FFFFFFFF\r\n"),
    *("ffffffffffffffff\r\n", "1;a=b\r\n", "x", "\x00", "\xff"),
]  # fmt: skip


def _text(*pieces: list[str]) -> st.SearchStrategy[bytes]:
    """Pieces, each a few or many times, with any characters between, in any of several encodings."""
    known = st.sampled_from([piece for given_ in pieces for piece in given_])
    repeated = st.builds(lambda piece, times: piece * times, known, st.sampled_from([1, 1, 1, 3, 60]))
    text = st.lists(repeated | st.text(max_size=8), max_size=40).map("".join)
    coding = st.sampled_from(["utf-8"] * 6 + ["utf-16", "utf-32", "cp1252", "utf-7", "shift_jis", "cp037"])
    return st.builds(lambda one, name: one.encode(name, "replace"), text, coding) | st.binary(max_size=200)


def feed_door(body: bytes) -> None:
    """A feed gives entries that can be written, or says why not."""
    entries, problems = parse_feed(body, feed=FEED, url=FEED.url, now=NOW, max_items=50)
    assert entries or problems
    for entry in entries:
        (entry.id + entry.title + entry.text + "".join(entry.authors)).encode()
        assert entry.url == "" or entry.url.startswith(("http://", "https://"))
        assert not set("\x00\x1b\u202e") & set(entry.title + entry.text)


def page_door(body: bytes) -> None:
    """A page gives an article that can be written, or says why not."""
    found = extract_page(body, url="https://lowmere.example/a/b", settings=ExtractSettings(), languages=None)
    assert isinstance(found, Article | Problem)
    if isinstance(found, Article):
        (found.title + found.text + "".join(found.authors)).encode()
        assert not set("\x00\x1b\u202e") & set(found.title + found.text)


def reply_door(body: bytes) -> None:
    """A reply is read within its bounds however it is cut, and the same each time, or refused."""
    whole = _read(body, len(body) or 1)
    for size in (1, 7):
        cut = _read(body, size)
        assert cut[:2] == whole[:2] or FetchError in (type(cut[0]), type(whole[0]))
    assert len(whole[1]) <= REPLY_BYTES


def _read(data: bytes, size: int) -> tuple[object, bytes]:
    reader = ReplyReader(lambda _: REPLY_BYTES)
    try:
        for start in range(0, len(data), size):
            if reader.done:
                break
            reader.feed(data[start : start + size])
        reader.end()
    except FetchError as error:
        return error, b""
    assert reader.head is not None
    return reader.head.status, reader.body


def annotate_door(body: bytes) -> None:
    """Whatever is found in a text stands at its offsets."""
    text = body.decode("utf-8", "replace")
    article = Article(id="a", text=text, title=text[:60], published=NOW)
    found = annotate(article)
    record(article, found)
    assert all(0 <= one.start < one.end <= len(text) for one in found.sentences)
    assert all(0 <= one.start < one.end <= len(text) for one in found.claims)
    assert all(text[one.start : one.end] == one.name for one in found.entities)


def _latin(text: bytes) -> bytes:
    return text.decode("utf-8", "replace").encode("latin-1", "replace")


DOORS: dict[str, tuple[Callable[[bytes], None], st.SearchStrategy[bytes]]] = {
    "reply": (reply_door, _text(HTTP).map(_latin)),
    "feed": (feed_door, _text(WORDS, XML)),
    "page": (page_door, _text(WORDS, HTML)),
    "annotate": (annotate_door, _text(WORDS)),
}


class Finding(Exception):  # noqa: N818 - what it carries is the finding
    """An input that broke a door."""

    def __init__(self, body: bytes, why: str) -> None:
        super().__init__(why)
        self.body = body


@contextmanager
def _limited() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TimeoutError(f"more than {SECONDS} seconds")

    signal(SIGALRM, ring)
    setitimer(ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        setitimer(ITIMER_REAL, 0)


def one_round(name: str) -> Finding | None:
    """Try `EXAMPLES` inputs at a door; return the smallest that fails."""
    door, inputs = DOORS[name]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def example(body: bytes) -> None:
        try:
            with _limited():
                door(body)
        except Exception as error:
            raise Finding(body, "".join(traceback.format_exception(error)[-3:])) from error

    try:
        example()
    except Finding as finding:
        return finding
    return None


def main() -> int:
    """Fuzz all doors in turn; return 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="./run fuzz", description="Try crafted inputs at every door.")
    parser.add_argument("--minutes", type=float, default=10, help="how long, all doors together [10]")
    parser.add_argument(
        "--out", type=Path, default=Path("fuzz-findings.txt"), help="where findings are written"
    )
    options = parser.parse_args()
    until, tried, found = time.monotonic() + 60 * options.minutes, 0, 0
    while time.monotonic() < until:
        for name in DOORS:
            tried += EXAMPLES
            if finding := one_round(name):
                found += 1
                with options.out.open("a", encoding="utf-8") as file:
                    file.write(f"{name}: {finding.body!r}\n{finding}\n\n")
    sys.stdout.write(f"{tried} inputs, {found} findings{f', in {options.out}' if found else ''}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
