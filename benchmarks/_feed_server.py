"""Ten thousand invented feeds, each on a host of its own, and their pages, answered after a fixed delay.

Every address of 127.0.0.0/8 leads to this server, so feed number n lives at 127.1.x.y: to whoever asks, each
is another host with connections and gaps of its own. Whoever does not come from loopback is cut off.

Run as a program it prints its port, and ends when its standard input does.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import sys
from functools import lru_cache

DELAY = 0.02
"""Seconds between a request and its answer: a server in the same part of the world."""
ITEMS = 20
PARAGRAPHS = 6
SENTENCES = (
    "The harbour office of Tarn said on Tuesday that the ferry would sail again from Monday.",
    "Forty passengers had been brought ashore in two boats, and nobody was hurt.",
    "The company put the cost of the repairs at 1.2 million crowns, of which it is to pay a third.",
    "A survey in March had found cracks in six of the 22 bearings, according to the council.",
    "The mayor declined to say who would pay if the price should rise.",
    "Hauliers said that the closure added 40 minutes to every trip to the docks.",
    "Buses run every ten minutes until then, and tickets for the ferry are valid on them.",
)


def host(number: int) -> str:
    """Return the address of host `number`."""
    return f"127.{1 + number // 65_025}.{number // 255 % 255}.{1 + number % 255}"


def number_of(name: str) -> int:
    """Return the number of the host of that address."""
    _, high, middle, low = (int(part) for part in name.split("."))
    return (high - 1) * 65_025 + middle * 255 + low - 1


def feed_body(number: int, port: int) -> bytes:
    """Return feed `number`: 20 items, about 10 kB, no two feeds alike."""
    base = f"http://{host(number)}:{port}"
    items = "".join(_item(number, item, base) for item in range(ITEMS))
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>The Tarn Post {number}</title><link>{base}/</link><description>News of quarter {number}"
        f"</description><language>en</language>{items}</channel></rss>"
    ).encode()


def _item(number: int, item: int, base: str) -> str:
    words = " ".join(SENTENCES[(number + item + place) % len(SENTENCES)] for place in range(3))
    return (
        f"<item><title>Quarter {number}: ferry service {item} resumes, the harbour office says</title>"
        f'<link>{base}/page/{item}?utm_source=rss</link><guid isPermaLink="false">q{number}-{item}</guid>'
        f"<description>&lt;p&gt;{words}&lt;/p&gt;</description><category>harbour</category>"
        f"<pubDate>Tue, 15 Sep 2026 {item:02d}:{number % 60:02d}:00 GMT</pubDate></item>"
    )


def page_body(number: int, path: str) -> bytes:
    """Return a page, about 20 kB."""
    text = "".join(
        f"<p>{' '.join(SENTENCES)} This is part {part} of {path}.</p>" for part in range(PARAGRAPHS * 5)
    )
    return (
        f"<!doctype html><html><head><title>Quarter {number}</title></head><body><article>{text}</article>"
        "</body></html>"
    ).encode()


@lru_cache(maxsize=20_000)
def etag_of(name: str, path: str) -> str:
    """Return the validator of what stands at a path."""
    return f'"{hashlib.sha256(f"{name}{path}".encode()).hexdigest()[:16]}"'


class Answering(asyncio.Protocol):
    """One connection, one request at a time, kept open."""

    port = 0
    delay = DELAY

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection from loopback; cut off any other."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""
        if not str(transport.get_extra_info("peername")[0]).startswith("127."):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete, after the delay."""
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
            asyncio.get_running_loop().call_later(self.delay, self.answer, head)

    def answer(self, head: bytes) -> None:
        """Send what stands at the path, or that it has not changed."""
        if self.transport.is_closing():
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        path = first.split(" ")[1]
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        name = fields["host"].partition(":")[0]
        etag = etag_of(name, path)
        if fields.get("if-none-match") == etag:
            self.transport.write(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
            return
        kind, body = self.content(name, path)
        top = (
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nETag: {etag}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.transport.write(top.encode() + body)

    def content(self, name: str, path: str) -> tuple[str, bytes]:
        """Return the type and body of what stands at a path."""
        if path == "/robots.txt":
            return "text/plain", b"User-agent: *\nAllow: /\n"
        if path == "/rss":
            return "application/rss+xml", feed_body(number_of(name), self.port)
        return "text/html; charset=utf-8", page_body(number_of(name), path)


async def serve(delay: float) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    Answering.delay = delay
    # Loopback is a network of many addresses, but a socket is bound to one of them or to all there are.
    server = await loop.create_server(Answering, "0.0.0.0", 0, backlog=4096)  # noqa: S104 - see connection_made
    Answering.port = server.sockets[0].getsockname()[1]
    print(Answering.port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=DELAY)
    asyncio.run(serve(parser.parse_args().delay))
