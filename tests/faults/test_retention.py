"""What is old goes; what a published brief rests on and what an editor chose stays."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import yaml

from aggregator.config import Settings
from aggregator.demo.content import AT
from aggregator.errors import StoreCorruptError
from aggregator.models import Mend, MendKind
from aggregator.pipeline import retention, run
from aggregator.store import Store, store_path
from benchmarks._injecting import Ended, run_with_fault
from tests.faults.conftest import Desk, kept

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

LATER = AT + timedelta(days=200)


@pytest.fixture(scope="module")
def small(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Settings of editions with little room, and a folder with two of them and a choice on another story."""
    folder = tmp_path_factory.mktemp("small")
    feeds, output = folder / "feeds.yaml", folder / "output"
    for stories, at in ((1, AT), (2, AT + timedelta(hours=1))):
        record = yaml.safe_load(desk.feeds.read_text(encoding="utf-8"))
        record["edition"] |= {"max_stories": stories}
        feeds.write_text(yaml.safe_dump(record), encoding="utf-8")
        ended = run_with_fault(walk(feeds, output, at), output)
        assert ended.code == 0, ended.said
    with Store(store_path(output)) as store:
        read, named = {one.article.id for one in store.texts.articles()}, retention.cited(output)
        one, other, *_ = sorted(read - named)
        store.mends.save(Mend(kind=MendKind.PIN, articles=(one,), others=(other,), stories=("s",)), AT)
    return feeds, output


@pytest.fixture
def feeds(small: tuple[Path, Path]) -> Path:
    return small[0]


@pytest.fixture
def output(small: tuple[Path, Path], tmp_path: Path) -> Path:
    return shutil.copytree(small[1], tmp_path / "output", symlinks=True)


def walk(feeds: Path, output: Path, at: datetime) -> list[str | Path]:
    return ["-q", "run", "--feeds", feeds, "--output", output, "--at", at.isoformat()]


def prune(feeds: Path, output: Path, *options: str) -> Ended:
    where: list[str | Path] = ["--feeds", feeds, "--output", output, "--at", LATER.isoformat()]
    return run_with_fault(["prune", *options, *where], output)


def settings(feeds: Path) -> Settings:
    return Settings.model_validate(yaml.safe_load(feeds.read_text(encoding="utf-8")))


def ids(output: Path) -> set[str]:
    with Store(store_path(output)) as store:
        return {stored.article.id for stored in store.texts.articles()}


def test_only_what_nothing_names_goes_and_old_editions_verify(feeds: Path, output: Path) -> None:
    before, everything = kept(output), ids(output)
    named = retention.cited(output)
    chosen = {one for mend in before.choices for one in (*mend.articles, *mend.others)}
    assert (named | chosen) < everything, "some articles nothing names"
    assert chosen - named, "some articles only a choice names"
    told = prune(feeds, output, "--dry-run")
    assert ids(output) == everything
    gone = prune(feeds, output)
    assert (told.code, gone.code) == (0, 0), gone.said
    assert ids(output) == named | chosen
    removed = len(everything - named - chosen)
    assert told.said.startswith(f"{removed} articles")
    assert gone.said.startswith(f"{removed} articles")
    after = kept(output)
    assert (after.site, after.choices) == (before.site, before.choices)
    editions = sorted((output / "editions").iterdir())
    assert len(editions) == 2
    for edition in editions:
        verified = run_with_fault(["verify", edition], output)
        assert verified.code == 0, verified.said


def test_what_was_removed_is_not_read_again(feeds: Path, output: Path) -> None:
    everything = ids(output)
    prune(feeds, output)
    left = ids(output)
    assert left < everything
    assert run_with_fault(walk(feeds, output, AT + timedelta(hours=5)), output).code == 0
    assert ids(output) == left


def test_a_run_removes_once_a_day_and_not_when_the_clock_jumps(feeds: Path, output: Path) -> None:
    def removed(at: timedelta) -> int:
        return run(settings(feeds), output=output, at=AT + at).counts["articles_removed"]

    assert removed(timedelta(days=400)) == 0, "a clock that jumped removes nothing"
    assert removed(timedelta(days=400, hours=2)) == 0, "once a day is enough"
    assert removed(timedelta(0)) == 0, "set back again"
    assert removed(timedelta(days=89)) == 0, "not old enough"
    assert removed(timedelta(days=91)) > 0
    assert removed(timedelta(days=93)) == 0, "all is gone already"


def test_an_edition_that_cannot_be_read_keeps_everything(output: Path) -> None:
    everything = ids(output)
    (output / "editions" / "broken").mkdir()
    (output / "editions" / "broken" / "edition.json").write_text("{", encoding="utf-8")
    with Store(store_path(output)) as store, pytest.raises(StoreCorruptError, match="broken"):
        retention.prune(store, output, LATER)
    assert ids(output) == everything


@pytest.mark.parametrize("days", [1, 300])
def test_nothing_that_stories_can_reach_is_old(days: float) -> None:
    plain = Settings(version=1)
    reach = timedelta(hours=plain.edition.window_hours, days=plain.cluster.window_days)
    assert retention.limit(plain, AT, days) == AT - max(timedelta(days=days), reach)
