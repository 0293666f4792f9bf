"""Server-side request forgery: no address, name, redirect or spelling leads us to a machine of our own."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.fetch.guard import is_public
from aggregator.fetch.reasons import FetchError
from tests.fetch.conftest import Server, redirects, sends, sends_page

from .conftest import get

REFUSED = {"private_address", "bad_address", "bad_redirect"}

# {port} is that of a server on loopback that must not be asked.
SPELLINGS = {
    "plain": "http://127.0.0.1:{port}/",
    "another loopback": "http://127.8.8.8:{port}/",
    "name": "http://localhost:{port}/",
    "name below localhost": "http://a.localhost:{port}/",
    "name with a final dot": "http://localhost.:{port}/",
    "short": "http://127.1:{port}/",
    "shorter": "http://0:{port}/",
    "decimal": "http://2130706433:{port}/",
    "hexadecimal": "http://0x7f000001:{port}/",
    "hexadecimal parts": "http://0x7f.0x0.0x0.0x1:{port}/",
    "octal": "http://0177.0.0.1:{port}/",
    "long octal": "http://00000000177.0.0.1:{port}/",
    "mixed": "http://0x7f.1:{port}/",
    "full-width digits": "http://１２７.０.０.１:{port}/",
    "circled digits": "http://①②⑦.⓪.⓪.①:{port}/",
    "ideographic dots": "http://127。0。0。1:{port}/",
    "escaped": "http://%31%32%37.0.0.1:{port}/",
    "userinfo": "http://news.example@127.0.0.1:{port}/",
    "userinfo with password": "http://news.example:80@127.0.0.1:{port}/",
    "escaped userinfo": "http://news.example%40127.0.0.1:{port}/",
    "backslash": "http://news.example\\@127.0.0.1:{port}/",
    "backslash host": "http:\\\\127.0.0.1:{port}/",
    "hash": "http://127.0.0.1:{port}#@news.example/",
    "tab": "http://127.0.\t0.1:{port}/",
    "newline": "http://127.0.0.1\n:{port}/",
    "nul": "http://127.0.0.1\x00.news.example:{port}/",
    "IPv6": "http://[::1]:{port}/",
    "IPv6 in full": "http://[0:0:0:0:0:0:0:1]:{port}/",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/",
    "mapped in hexadecimal": "http://[::ffff:7f00:1]:{port}/",
    "compatible": "http://[::127.0.0.1]:{port}/",
    "translated": "http://[::ffff:0:127.0.0.1]:{port}/",
    "NAT64": "http://[64:ff9b::7f00:1]:{port}/",
    "6to4": "http://[2002:7f00:1::]:{port}/",
    "zone": "http://[fe80::1%25lo]:{port}/",
    "zone unescaped": "http://[::1%lo]:{port}/",
    "future": "http://[v1.127.0.0.1]:{port}/",
}
ELSEWHERE = {
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "metadata, decimal": "http://2852039166/",
    "metadata, mapped": "http://[::ffff:169.254.169.254]/",
    "metadata, IPv6": "http://[fd00:ec2::254]/",
    "metadata, Alibaba": "http://100.100.100.200/",
    "metadata, Azure": "http://168.63.129.16/machine/",
    "metadata, Oracle": "http://192.0.0.192/",
    "containers": "http://169.254.170.2/v2/credentials/",
    "file": "file:///etc/passwd",
    "ftp": "ftp://127.0.0.1/",
    "gopher": "gopher://127.0.0.1:25/_HELO",
    "data": "data:text/html,hello",
    "script": "javascript:alert(1)",
    "jar": "jar:http://news.example/a!/b",
    "no scheme": "//127.0.0.1/",
    "mail port": "http://news.example:25/",
    "shell port": "http://news.example:22/",
    "chat port": "http://news.example:6667/",
    "port zero": "http://news.example:0/",
    "port too high": "http://news.example:65536/",
    "negative port": "http://news.example:-1/",
    "no host": "http:///etc/passwd",
    "empty": "",
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_spelling_of_loopback(server: Server, name: str) -> None:
    with pytest.raises(FetchError) as caught:
        get(SPELLINGS[name].format(port=server.port), allow_private_addresses=False)
    assert caught.value.reason in REFUSED | {"connect"}  # connect: a name that stands for nothing
    assert server.asked == []


@pytest.mark.parametrize("name", ELSEWHERE)
def test_an_address_that_is_none_of_the_web(name: str) -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        return [host.strip("[]")]

    with pytest.raises(FetchError) as caught:
        get(ELSEWHERE[name], nowhere, allow_private_addresses=False)
    assert caught.value.reason in REFUSED | {"connect"}


@pytest.mark.parametrize("target", [*SPELLINGS.values(), *ELSEWHERE.values()])
def test_a_redirect_to_it(server: Server, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """Only the first address passes: where its redirect leads is checked again, as the first was."""
    first = iter([True])
    monkeypatch.setattr("aggregator.fetch.guard.is_public", lambda one: next(first, False) or is_public(one))
    to = target.format(port=server.port).encode("utf-8", "replace").decode("latin-1")
    # A kept connection was checked when it was opened; here each step is to open one of its own.
    location = to.replace("\n", "").replace("\x00", "%00")
    server.routes["/start"] = sends(302, location=location, connection="close")

    async def look_up(host: str, port: int) -> list[str]:
        return [host.strip("[]")] if ":" in host else ["127.0.0.1"]

    with pytest.raises(FetchError) as caught:
        get(f"http://start.example:{server.port}/start", look_up, allow_private_addresses=False)
    assert caught.value.reason in REFUSED
    assert set(server.asked) <= {"/start"}


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "10.0.0.1"],
        ["10.0.0.1", "93.184.216.34"],
        ["93.184.216.34", "::1"],
        ["93.184.216.34", "fe80::1%eth0"],
        ["169.254.169.254"],
        ["not an address"],
    ],
)
def test_a_name_with_a_private_answer(answers: list[str]) -> None:
    async def look_up(host: str, port: int) -> list[str]:
        return answers

    with pytest.raises(FetchError, match="private_address"):
        get("http://news.example/", look_up, allow_private_addresses=False)


def test_an_answer_that_changes_between_check_and_connection(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is checked and connected to; a second is never asked for."""
    monkeypatch.setattr("aggregator.fetch.guard.is_public", lambda address: address == "127.0.0.1")
    server.routes["/"] = sends_page()
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.66"]

    get(f"http://news.example:{server.port}/", rebinding, allow_private_addresses=False)
    assert asked == ["news.example"]
    assert server.asked == ["/"]


