"""Bodies and headers that mean harm, over a real socket: each ends in a named failure within its bounds."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import pytest

from aggregator.fetch.reasons import FetchError
from tests.fetch.conftest import Server, sends

from .conftest import get

LIMIT = 1_000_000
BIG = b"\x00" * (30 * LIMIT)


def zstd_of_zeros() -> bytes:
    """A zstd frame of 30 MB in blocks that say "131072 times this byte"."""
    block = (((128 * 1024) << 3) | (1 << 1)).to_bytes(3, "little") + b"\x00"
    last = (((128 * 1024) << 3) | (1 << 1) | 1).to_bytes(3, "little") + b"\x00"
    return b"\x28\xb5\x2f\xfd\x00\x58" + block * 240 + last


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "gzip": ("gzip", lambda: gzip.compress(BIG)),
    "deflate": ("deflate", lambda: zlib.compress(BIG)),
    "brotli": ("br", lambda: brotli.compress(BIG, quality=1)),
    "zstd": ("zstd", zstd_of_zeros),
    "gzip in gzip": ("gzip, gzip", lambda: gzip.compress(gzip.compress(BIG))),
    "brotli in gzip": ("br, gzip", lambda: gzip.compress(brotli.compress(BIG, quality=1))),
    "nine times": ("gzip, " * 9, lambda: gzip.compress(BIG)),
    "an endless end": ("gzip", lambda: gzip.compress(b"x") + BIG),
    "empty frames": ("zstd", lambda: b"\x50\x2a\x4d\x18\xf0\xff\x00\x00" + b"\x00" * 65_520 + BIG),
    "empty blocks": ("gzip", lambda: gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * 400_000),
    "not compressed": ("gzip", lambda: b"<rss/>"),
    "unknown": ("compress", lambda: BIG),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_body_that_unpacks_to_too_much(server: Server, name: str) -> None:
    coding, make = BOMBS[name]
    server.routes["/"] = sends(200, make(), content_encoding=coding)
    with pytest.raises(FetchError) as caught:
        get(server.url + "/", limit=LIMIT)
    assert caught.value.reason in {"too_large", "broken_reply"}


def endless(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(10_000):
        handler.wfile.write(b"x" * 10_000)


def dripping(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not handler.server_closing.wait(0.05):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def dripping_head(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
    while not handler.server_closing.wait(0.05):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def writes(data: bytes) -> Callable[[Any], None]:
    def route(handler: Any) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return route


REPLIES: dict[str, Callable[[Any], None]] = {
    "endless": endless,
    "dripping": dripping,
    "dripping head": dripping_head,
    "header flood": writes(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200_000 + b"\r\n"),
    "giant header": writes(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 5_000_000 + b"\r\n\r\n"),
    "endless interim answers": writes(b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000),
    "giant chunk": writes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx"),
    "chunk extension": writes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"a" * 1_000_000),
    "giant trailer": writes(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * 200_000
    ),
    "long status": writes(b"HTTP/1.1 200 " + b"x" * 1_000_000 + b"\r\n\r\n"),
    "declared too large": writes(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx"),
    "two lengths": writes(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
    "no HTTP": writes(b"SSH-2.0-OpenSSH_9.9\r\n"),
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_without_end_or_sense(server: Server, name: str) -> None:
    def route(handler: Any) -> None:
        handler.server_closing = server.closing
        REPLIES[name](handler)

    server.routes["/"] = route
    with pytest.raises(FetchError) as caught:
        get(server.url + "/", limit=LIMIT, read_timeout=1, total_timeout=2)
    assert caught.value.reason in {"too_large", "broken_reply", "timeout"}
