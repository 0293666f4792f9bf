"""A desk with a past: an edition is out, an editor has chosen, and new articles have come since."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import yaml

from aggregator.demo.content import AT
from aggregator.demo.server import NewsServer
from aggregator.store import Store, store_path
from benchmarks._injecting import Ended, Strike, run_with_fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aggregator.models import Mend

EARLIER = datetime(2026, 9, 15, 13, tzinfo=UTC)
"""When the desk's first run took place."""

FEEDS = 3
"""Outlets that the desk reads: enough for stories of several, few enough for runs by the dozen."""


PATIENT = {"connect_timeout": 60, "read_timeout": 60, "total_timeout": 100}
"""Every outlet of the desk answers; on a busy machine it may take a while."""


@dataclass(frozen=True)
class Kept:
    """What must not be lost: what readers see, every article by its content, every choice of the editor."""

    site: dict[str, bytes]
    articles: dict[str, str]
    choices: tuple[Mend, ...]
    held: tuple[str, ...]


@dataclass(frozen=True)
class Desk:
    """A newsroom's settings and the output folder of its past; runs take place in copies of that."""

    server: NewsServer
    feeds: Path
    past: Path

    def copy(self, output: Path) -> Path:
        shutil.copytree(self.past, output, symlinks=True)
        return output

    def run(
        self, output: Path, strike: Strike | None = None, *, at: datetime = AT, bound: bool = False
    ) -> Ended:
        where = ["--feeds", str(self.feeds), "--output", str(output), "--at", at.isoformat()]
        return run_with_fault(["-q", "run", *where], output, strike, bound=bound)


def kept(output: Path) -> Kept:
    """Return what is kept in an output folder, whose store must be sound."""
    from aggregator.pipeline.mends import states

    root = output / "current"
    files = sorted(path for path in root.rglob("*") if path.is_file())
    with Store(store_path(output)) as store:
        store.check(thorough=True)
        assert strays(store) == []
        return Kept(
            site={str(path.relative_to(root)): path.read_bytes() for path in files},
            articles={stored.article.id: stored.content_hash for stored in store.texts.articles()},
            choices=tuple(stored.mend for stored in store.mends.all()),
            held=tuple(state.state for state in states(store)),
        )


STRAYS = (
    "SELECT article FROM entries WHERE article NOT IN (SELECT id FROM articles)",
    "SELECT story FROM results WHERE story NOT IN (SELECT id FROM stories)",
    "SELECT merged_into FROM stories WHERE merged_into NOT IN (SELECT id FROM stories)",
)
"""What names something that is not there; the schema itself declares no foreign keys."""


def strays(store: Store) -> list[str]:
    with store._database.reading() as connection:
        return [found for query in STRAYS for found in connection.exec_driver_sql(query).scalars()]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Serve the newsroom, run once as of `EARLIER`, choose, and then show all the rest."""
    folder = tmp_path_factory.mktemp("faults")
    with NewsServer(until=EARLIER) as server:
        record = yaml.safe_load(server.settings_text)
        record["feeds"] = record["feeds"][:FEEDS]
        record["fetch"] |= PATIENT
        feeds = folder / "feeds.yaml"
        feeds.write_text(yaml.safe_dump(record), encoding="utf-8")
        made = Desk(server, feeds, folder / "past")
        first = made.run(made.past, at=EARLIER)
        assert first.code == 0, first.said
        choose(made)
        server.show(None)
        yield made


def choose(desk: Desk) -> None:
    """Merge two stories, split an article from a third, and pin another."""
    with Store(store_path(desk.past)) as store:
        large = sorted(store.stories.known(), key=lambda story: (-len(story.articles), story.id))
    one, two, three, four = large[:4]
    for words in (
        ("merge", one.id, two.id),
        ("split", three.id, three.articles[0]),
        ("pin", four.articles[0]),
    ):
        chosen = run_with_fault(["stories", *words, "--output", str(desk.past)], desk.past)
        assert chosen.code == 0, chosen.said


@pytest.fixture(scope="session")
def undisturbed(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Kept, Ended]:
    """Return what an undisturbed run on the desk's past keeps, and how it went."""
    output = desk.copy(tmp_path_factory.mktemp("undisturbed") / "output")
    ended = desk.run(output)
    assert ended.code == 0, ended.said
    return kept(output), ended
