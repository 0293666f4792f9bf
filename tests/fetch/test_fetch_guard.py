from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from aggregator.config import FetchSettings
from aggregator.fetch.client import Client, open_client
from aggregator.fetch.exchange import Answer, Ask
from aggregator.fetch.guard import is_public, resolve
from aggregator.fetch.reasons import FetchError
from aggregator.fetch.stream import Backlog
from aggregator.fetch.wire import Wire
from aggregator.fetch.wires import MAX_TRIES, Wires

from .conftest import NOW, PAGE, Server, quick, redirects, sends_page

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001:82a::200e", "::ffff:8.8.8.8"]
PRIVATE = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::808:808",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2001:0:7f00:1::",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_all_other_addresses(address: str) -> None:
    assert not is_public(address)


def names(*answers: list[str]) -> Callable[[str, int], Any]:
    """A name server that gives the next of `answers` each time, and the last one for ever."""
    left = list(answers)

    async def look_up(host: str, port: int) -> list[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return look_up


@asynccontextmanager
async def client(settings: FetchSettings, look_up: Any = resolve) -> AsyncIterator[Client]:
    async with open_client(settings, NOW, Backlog(9), resolve=look_up) as one:
        yield one


def get(url: str, look_up: Any = resolve, **settings: Any) -> Answer:
    async def run() -> Answer:
        async with client(quick(**settings), look_up) as one:
            return await one.get(Ask(url=url, limit=10_000))

    return asyncio.run(run())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
    ],
)
def test_no_spelling_of_loopback_gets_through(server: Server, host: str) -> None:
    with pytest.raises(FetchError) as caught:
        get(f"http://{host}:{server.port}/", allow_private_addresses=False)
    assert caught.value.reason in {"private_address", "bad_address"}
    assert server.asked == []


def test_one_private_answer_among_public_ones_is_enough() -> None:
    with pytest.raises(FetchError, match=r"private_address: news\.example is 10\.0\.0\.7"):
        get("http://news.example/", names(["93.184.216.34", "10.0.0.7"]), allow_private_addresses=False)


def test_the_checked_address_is_the_one_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name says something else the second time it is asked; it is asked once."""
    monkeypatch.setattr("aggregator.fetch.guard.is_public", lambda address: address == "127.0.0.1")
    server.routes["/"] = sends_page()
    rebinding = names(["127.0.0.1"], ["10.0.0.7"])
    answer = get(f"http://news.example:{server.port}/", rebinding, allow_private_addresses=False)
    assert answer.body == PAGE
    assert server.headers["/"][0]["host"] == f"news.example:{server.port}"


def test_every_redirect_is_checked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aggregator.fetch.guard.is_public", lambda address: address == "127.0.0.1")
    server.routes["/a"] = redirects(302, f"http://other.example:{server.port}/b")
    server.routes["/b"] = sends_page()

    async def look_up(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "news.example" else ["192.168.0.9"]

    with pytest.raises(FetchError, match=r"private_address: other\.example is 192\.168\.0\.9"):
        get(f"http://news.example:{server.port}/a", look_up, allow_private_addresses=False)


def test_the_next_address_is_tried_when_one_is_dead(server: Server) -> None:
    server.routes["/"] = sends_page()
    # Nothing listens on this port of the second loopback address.
    answer = get(f"http://news.example:{server.port}/", names(["127.0.0.2", "127.0.0.1"]))
    assert answer.body == PAGE


def test_not_all_of_a_hundred_dead_addresses_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    async def refused(_: Wires, scheme: str, host: str, address: str, port: int) -> Wire:
        tried.append(address)
        raise ConnectionRefusedError(host)

    monkeypatch.setattr(Wires, "_connected", refused)
    with pytest.raises(FetchError, match="connect"):
        get("http://news.example/", names([f"127.0.1.{n}" for n in range(100)]))
    assert tried == [f"127.0.1.{n}" for n in range(MAX_TRIES)]


def test_a_name_without_addresses_is_no_connection() -> None:
    with pytest.raises(FetchError, match="connect"):
        get("http://news.example/", names([]))


def test_a_name_server_that_never_answers() -> None:
    async def look_up(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    with pytest.raises(FetchError, match=r"timeout: .*connect_timeout"):
        get("http://news.example/", look_up, connect_timeout=0.1)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "news..example"])
def test_a_name_that_cannot_exist(host: str) -> None:
    with pytest.raises(FetchError) as caught:
        get(f"http://{host}/")
    assert caught.value.reason in {"connect", "bad_address"}


def test_tls_names_the_host_and_not_its_address() -> None:
    """The first message of the handshake carries the name that the certificate is checked against."""
    hello = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            connection, _ = listener.accept()
            with connection:
                hello.extend(connection.recv(4096))

        thread = threading.Thread(target=accept)
        thread.start()
        url = f"https://news.example:{listener.getsockname()[1]}/"
        with pytest.raises(FetchError):
            get(url, names(["127.0.0.1"]))
        thread.join()
    assert hello[:1] == b"\x16"
    assert b"news.example" in hello


def test_neither_cookies_nor_proxies_nor_credentials(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.routes["/a"] = sends_page(set_cookie="session=1; Path=/")

    async def run() -> None:
        async with client(quick()) as one:
            for _ in range(2):
                await one.get(Ask(url=f"http://desk:secret@127.0.0.1:{server.port}/a", limit=10_000))

    asyncio.run(run())
    assert [{"cookie", "authorization"} & set(sent) for sent in server.headers["/a"]] == [set(), set()]