@pytest.mark.parametrize(
    "address",
    [
        *("::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"),
        *("::ffff:168.63.129.16", "127.0.0.1%lo", "127.1", "0x7f.1"),
        *("2001:0:7f00:1::", "2001:0:808:808:0:0:f5ff:fffe", "64:ff9b:1::1", "100::1", "5f00::1", "4000::1"),
        *("fd00:ec2::254", "fe80::a9fe:a9fe", "fec0::1", "ff0e::1", "2001:db8::1", "3fff::1", "::", "::2"),
        *("240.0.0.1", "0.1.2.3", "192.0.0.8", "198.51.100.7", "203.0.113.9"),
    ],
)  # fmt: skip
def test_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["64:ff9b::808:808", "::ffff:8.8.8.8", "2a00:1450::1", "2002:808:808::1"])
def test_a_public_address_in_other_clothes(address: str) -> None:
    assert is_public(address)


def test_a_loop_and_a_long_chain_of_redirects(server: Server) -> None:
    settings: dict[str, Any] = {"max_redirects": 5}
    server.routes["/a"], server.routes["/b"] = redirects(301, "/b"), redirects(301, "/a")
    for number in range(40):
        server.routes[f"/{number}"] = redirects(302, f"/{number + 1}")
    for path, most in (("/a", 2), ("/0", 6)):
        server.asked.clear()
        with pytest.raises(FetchError, match="bad_redirect"):
            get(server.url + path, **settings)
        assert len(server.asked) <= most
