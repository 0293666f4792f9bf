"""The preview: on loopback alone, nothing outside its folder, published files as they are."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from aggregator.errors import InputError, TemplateError
from aggregator.preview import Draft, Folder, PreviewServer
from aggregator.preview.live import EVENTS_PATH, SCRIPT_PATH, Changes, policy_of, with_reload
from aggregator.preview.shown import place_of
from aggregator.preview.watching import watch
from aggregator.publish import publish
from aggregator.render import edition_files
from tests.render.sample import edition

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output")
    publish(edition_files(edition()), folder, edition().id)
    (folder / "secret.html").write_text("not for readers")
    return folder


@pytest.fixture
def server(output: Path) -> Iterator[PreviewServer]:
    with PreviewServer(Folder(output / "current"), live=True) as running:
        yield running


def get(server: PreviewServer, path: str, host: str = "") -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()
    finally:
        connection.close()


def test_files_are_served_with_their_kind_and_their_policy(server: PreviewServer) -> None:
    status, headers, body = get(server, "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert headers["Content-Security-Policy"] == f"{policy_of(body)}; frame-ancestors 'none'"
    assert get(server, "/feed.json")[1]["Content-Type"] == "application/json"
    assert get(server, "/archive")[1]["Location"] == "/archive/"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/archive/../../secret.html",
        "//secret.html",
        "/.hidden",
        "/archive%00/",
        "/..%5csecret.html",
        "/nothing.html",
    ],
)
def test_nothing_outside_the_folder_is_served(server: PreviewServer, path: str) -> None:
    status, _, body = get(server, path)
    assert status == 404
    assert b"not for readers" not in body


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "site" / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    assert Folder(tmp_path / "site").read("way-out.txt") is None


@pytest.mark.parametrize("host", ["brief.example", "brief.example:80", "127.0.0.1.brief.example:80", ""])
def test_another_name_for_loopback_is_refused(server: PreviewServer, host: str) -> None:
    expected = 421 if host else 200
    assert get(server, "/index.html", host)[0] == expected


def test_only_loopback_is_bound(server: PreviewServer) -> None:
    assert server._http.server_address[0] == "127.0.0.1"


def test_a_page_gets_its_script_on_the_way_out_alone(server: PreviewServer, output: Path) -> None:
    lying = (output / "current" / "index.html").read_bytes()
    sent = get(server, "/index.html")[2]
    assert b"<script src" not in lying
    assert f'<script src="/{SCRIPT_PATH}?seen={server.changes.state}"></script></body>'.encode() in sent
    assert get(server, f"/{SCRIPT_PATH}")[0] == 200
    assert b"<script src" not in get(server, "/feed.xml")[2]


def test_a_page_s_policy_is_widened_by_no_more_than_its_script_needs(output: Path) -> None:
    page = (output / "current" / "index.html").read_bytes()
    before, after = (
        dict(rule.split(" ", 1) for rule in policy_of(one).split("; "))
        for one in (page, with_reload(page, "x"))
    )
    assert after == before | {"script-src": "'self'", "connect-src": "'self'"}


def test_a_policy_that_allows_it_already_stays() -> None:
    policy = b"script-src &#39;self&#39;; connect-src &#39;none&#39;"
    page = b'<meta http-equiv="Content-Security-Policy" content="%b">' % policy
    assert policy_of(with_reload(page, "x")) == "script-src 'self'; connect-src 'self'"
    assert with_reload(b"<p>no policy", "x").startswith(b"<p>no policy<script")


def test_without_live_the_bytes_are_those_on_disk(output: Path) -> None:
    with PreviewServer(Folder(output / "current")) as quiet:
        assert get(quiet, "/index.html")[2] == (output / "current" / "index.html").read_bytes()
        assert get(quiet, f"/{EVENTS_PATH}")[0] == 404


def test_a_waiting_page_hears_of_a_change(server: PreviewServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", f"/{EVENTS_PATH}")
    answer = connection.getresponse()
    first = data(answer)
    server.changes.note()
    second = data(answer)
    connection.close()
    assert first != second == server.changes.state


def data(answer: http.client.HTTPResponse) -> str:
    """Return the next state that the stream tells, past its beats."""
    while not (line := answer.readline().decode()).startswith("data: "):
        assert line
    return line.removeprefix("data: ").strip()


def test_two_servers_never_share_a_state() -> None:
    assert Changes().state != Changes().state


def test_a_draft_shows_the_edition_under_other_templates_and_writes_nothing(
    output: Path, tmp_path: Path
) -> None:
    (tmp_path / "style.css").write_text("body { color: teal }")
    before = (output / "current" / "index.html").read_bytes()
    draft = Draft(output / "current", tmp_path)
    assert b"teal" in (draft.read("index.html") or b"")
    (tmp_path / "style.css").write_text("body { color: navy }")
    draft.changed()
    assert b"navy" in (draft.read("index.html") or b"")
    assert draft.read("nothing.html") is None
    assert (output / "current" / "index.html").read_bytes() == before


def test_a_wrong_template_shows_its_error_until_it_is_mended(output: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("one\n{% if %}")
    draft = Draft(output / "current", tmp_path)
    with pytest.raises(TemplateError, match=r"index\.html:2"):
        draft.read("index.html")
    with PreviewServer(draft, live=True) as running:
        status, _, body = get(running, "/")
        assert status == 500
        assert f"{tmp_path}/index.html:2" in unescape(body.decode())
        assert SCRIPT_PATH.encode() in body
        (tmp_path / "index.html").unlink()
        draft.changed()
        assert get(running, "/")[0] == 200


def test_a_folder_without_an_edition_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no page lies in"):
        place_of(tmp_path)
    with pytest.raises(InputError, match=r"holds no edition\.json"):
        Draft(tmp_path, tmp_path).read("index.html")


def test_a_change_below_a_folder_is_told_and_litter_is_not(tmp_path: Path) -> None:
    told, stop = threading.Event(), threading.Event()

    def tell() -> None:
        told.set()
        stop.set()

    watching = threading.Thread(target=watch, args=([tmp_path], tell, stop), daemon=True)
    watching.start()
    (tmp_path / "style.css~").write_text("litter")
    for _ in range(200):  # the watch may not stand yet when the first of these is written
        (tmp_path / "style.css").write_text("body {}")
        if told.wait(0.05):
            break
    watching.join(10)
    assert told.is_set()
    assert not watching.is_alive()
