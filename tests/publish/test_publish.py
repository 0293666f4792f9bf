"""An edition appears at once or not at all, and addresses stay."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import PublishError
from aggregator.publish import archived_days
from aggregator.publish import publish as publish_files

FIRST = {
    "index.html": b"front 1",
    "style.css": b"the same",
    "stories/ferry/index.html": b"ferry 1",
    "stories/ferry/brief.txt": b"ferry text",
    "stories/tunnel/index.html": b"tunnel 1",
}
SECOND = {
    "index.html": b"front 2",
    "style.css": b"the same",
    "stories/tunnel/index.html": b"tunnel 2",
    "stories/vote/index.html": b"vote 2",
}
BOTH = SECOND | {path: FIRST[path] for path in ("stories/ferry/index.html", "stories/ferry/brief.txt")}


def publish(files: Mapping[str, bytes], output: Path, edition_id: str) -> Path:
    return publish_files(((path, (content,)) for path, content in files.items()), output, edition_id)


def seen(output: Path) -> dict[str, bytes]:
    """Return what a reader sees."""
    current = output / "current"
    return {
        path.relative_to(current).as_posix(): path.read_bytes()
        for path in current.rglob("*")
        if path.is_file()
    }


def leftovers(output: Path) -> list[Path]:
    return [path for path in output.rglob(".*") if path.name.startswith(".publishing")]


def test_readers_see_the_edition(tmp_path: Path) -> None:
    folder = publish(FIRST, tmp_path / "out", "e1")
    assert seen(tmp_path / "out") == FIRST
    assert folder == tmp_path / "out" / "editions" / "e1"
    assert not leftovers(tmp_path)


def test_the_output_folder_can_be_moved(tmp_path: Path) -> None:
    publish(FIRST, tmp_path / "out", "e1")
    (tmp_path / "out").rename(tmp_path / "elsewhere")
    assert seen(tmp_path / "elsewhere") == FIRST


def test_a_web_server_may_read_it(tmp_path: Path) -> None:
    umask = os.umask(0o022)
    try:
        folder = publish(FIRST, tmp_path, "e1")
    finally:
        os.umask(umask)
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (folder / "index.html").stat().st_mode & 0o777 == 0o644


def test_the_next_edition_takes_its_place_and_the_old_one_stays(tmp_path: Path) -> None:
    old = publish(FIRST, tmp_path, "e1")
    publish(SECOND, tmp_path, "e2")
    assert (old / "index.html").read_bytes() == b"front 1"
    assert (tmp_path / "current" / "index.html").read_bytes() == b"front 2"


def test_stories_of_the_edition_before_keep_their_addresses(tmp_path: Path) -> None:
    old = publish(FIRST, tmp_path, "e1")
    new = publish(SECOND, tmp_path, "e2")
    assert seen(tmp_path) == BOTH
    assert (new / "stories/ferry/index.html").samefile(old / "stories/ferry/index.html")


def test_days_categories_and_their_feeds_keep_their_addresses(tmp_path: Path) -> None:
    first = FIRST | {
        "archive/index.html": b"days 1",
        "archive/2026-09-14/index.html": b"monday",
        "categories/sport/index.html": b"sport",
        "feeds/sport/atom.xml": b"sport feed",
        "feeds/world/atom.xml": b"world 1",
    }
    second = SECOND | {
        "archive/index.html": b"days 2",
        "archive/2026-09-15/index.html": b"tuesday",
        "feeds/world/atom.xml": b"world 2",
    }
    publish(first, tmp_path, "e1")
    publish(second, tmp_path, "e2")
    kept = ("archive/2026-09-14/index.html", "categories/sport/index.html", "feeds/sport/atom.xml")
    assert seen(tmp_path) == BOTH | second | {path: first[path] for path in kept}


def test_the_days_of_an_edition_are_those_with_a_page(tmp_path: Path) -> None:
    assert archived_days(tmp_path / "none") == ()
    for name in ("2026-09-15", "2026-09-14", "2026-02-30", "20260913", "notes"):
        (tmp_path / "archive" / name).mkdir(parents=True)
    (tmp_path / "archive" / "2026-09-12").write_text("a file")
    assert archived_days(tmp_path) == (date(2026, 9, 14), date(2026, 9, 15))


def test_other_files_of_the_edition_before_are_not_carried_over(tmp_path: Path) -> None:
    publish(FIRST | {"stale.json": b"{}"}, tmp_path, "e1")
    publish(SECOND, tmp_path, "e2")
    assert "stale.json" not in seen(tmp_path)


@pytest.mark.parametrize("new", [b"onetwothree", b"onetwoFOUR", b"one", b"onetwothreefour", b"", b"Two"])
def test_a_file_in_pieces_is_shared_or_written_whole(tmp_path: Path, new: bytes) -> None:
    publish_files([("long.json", (b"one", b"two", b"three"))], tmp_path, "e1")
    pieces = (new[place : place + 2] for place in range(0, len(new), 2))
    folder = publish_files([("long.json", pieces)], tmp_path, "e2")
    assert (folder / "long.json").read_bytes() == new
    shared = (folder / "long.json").samefile(tmp_path / "editions" / "e1" / "long.json")
    assert shared == (new == b"onetwothree")


def test_an_error_while_files_are_made_leaves_the_old_edition(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[str, tuple[bytes, ...]]]:
        yield "index.html", (b"front 2",)
        raise PublishError("a template is wrong")

    publish(FIRST, tmp_path, "e1")
    with pytest.raises(PublishError, match="template"):
        publish_files(broken(), tmp_path, "e2")
    assert seen(tmp_path) == FIRST
    assert not leftovers(tmp_path)


def test_an_edition_that_differs_late_shares_what_is_the_same(tmp_path: Path) -> None:
    old = publish(FIRST, tmp_path, "e1")
    new = publish({**FIRST, "stories/tunnel/index.html": b"tunnel 9"}, tmp_path, "e1")
    assert new.name == "e1-2"
    assert seen(tmp_path) == {**FIRST, "stories/tunnel/index.html": b"tunnel 9"}
    assert (new / "index.html").samefile(old / "index.html")


def test_a_file_that_did_not_change_is_not_rewritten(tmp_path: Path) -> None:
    old = publish(FIRST, tmp_path, "e1")
    new = publish(SECOND, tmp_path, "e2")
    assert (new / "style.css").samefile(old / "style.css")
    assert not (new / "index.html").samefile(old / "index.html")


def test_the_same_edition_again_writes_nothing(tmp_path: Path) -> None:
    publish(FIRST, tmp_path, "e1")
    publish(SECOND, tmp_path, "e2")
    before = {path: path.lstat().st_ctime_ns for path in tmp_path.rglob("*")}
    folder = publish(SECOND, tmp_path, "e2")
    assert folder.name == "e2"
    assert {path: path.lstat().st_ctime_ns for path in tmp_path.rglob("*")} == before


def test_an_edition_that_looks_different_now_leaves_the_published_folder_alone(tmp_path: Path) -> None:
    old = publish(FIRST, tmp_path, "e1")
    new = publish(FIRST | {"index.html": b"another template"}, tmp_path, "e1")
    assert (old / "index.html").read_bytes() == b"front 1"
    assert new.name == "e1-2"
    assert publish(FIRST | {"index.html": b"another template"}, tmp_path, "e1") == new


def test_an_old_edition_published_again_loses_no_story(tmp_path: Path) -> None:
    publish(FIRST, tmp_path, "e1")
    publish(SECOND, tmp_path, "e2")
    publish(FIRST, tmp_path, "e1")
    assert seen(tmp_path) == FIRST | {"stories/vote/index.html": b"vote 2"}


def test_a_link_whose_edition_was_deleted_is_mended(tmp_path: Path) -> None:
    publish(FIRST, tmp_path, "e1").rename(tmp_path / "gone")
    publish(SECOND, tmp_path, "e2")
    assert seen(tmp_path) == SECOND


def test_without_hard_links_stories_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    publish(FIRST, tmp_path, "e1")
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    new = publish(SECOND, tmp_path, "e2")
    assert seen(tmp_path) == BOTH
    assert (new / "stories/ferry/index.html").stat().st_nlink == 1


@pytest.mark.parametrize(
    "path",
    [
        "../index.html",
        "/etc/passwd",
        "stories/../../x",
        "stories/./x",
        "stories//x",
        "stories/",
        "",
        ".",
        ".htaccess",
        "stories/.git/config",
        "a\\b",
        "a\0b",
        "a\n",
        "C:x",
        "stories/é/index.html",
        "x" * 201,
    ],
)
def test_an_unsafe_path_refuses_the_whole_edition(tmp_path: Path, path: str) -> None:
    publish(FIRST, tmp_path / "out", "e1")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(PublishError, match="cannot be the path"):
        publish(SECOND | {path: b"x"}, tmp_path / "out", "e2")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["", ".", "..", "../e2", "a/b", ".publishing-e2"])
def test_an_unsafe_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PublishError, match="name of an edition"):
        publish(FIRST, tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_file_cannot_be_a_folder_too(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="which is a file"):
        publish({"stories": b"", "stories/a/index.html": b""}, tmp_path, "e1")


def test_a_folder_in_place_of_the_link_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "mine.txt").write_text("mine")
    with pytest.raises(PublishError, match="not a link"):
        publish(FIRST, tmp_path, "e1")
    assert (tmp_path / "current" / "mine.txt").read_text() == "mine"


def test_a_link_among_the_stories_is_not_followed(tmp_path: Path) -> None:
    folder = publish(FIRST, tmp_path / "out", "e1")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "stories" / "ferry" / "leak.txt").symlink_to(tmp_path / "secret.txt")
    publish(SECOND, tmp_path / "out", "e2")
    assert seen(tmp_path / "out") == BOTH


def test_a_full_disk_leaves_the_old_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(FIRST, tmp_path, "e1")
    flushed: list[int] = []

    def full(descriptor: int) -> None:
        flushed.append(descriptor)
        if len(flushed) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublishError, match="No space left"):
        publish(SECOND, tmp_path, "e2")
    assert seen(tmp_path) == FIRST
    assert not leftovers(tmp_path)


class Killed(BaseException):
    """Stands for SIGKILL: nothing in the program catches it."""


class Executioner:
    """Counts what a run does to the disk, by Python's audit events, and kills it before a given one."""

    EVENTS = frozenset({"open", "os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir"})

    def __init__(self) -> None:
        self.armed = False
        self.done = 0
        self.fatal = -1
        sys.addaudithook(self._on_event)

    def _on_event(self, event: str, _: object) -> None:
        if not self.armed or event not in self.EVENTS:
            return
        self.done += 1
        if self.done == self.fatal:
            self.armed = False
            raise Killed

    @contextmanager
    def watching(self, fatal: int = -1) -> Iterator[None]:
        self.armed, self.done, self.fatal = True, 0, fatal
        try:
            yield
        finally:
            self.armed = False


