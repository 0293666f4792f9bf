"""The whole walk over the sample newsroom, with nothing replaced."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import pytest

from aggregator import codec
from aggregator.demo.content import AT
from aggregator.errors import NothingToPublishError, StoreCorruptError, StoreTooNewError, TemplateError
from aggregator.models import Edition
from aggregator.pipeline import REPORT, RunReport, run, versions
from aggregator.pipeline.context import PARTLY
from aggregator.runner import Processes
from aggregator.store import Store, store_path

if TYPE_CHECKING:
    from pathlib import Path

    from tests.newsdesk import Desk

Published = tuple["Path", RunReport]


@pytest.fixture
def begun(published: Published, tmp_path: Path) -> Path:
    """Return a copy of the output folder of an undisturbed run, to go on from."""
    output = tmp_path / "output"
    shutil.copytree(published[0], output, symlinks=True)
    return output


def edition_of(output: Path) -> Edition:
    return codec.loads(Edition, (output / "current" / "edition.json").read_bytes())


def test_a_run_publishes_and_names_what_failed(desk: Desk, published: Published) -> None:
    output, report = published
    assert report.exit_code == 3
    assert (output / "current" / "index.html").is_file()
    assert [feed.url for feed in report.feeds] == [str(feed.url) for feed in desk.settings.feeds]
    failed = {feed.name for feed in report.feeds if feed.status == "failed"}
    assert failed
    assert failed <= {problem.subject for problem in report.problems if problem.fatal}
    assert codec.loads(RunReport, (output / REPORT).read_bytes()) == report


def test_the_report_accounts_for_every_entry_and_every_story(published: Published) -> None:
    output, report = published
    with Store.existing(output) as store, store.feeds._database.reading() as connection:
        states: dict[str, int] = dict(
            connection.exec_driver_sql("SELECT state, count(*) FROM entries GROUP BY state").all()
        )
        live = connection.exec_driver_sql("SELECT count(*) FROM stories WHERE live").scalar_one()
    left = [
        problem
        for problem in report.left_out
        if problem.step == "choose" and problem.reason != "over_max_articles"
    ]
    dropped = [problem for problem in report.left_out if problem.reason == "brief_dropped"]
    assert report.counts["briefs"] + len(left) + len(dropped) == live
    assert states.get("duplicate", 0) == report.counts.get("left_out.fetch.listed_elsewhere", 0)
    assert report.counts["entries_new"] == sum(states.values())
    assert "new" not in states
    assert all(problem.reason and problem.subject for problem in report.left_out)


def test_the_timings_are_of_the_steps(published: Published) -> None:
    report = published[1]
    steps = {"fetch", "fetch pages", "extract", "cluster", "annotate", "corroborate", "compose", "verify"}
    assert steps | {"render", "publish", "other"} == set(report.timings)
    assert all(seconds >= 0 for seconds in report.timings.values())
    assert report.peak_memory_mb > 0


def test_with_nothing_new_only_feeds_are_asked_and_every_byte_stays(desk: Desk, begun: Path) -> None:
    before, asked = desk.site(begun), len(desk.server.requests)
    pages = {urlsplit(source.url).path for brief in edition_of(begun).briefs for source in brief.sources}
    again = desk.drive(begun, at=AT + timedelta(minutes=15))
    assert not pages & {path for path, _ in desk.server.requests[asked:]}
    assert desk.site(begun) == before
    assert again.returncode == 0, again.stderr
    assert again.stdout.split() == ["3", "True"], "a slow library was loaded, or something was done again"


def test_the_same_inputs_make_the_same_bytes_wherever_the_work_runs(
    small_desk: Desk, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    with Processes(2) as runner:
        run(small_desk.settings, output=tmp_path, at=AT, runner=runner)
    assert small_desk.site(tmp_path) == undisturbed


def test_a_published_edition_that_was_lost_is_published_again(desk: Desk, begun: Path) -> None:
    before = desk.site(begun)
    shutil.rmtree(begun / "editions")
    (begun / "current").unlink()
    assert desk.run(begun, AT + timedelta(hours=1)).unchanged
    assert desk.site(begun) == before


def test_a_changed_step_is_done_again_and_what_comes_before_it_is_not(
    desk: Desk, begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: object) -> NoReturn:
        pytest.fail("a step was done again whose inputs have not changed")

    real, asked = versions.step_version, len(desk.server.requests)
    for module in ("versions", "write", "stories"):
        monkeypatch.setattr(
            f"aggregator.pipeline.{module}.step_version",
            lambda step: "new" if step == "compose" else real(step),
        )
    for step in (
        "extract.article_from_entry",
        "cluster.cluster",
        "annotate.annotate_all",
        "corroborate.corroborate",
    ):
        monkeypatch.setattr(f"aggregator.{step}", never)
    pages = {urlsplit(source.url).path for brief in edition_of(begun).briefs for source in brief.sources}
    report = desk.run(begun, AT + timedelta(minutes=1))
    assert not report.unchanged
    assert not pages & {path for path, _ in desk.server.requests[asked:]}
    assert edition_of(begun).at == AT + timedelta(minutes=1)


def test_stories_keep_their_address_when_the_settings_make_a_new_edition(desk: Desk, begun: Path) -> None:
    before = {brief.story: brief.slug for brief in edition_of(begun).briefs}
    report = desk.run(begun, AT + timedelta(hours=1), edition={"title": "Another masthead"})
    after = {brief.story: brief.slug for brief in edition_of(begun).briefs}
    assert not report.unchanged
    assert edition_of(begun).title == "Another masthead"
    assert after == before


def test_a_broken_template_publishes_nothing_and_the_next_run_goes_on(
    small_desk: Desk, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    templates, output = tmp_path / "templates", tmp_path / "output"
    shutil.copytree(versions.PACKAGE.parent / "templates", templates)
    for page in templates.rglob("*.html"):
        page.write_text("{{ nobody.knows.this }}", encoding="utf-8")
    with pytest.raises(TemplateError):
        run(small_desk.settings, output=output, at=AT, templates=templates)
    assert not (output / "current").exists()
    report = codec.loads(RunReport, (output / REPORT).read_bytes())
    assert (report.exit_code, report.published) == (TemplateError.exit_code, "")
    assert report.error
    small_desk.run(output)
    assert small_desk.site(output) == undisturbed


def test_a_dead_link_is_published_and_told(small_desk: Desk, tmp_path: Path) -> None:
    templates, output = tmp_path / "templates", tmp_path / "output"
    templates.mkdir()
    (templates / "archive.html").write_text('<a href="gone.html#there">x</a>', encoding="utf-8")
    report = run(small_desk.settings, output=output, at=AT, templates=templates)
    dead = [problem for problem in report.problems if problem.reason == "dead_link"]
    assert [problem.subject for problem in dead] == ["archive/index.html"]
    assert report.exit_code == PARTLY
    assert (output / "current" / "archive" / "index.html").is_file()


def test_an_edition_has_no_dead_link(published: Published) -> None:
    assert not [one for one in published[1].problems if one.reason == "dead_link"]


def test_readers_are_told_where_to_report_a_wrong_line(
    small_desk: Desk, undisturbed: dict[str, bytes]
) -> None:
    contact = small_desk.settings.edition.contact
    assert contact
    assert all(
        f"mailto:{contact}".encode() in page for path, page in undisturbed.items() if path.endswith(".html")
    )


def test_nothing_read_is_nothing_published(desk: Desk, tmp_path: Path) -> None:
    feeds = [asdict(feed) | {"url": f"{desk.server.base_url}/nothing/here"} for feed in desk.settings.feeds]
    with pytest.raises(NothingToPublishError, match="no article could be read"):
        desk.run(tmp_path, feeds=feeds[:1])
    assert not (tmp_path / "current").exists()
    assert codec.loads(RunReport, (tmp_path / REPORT).read_bytes()).feeds[0].status == "failed"


def test_a_quiet_window_leaves_the_last_edition_standing(desk: Desk, begun: Path) -> None:
    before = desk.site(begun)
    report = desk.run(begun, AT + timedelta(days=30), edition={"min_articles": 3})
    assert report.unchanged
    assert desk.site(begun) == before


def test_a_damaged_store_is_named_and_the_edition_is_not_touched(desk: Desk, begun: Path) -> None:
    before = desk.site(begun)
    store_path(begun).write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreCorruptError, match="move it away"):
        desk.run(begun)
    assert desk.site(begun) == before


def test_a_store_of_a_newer_program_is_refused(desk: Desk, begun: Path) -> None:
    with closing(sqlite3.connect(store_path(begun))) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreTooNewError, match="newer version"):
        desk.run(begun)
