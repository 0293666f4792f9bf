"""A desk over real articles for `./run bench faults`: its runs, and what they keep."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aggregator.models import Mend, MendKind
from aggregator.store import Store, store_path
from benchmarks._injecting import Ended, Strike, run_with_fault
from benchmarks.newsroom import Newsroom
from benchmarks.walk import tree_hash

GOOD_EXITS = frozenset({0, 3})


@dataclass(frozen=True, slots=True)
class Kept:
    """What must not be lost: the edition by its bytes, articles by id and content, choices of the editor."""

    site: str
    articles: frozenset[tuple[str, str]]
    choices: tuple[Mend, ...]


def kept(output: Path) -> Kept:
    """Return what is kept in an output folder.

    Raises:
        StoreCorruptError: if its store is not sound.
    """
    with Store(store_path(output)) as store:
        store.check(thorough=True)
        return Kept(
            site=tree_hash(output / "current"),
            articles=frozenset((one.article.id, one.content_hash) for one in store.texts.articles()),
            choices=tuple(one.mend for one in store.mends.all()),
        )


def differences(found: Kept, wanted: Kept) -> list[str]:
    """Return what is not as it should be."""
    return [name for name in ("site", "articles", "choices") if getattr(found, name) != getattr(wanted, name)]


class Desk:
    """The newsroom, its settings, and a folder for the output of its runs.

    Attributes:
        past: the output of a run over half of the outlets, after which an editor has chosen.
    """

    def __init__(self, newsroom: Newsroom, folder: Path) -> None:
        self.newsroom = newsroom
        self.feeds = folder / "feeds.yaml"
        self.past = folder / "past"
        self._folder = folder
        self._copies = 0
        self._make_past()

    def copy(self, output: Path | None = None) -> Path:
        """Return a copy of an output folder, of the past if none is given."""
        self._copies += 1
        return shutil.copytree(output or self.past, self._folder / str(self._copies), symlinks=True)

    def run(
        self,
        output: Path,
        strike: Strike | None = None,
        *,
        at: datetime | None = None,
        bound: bool = False,
    ) -> Ended:
        """Run once, as of `at`; with `bound`, permissions hold for root too."""
        time = (at or self.newsroom.at).isoformat()
        where: list[str | Path] = ["--feeds", self.feeds, "--output", output, "--at", time]
        memory = self._folder / "memory"
        return run_with_fault(["-q", "run", *where], output, strike, bound=bound, memory=memory)

    def undisturbed(self) -> tuple[Kept, Ended]:
        """Return what an undisturbed run keeps, and how it went."""
        output = self.copy()
        ended = self.run(output)
        assert ended.code in GOOD_EXITS, ended.said
        return kept(output), ended

    def left_alone(self, output: Path, wanted: Kept) -> list[str]:
        """Run once more without a fault; return what is not as in `wanted` then."""
        last, found = self.run(output), kept(output)
        lost = [] if last.code in GOOD_EXITS else [f"the run: {last.code} {last.said}"]
        return lost + differences(found, wanted)

    def _make_past(self) -> None:
        head, feeds = self.newsroom.settings.split("\nfeeds:\n")
        items = re.split(r"^(?=- )", feeds, flags=re.MULTILINE)[1:]
        half = "".join(items[: len(items) // 2])
        self.feeds.write_text(f"{head}\nfeeds:\n{half}", encoding="utf-8")
        first = self.run(self.past)
        assert first.code in GOOD_EXITS, first.said
        self._choose()
        self.feeds.write_text(self.newsroom.settings, encoding="utf-8")

    def _choose(self) -> None:
        """Merge two stories, split an article from a third, and pin another."""
        with Store(store_path(self.past)) as store:
            one, two, three, four = sorted(store.stories.known(), key=lambda story: -len(story.articles))[:4]
            for kind, articles, others, stories in (
                (MendKind.MERGE, one.articles, two.articles, (one.id, two.id)),
                (MendKind.SPLIT, three.articles[:1], three.articles[1:], (three.id,)),
                (MendKind.PIN, four.articles[:1], four.articles[1:], (four.id,)),
            ):
                made = Mend(kind=kind, articles=articles, others=others, stories=stories)
                store.mends.save(made, self.newsroom.at)