@pytest.fixture(scope="module")
def executioner() -> Executioner:
    return Executioner()


def test_killed_anywhere_the_old_or_the_new_edition_stands_whole(
    tmp_path: Path, executioner: Executioner
) -> None:
    def start(name: str) -> Path:
        publish(FIRST, tmp_path / name, "e1")
        return tmp_path / name

    output = start("whole")
    with executioner.watching():
        publish(SECOND, output, "e2")
    steps = executioner.done
    assert steps > 20

    outcomes = set()
    for fatal in range(1, steps + 1):
        output = start(f"killed-{fatal}")
        with executioner.watching(fatal), pytest.raises(Killed):
            publish(SECOND, output, "e2")
        standing = seen(output)
        assert standing in (FIRST, BOTH)
        outcomes.add(standing == BOTH)
        assert publish(SECOND, output, "e2").name == "e2"
        assert seen(output) == BOTH
        assert not leftovers(output)
    assert outcomes == {False, True}


def test_what_is_seen_is_on_disk_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file and folder of the new edition is flushed before the link is replaced."""
    flushed: set[int] = set()
    at_the_swap: list[set[int]] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        flushed.add(os.fstat(descriptor).st_ino)
        real_fsync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        at_the_swap.append(set(flushed))
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    folder = publish(FIRST, tmp_path, "e1")
    assert len(at_the_swap) == 1
    assert {path.stat().st_ino for path in (folder, *folder.rglob("*"))} <= at_the_swap[0]


SLUGS = st.sampled_from(["ferry", "tunnel", "vote", "moss"])
EDITIONS = st.lists(st.dictionaries(SLUGS, st.binary(max_size=3), min_size=1), min_size=1, max_size=5)


@given(EDITIONS)
def test_every_story_ever_published_stays_at_its_address(editions: list[Mapping[str, bytes]]) -> None:
    with TemporaryDirectory() as folder:
        expected: dict[str, bytes] = {}
        for place, stories in enumerate(editions):
            files = {f"stories/{slug}/index.html": text for slug, text in stories.items()}
            publish(files, Path(folder), f"e{place}")
            expected |= files
            assert seen(Path(folder)) == expected


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands where the folder should")
    with pytest.raises(PublishError, match=r"out.*cannot publish"):
        publish(FIRST, tmp_path / "out", "e1")
