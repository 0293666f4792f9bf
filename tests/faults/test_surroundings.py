"""What else goes wrong around a run: folders nobody may write to, full disks, clocks, networks, a rival."""

from __future__ import annotations

import shutil
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.demo import server as demo_server
from aggregator.demo.content import AT, FEED_FILES
from benchmarks._injecting import run_with_fault
from tests.faults.conftest import Desk, Kept, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from aggregator.demo.site import Resource
    from benchmarks._injecting import Ended

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

READ_ONLY = [
    ("state/store.sqlite", 0o444, 4),
    ("state", 0o555, 4),
    ("editions", 0o555, 10),
    (".", 0o555, 10),
]
"""What nobody may write to, its permissions, and how a run ends then."""


def test_what_nobody_may_write_to_is_named_and_nothing_is_lost(
    desk: Desk, undisturbed: tuple[Kept, Ended], tmp_path: Path
) -> None:
    output, (wanted, _) = desk.copy(tmp_path / "output"), undisturbed
    for name, mode, code in READ_ONLY:
        place = output / name
        before = place.stat().st_mode
        place.chmod(mode)
        ended = desk.run(output, bound=True)
        place.chmod(before)
        assert ended.code == code, f"{name}: {ended.said}"
        assert "Traceback" not in ended.said
        assert str(place.resolve()) in ended.said
        assert kept(output).choices == wanted.choices
    assert desk.run(output).code == 0
    assert kept(output) == wanted


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Give a disk of so many bytes; asked again, it has that many from then on."""
    if not shutil.which("mount"):
        pytest.skip("no mount here")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted: list[int] = []

    def sized(size: int) -> Path:
        again = ["-o", f"remount,size={size}"] if mounted else ["-t", "tmpfs", "-o", f"size={size}", "tmpfs"]
        done = subprocess.run(["mount", *again, str(disk)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("only root may mount a small disk")
        mounted.append(size)
        return disk

    yield sized
    if mounted:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full_and_then_larger(
    desk: Desk, undisturbed: tuple[Kept, Ended], small_disk: Callable[[int], Path]
) -> None:
    past = sum(path.stat().st_size + 4096 for path in desk.past.rglob("*") if not path.is_symlink())
    output = desk.copy(small_disk(past + 100_000_000) / "output")
    codes = []
    for more in (50_000, 300_000, 600_000, 1_000_000):
        small_disk(past + more)
        ended = desk.run(output)
        codes.append(ended.code)
        assert "Traceback" not in ended.said
    assert codes[0] == 4
    assert {0, 3, 4, 10} >= set(codes)
    small_disk(past + 100_000_000)
    assert desk.run(output).code == 0
    assert kept(output) == undisturbed[0]


def cut(monkeypatch: pytest.MonkeyPatch, wanted: Callable[[str], bool]) -> None:
    """Break the connection in the middle of the bodies of the paths that are `wanted`."""
    answer = demo_server._Handler._answer

    def broken(handler: Any, status: int, resource: Resource, body: bytes) -> None:
        if not body or not wanted(handler.path):
            answer(handler, status, resource, body)
            return
        handler.send_response(status)
        for name, value in resource.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    monkeypatch.setattr(demo_server._Handler, "_answer", broken)


def is_feed(path: str) -> bool:
    return path.rpartition("/")[2] in {"feed", *FEED_FILES.values()}


def test_a_network_gone_in_the_middle_of_feeds(
    desk: Desk, undisturbed: tuple[Kept, Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = desk.copy(tmp_path / "output")
    with monkeypatch.context() as broken:
        cut(broken, is_feed)
        ended = desk.run(output)
    assert ended.code == 3, ended.said
    assert "broken_reply" in ended.said
    # A feed that failed is asked again when its wait is over.
    assert desk.run(output, at=AT + timedelta(hours=1)).code == 0
    after, wanted = kept(output), undisturbed[0]
    assert (after.articles, after.choices) == (wanted.articles, wanted.choices)


def test_a_network_gone_in_the_middle_of_pages(
    desk: Desk, undisturbed: tuple[Kept, Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, (wanted, _) = desk.copy(tmp_path / "output"), undisturbed
    with monkeypatch.context() as broken:
        cut(broken, lambda path: not is_feed(path))
        assert desk.run(output).code == 0, "the feeds' own texts stand in"
    assert kept(output).articles.keys() == wanted.articles.keys()
    assert desk.run(output, at=AT + timedelta(hours=1)).code == 0
    assert kept(output).articles == wanted.articles
    assert run_with_fault(["verify", str(output)], output).code == 0


def test_a_clock_set_back_between_runs(
    desk: Desk, undisturbed: tuple[Kept, Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, (wanted, _) = desk.copy(tmp_path / "output"), undisturbed
    with monkeypatch.context() as broken:
        cut(broken, lambda path: not is_feed(path))
        assert desk.run(output, at=AT + timedelta(days=1)).code == 0
    assert kept(output).articles != wanted.articles
    assert desk.run(output).code == 0
    after = kept(output)
    assert (after.articles, after.choices) == (wanted.articles, wanted.choices)
    again = desk.run(output)
    assert again.code == 0
    assert kept(output) == after


def test_of_two_runs_at_once_one_works_and_one_says_so(
    desk: Desk, undisturbed: tuple[Kept, Ended], tmp_path: Path
) -> None:
    output = desk.copy(tmp_path / "output")
    with ThreadPoolExecutor(2) as both:
        works, refused = sorted(both.map(desk.run, [output, output]), key=lambda ended: ended.code)
    assert (works.code, refused.code) == (0, 5)
    assert "another run is at work" in refused.said
    assert kept(output) == undisturbed[0]
