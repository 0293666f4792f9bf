"""`verify` compares the published files with what the edition renders to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from aggregator.cli.verify import _link_faults, _page_faults
from aggregator.publish import archived_days, publish
from aggregator.render import edition_files, render_edition
from tests.render.sample import AT, edition


def publish_by_hand(folder: Path) -> None:
    for path, body in render_edition(edition()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)


def test_an_untouched_folder_has_no_fault(tmp_path: Path) -> None:
    publish_by_hand(tmp_path)
    assert _page_faults(edition(), tmp_path, None) == ()


def test_a_changed_and_a_missing_page_are_named(tmp_path: Path) -> None:
    publish_by_hand(tmp_path)
    page = next(tmp_path.glob("stories/*/index.html"))
    page.write_bytes(page.read_bytes().replace(b"</body>", b"<p>Not so.</p></body>"))
    (tmp_path / "feed.xml").unlink()
    named = {problem.subject for problem in _page_faults(edition(), tmp_path, None)}
    assert named == {"feed.xml", page.relative_to(tmp_path).as_posix()}


def test_a_folder_with_pages_of_earlier_days_has_no_fault(tmp_path: Path) -> None:
    current = tmp_path / "current"
    for at, name in ((AT - timedelta(days=1), "e1"), (AT, "e2")):
        files = edition_files(edition(at=at), earlier=archived_days(current))
        publish(files, tmp_path, name)
    assert (current / "archive" / "2026-09-14" / "index.html").is_file()
    assert _page_faults(edition(), current, None) == ()


def test_a_dead_link_is_named_in_pages_of_earlier_editions_too(tmp_path: Path) -> None:
    publish_by_hand(tmp_path)
    old = tmp_path / "stories" / "old"
    old.mkdir()
    (old / "index.html").write_text('<a href="../../index.html">fine</a> <a href="../gone/">not</a>')
    named = [problem.subject for problem in _link_faults(edition(), tmp_path)]
    assert sorted(named) == [f"stories/{edition().briefs[0].slug}/index.html", "stories/old/index.html"]
