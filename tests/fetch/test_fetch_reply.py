"""A reply is the same however its bytes are cut, and ends where its format says."""

from __future__ import annotations

from itertools import pairwise

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.reasons import FetchError
from aggregator.fetch.reply import MAX_HEAD, Head, ReplyReader

OK = b'HTTP/1.1 200 OK\r\nETag: "e"\r\n'
CHUNKS = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LENGTH = b"Content-Length: 1\r\n"
REPLIES = {
    "length": (OK + b"Content-Length: 5\r\n\r\nFerry", b"Ferry", True),
    "chunks": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nFer\r\n2 \r\nry\r\n0\r\nX: y\r\n\r\n",
        b"Ferry",
        True,
    ),
    "not to be kept": (OK + b"Connection: close\r\nContent-Length: 5\r\n\r\nFerry", b"Ferry", False),
    "old": (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nFerry", b"Ferry", False),
    "interim first": (
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
        + OK
        + b"Content-Length: 0\r\n\r\n",
        b"",
        True,
    ),
    "not modified": (b'HTTP/1.1 304 Not Modified\r\nETag: "e"\r\n\r\n', b"", True),
    "bare line ends": (b"HTTP/1.1 200 OK\nContent-Length: 5\n\nFerry", b"Ferry", True),
    "offers another protocol": (
        OK + b"Upgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 5\r\n\r\nFerry",
        b"Ferry",
        True,
    ),
    "no words": (b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nFerry", b"Ferry", True),
    "until the end": (OK + b"\r\nFerry", b"Ferry", False),
}
"""Bytes, the body in them, and whether another request may follow."""


def everything(_: Head) -> int:
    return 1_000


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in pairwise(ends)]


@given(st.sampled_from(sorted(REPLIES)), st.lists(st.integers(min_value=0), max_size=12))
def test_a_reply_is_the_same_however_it_is_cut(name: str, places: list[int]) -> None:
    data, body, reusable = REPLIES[name]
    reader = ReplyReader(everything)
    for piece in cut(data, places):
        reader.feed(piece)
    if not reader.done:
        reader.end()
    assert (reader.body, reader.done, reader.reusable) == (body, True, reusable)
    assert reader.head is not None
    assert reader.head.status in {200, 304}
    assert "link" not in reader.head.headers, "what an interim reply says is not the reply's"


@given(st.binary(max_size=300), st.lists(st.integers(min_value=0), max_size=5))
def test_anything_is_a_reply_or_a_failure(data: bytes, places: list[int]) -> None:
    reader = ReplyReader(everything)
    try:
        for piece in cut(b"HTTP/1.1 " + data, places):
            reader.feed(piece)
        reader.end()
    except FetchError as error:
        assert error.reason in {"broken_reply", "too_large"}  # noqa: PT017 - either may happen
    else:
        assert reader.done
        assert len(reader.body) <= 1_000


@pytest.mark.parametrize("name", sorted(set(REPLIES) - {"until the end"}))
def test_a_reply_that_breaks_off_is_none(name: str) -> None:
    reader = ReplyReader(everything)
    data = REPLIES[name][0]
    reader.feed(data[:-1])
    if not reader.done:
        with pytest.raises(FetchError, match="broken_reply"):
            reader.end()


def test_an_unwanted_body_is_not_waited_for_and_ends_the_connection() -> None:
    reader = ReplyReader(lambda _: 0)
    reader.feed(OK + b"Content-Length: 900000000\r\n\r\nFe")
    assert (reader.done, reader.reusable, reader.body) == (True, False, b"")
    reader.feed(b"rry")
    assert reader.body == b""


def test_what_nobody_asked_for_ends_the_connection() -> None:
    reader = ReplyReader(everything)
    reader.feed(REPLIES["length"][0] + OK + LENGTH + b"\r\nX")
    assert (reader.body, reader.done, reader.reusable) == (b"Ferry", True, False)


def test_a_refused_head_is_the_failure_of_the_reply() -> None:
    def refuses(head: Head) -> int:
        raise FetchError(f"http_{head.status}", head.reason, status=head.status)

    reader = ReplyReader(refuses)
    with pytest.raises(FetchError, match="http_410: Gone Home"):
        reader.feed(b"HTTP/1.1 410 Gone Home\r\nContent-Length: 0\r\n\r\n")
    assert not reader.reusable


@pytest.mark.parametrize(
    "data",
    [
        OK + b"Content-Length: 1001\r\n\r\n" + b"x" * 1_001,
        OK + b"\r\n" + b"x" * 1_001,
        CHUNKS + b"1;" + b"a" * (MAX_HEAD + 3_000),
        CHUNKS + b"0\r\n" + b"A: b\r\n" * (MAX_HEAD // 5),
    ],
)
def test_too_much_is_refused_even_if_it_comes_at_once(data: bytes) -> None:
    reader = ReplyReader(everything)
    with pytest.raises(FetchError, match="too_large"):
        reader.feed(data)


@pytest.mark.parametrize("piece", [b"A: b\r\n", b"A: " + b"b" * 1_000, b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_head_has_an_end(piece: bytes) -> None:
    reader = ReplyReader(everything)

    def flood() -> None:
        for _ in range(MAX_HEAD):
            reader.feed(piece)

    reader.feed(b"HTTP/1.1 200 OK\r\n" if not piece.startswith(b"HTTP") else b"")
    with pytest.raises(FetchError, match="broken_reply"):
        flood()


def test_the_parser_reads_no_more_than_it_should() -> None:
    """What this module relies on, held here: two lengths, or a length beside chunks, are no reply."""
    for header in (b"Content-Length: 2\r\n", b"Transfer-Encoding: chunked\r\n"):
        with pytest.raises(httptools.HttpParserError):
            httptools.HttpResponseParser(object()).feed_data(OK + LENGTH + header + b"\r\n")
