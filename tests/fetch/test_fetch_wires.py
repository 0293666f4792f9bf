"""Connections are kept for the next request, and opened anew at any doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from aggregator.fetch.client import open_client
from aggregator.fetch.exchange import Ask
from aggregator.fetch.reasons import FetchError
from aggregator.fetch.reply import ReplyReader
from aggregator.fetch.stream import Backlog
from aggregator.fetch.wire import Wire

from .conftest import NOW, quick

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nFerry"


def asked(talk: Talk, times: int = 2, **settings: Any) -> tuple[list[bytes | FetchError], int]:
    """Ask a server that talks like that several times; return the bodies and how many connections it had."""
    connections = 0

    async def run() -> list[bytes | FetchError]:
        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal connections
            connections += 1
            try:
                await talk(reader, writer)
            finally:
                await closed(writer)

        server = await asyncio.start_server(one, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with server, open_client(quick(**settings), NOW, Backlog(9)) as client:
            return [await fetched(client, url) for _ in range(times)]

    async def fetched(client: Any, url: str) -> bytes | FetchError:
        try:
            return bytes((await client.get(Ask(url=url, limit=100))).body)
        except FetchError as error:
            return error

    return asyncio.run(run()), connections


async def closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def request(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


def test_a_connection_is_used_again() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(3):
            await request(reader)
            writer.write(OK)

    assert asked(talk, 3) == ([b"Ferry"] * 3, 1)


def test_one_that_the_server_closes_meanwhile_is_opened_anew() -> None:
    """The second request finds the kept connection closed: it was not read, so it is sent again."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(OK)
        await request(reader)

    assert asked(talk) == ([b"Ferry", b"Ferry"], 2)


def test_a_reply_that_breaks_off_on_a_kept_connection_is_not_asked_for_again() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(OK)
        await request(reader)
        writer.write(OK[:-1])

    (first, second), connections = asked(talk)
    assert (first, connections) == (b"Ferry", 1)
    assert isinstance(second, FetchError)
    assert second.reason == "broken_reply"


def test_a_new_connection_that_closes_without_a_reply_is_not_opened_again_at_once() -> None:
    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await request(reader)

    (found,), connections = asked(talk, 1, retries=0)
    assert isinstance(found, FetchError)
    assert (found.reason, connections) == ("broken_reply", 1)


def test_while_a_request_is_under_way_the_next_connection_is_opened() -> None:
    """Of three hosts one is asked, one is connected to, and one has to wait for that."""
    connected: list[int] = []
    begun: list[int] = []

    async def run() -> list[bytes]:
        first, answers = asyncio.Event(), asyncio.Event()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connected.append(len(connected))
            if len(connected) == 2:
                first.set()
            await request(reader)
            begun.append(len(begun))
            await answers.wait()
            writer.write(OK)
            await closed(writer)

        server = await asyncio.start_server(talk, ["127.0.0.1", "127.0.0.2", "127.0.0.3"], 0)
        urls = ["http://{}:{}/".format(*socket.getsockname()) for socket in server.sockets]
        async with server, open_client(quick(concurrency=1), NOW, Backlog(9)) as client:
            answered = [asyncio.create_task(client.get(Ask(url=url, limit=100))) for url in urls]
            await first.wait()
            assert (len(connected), len(begun)) == (2, 1)
            answers.set()
            return [(await one).body for one in answered]

    assert asyncio.run(run()) == [b"Ferry"] * 3
    assert (len(connected), len(begun)) == (3, 3)


def test_what_comes_unasked_ends_a_kept_connection() -> None:
    """A second reply that waits for our next request must not become its answer."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(OK + OK.replace(b"Ferry", b"Forge"))
        await writer.drain()

    assert asked(talk) == ([b"Ferry", b"Ferry"], 2)


def test_a_server_that_says_nothing_is_given_up() -> None:
    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    (found,), connections = asked(talk, 1, read_timeout=0.05)
    assert isinstance(found, FetchError)
    assert (found.reason, connections) == ("timeout", 1)
    assert "fetch.read_timeout" in found.detail


def test_a_request_is_what_it_should_be() -> None:
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await request(reader))
        writer.write(OK)

    asked(talk, 1)
    first, *headers = seen[0].removesuffix(b"\r\n\r\n").split(b"\r\n")
    assert first == b"GET / HTTP/1.1"
    names = dict(line.split(b": ", 1) for line in headers)
    assert names.keys() == {b"host", b"user-agent", b"accept", b"accept-encoding"}
    assert names[b"host"].startswith(b"127.0.0.1:")


@pytest.mark.parametrize("path", ["/a b", "/a\r\nX: y", "/ü?q=ä", "/%0d%0aX:%20y", "/a?b\tc"])
def test_no_address_adds_a_line_to_a_request(path: str) -> None:
    seen: list[bytes] = []

    async def run() -> None:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                seen.append(await request(reader))
                writer.write(OK)
            finally:
                await closed(writer)

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{path}"
        async with server, open_client(quick(), NOW, Backlog(9)) as client:
            try:
                await client.get(Ask(url=url, limit=100))
            except FetchError as error:
                assert error.reason == "bad_address"  # noqa: PT017 - or it is asked for, escaped

    asyncio.run(run())
    for sent in seen:
        first, *headers = sent.split(b"\r\n")
        assert first.count(b" ") == 2
        assert [line.partition(b":")[0] for line in headers if line] == [
            b"host",
            b"user-agent",
            b"accept",
            b"accept-encoding",
        ]


def test_a_connection_whose_asker_is_stopped_is_closed() -> None:
    """Also when the reply was complete by then: nobody else would ever close it."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(OK)
        await reader.read()
        await closed(writer)

    async def run() -> tuple[bool, bool]:
        class StoppedInTheEnd(ReplyReader):
            def feed(self, data: bytes) -> None:
                super().feed(data)
                asking.cancel()

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        async with server:
            loop, port = asyncio.get_running_loop(), server.sockets[0].getsockname()[1]
            _, wire = await loop.create_connection(Wire, "127.0.0.1", port)
            reply = StoppedInTheEnd(lambda _: 100)
            asking = loop.create_task(wire.ask(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n", reply, 2))
            with pytest.raises(asyncio.CancelledError):
                await asking
            await asyncio.sleep(0)
            return reply.reusable, wire.usable

    assert asyncio.run(run()) == (True, False)
