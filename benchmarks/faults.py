"""Faults put into runs over real articles: killed, with no room to write, with the store held by another.

The articles are served on loopback (`benchmarks.newsroom`) in two halves: a first run reads one, an editor
chooses, and then runs over both halves are struck one after the other, each going on from what the one
before has left. Asked: once a run is left alone it publishes the undisturbed edition, byte for byte; the
store is sound after every strike; no article and no choice of the editor is missing.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aggregator.models import Mend, MendKind
from aggregator.store import Store, store_path
from benchmarks._injecting import Ended, Fault, Strike, run_with_fault
from benchmarks.newsroom import DEFAULT_ARTICLES, Newsroom, serve
from benchmarks.walk import tree_hash

GOOD_EXITS = frozenset({0, 3})
CANNOT_WRITE = frozenset({0, 3, 4, 10})
"""How runs may end that cannot write: nothing was left to write, all but the report was, or nothing was."""

WHERE = {
    Fault.KILL: "",
    Fault.FULL: "(?<!:after)$",
    Fault.LOCKED: ":after$",
}
"""Points at which each fault strikes: right after a commit is right before the next point, and only what
writes to the store can find it locked."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What must not be lost."""

    site: str
    articles: frozenset[tuple[str, str]]
    choices: tuple[Mend, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which articles are read and how densely runs are struck."""
    parser.add_argument("--articles", type=Path, default=Path(DEFAULT_ARTICLES), help="a file within --data")
    parser.add_argument("--each", type=int, default=4, help="strikes of each fault at one kind of point")


def main(args: argparse.Namespace) -> int:
    """Strike, print the table, and return 1 if anything was lost."""
    with serve(args.data / args.articles) as newsroom, tempfile.TemporaryDirectory() as folder:
        desk = Desk(newsroom, Path(folder))
        past = desk.past()
        wanted, whole = desk.undisturbed(past)
        print(f"{len(wanted.articles)} articles, {len(wanted.choices)} choices of an editor", flush=True)
        struck, lost = desk.strike(past, wanted, strikes(whole.points, args.each))
    for fault, points in struck.items():
        print(f"{fault.value:30s} {points.total():4d} times at {len(points):2d} kinds of points")
    for what in lost:
        print(f"LOST {what}")
    faults = sum(points.total() for points in struck.values())
    print(f"{'FAIL' if lost else 'ok  '} {len(lost)} losses after {faults} faults")
    return 1 if lost else 0


class Desk:
    """The newsroom, its settings, and the output folders of the runs."""

    def __init__(self, newsroom: Newsroom, folder: Path) -> None:
        self.newsroom = newsroom
        self.folder = folder
        self.feeds = folder / "feeds.yaml"

    def past(self) -> Path:
        """Return a folder in which half of the outlets were read and an editor has chosen."""
        output = self.folder / "past"
        head, feeds = self.newsroom.settings.split("\nfeeds:\n")
        items = re.split(r"^(?=- )", feeds, flags=re.MULTILINE)[1:]
        half = "".join(items[: len(items) // 2])
        self.feeds.write_text(f"{head}\nfeeds:\n{half}", encoding="utf-8")
        first = self.run(output)
        assert first.code in GOOD_EXITS, first.said
        with Store(store_path(output)) as store:
            one, two, three, four = sorted(store.stories.known(), key=lambda story: -len(story.articles))[:4]
            for kind, articles, others, stories in (
                (MendKind.MERGE, one.articles, two.articles, (one.id, two.id)),
                (MendKind.SPLIT, three.articles[:1], three.articles[1:], (three.id,)),
                (MendKind.PIN, four.articles[:1], four.articles[1:], (four.id,)),
            ):
                made = Mend(kind=kind, articles=articles, others=others, stories=stories)
                store.mends.save(made, self.newsroom.at)
        self.feeds.write_text(self.newsroom.settings, encoding="utf-8")
        return output

    def run(self, output: Path, strike: Strike | None = None) -> Ended:
        """Run once."""
        at = self.newsroom.at.isoformat()
        where: list[str | Path] = ["--feeds", self.feeds, "--output", output, "--at", at]
        return run_with_fault(["-q", "run", *where], output, strike)

    def undisturbed(self, past: Path) -> tuple[Kept, Ended]:
        """Return what an undisturbed run keeps, and how it went."""
        output = shutil.copytree(past, self.folder / "whole", symlinks=True)
        ended = self.run(output)
        assert ended.code in GOOD_EXITS, ended.said
        return kept(output), ended

    def strike(
        self, past: Path, wanted: Kept, planned: Iterable[Strike]
    ) -> tuple[dict[Fault, Counter[str]], list[str]]:
        """Strike runs one after the other, and leave the last alone.

        Returns how often each fault struck at each point, and what was lost.
        """
        output = shutil.copytree(past, self.folder / "struck", symlinks=True)
        struck: dict[Fault, Counter[str]] = {fault: Counter() for fault in Fault}
        lost = []
        for strike in planned:
            ended = self.run(output, strike)
            reached = ended.points.count(strike.point) >= strike.nth
            struck[strike.fault][strike.point] += reached
            well = ended.killed if reached and strike.fault is Fault.KILL else ended.code in CANNOT_WRITE
            if not well:
                lost.append(f"the way to say so: {strike}: {ended.code} {ended.said}")
            if kept(output).choices != wanted.choices:
                lost.append(f"choices: {strike}")
        last, found = self.run(output), kept(output)
        if last.code not in GOOD_EXITS or found != wanted:
            lost.append(f"the edition, articles or choices: {last.code} {last.said}")
        return struck, lost


def strikes(points: Sequence[str], each: int) -> Iterator[Strike]:
    """Yield strikes of all faults at each kind of point, in the order a run first passes them.

    What is committed stays, so the first time after a commit is another place in each run; files are made
    anew, so it is the first of them, the last, and some between.
    """
    for point, count in Counter(points).items():
        times = 1 if point.endswith(":before") else min(each, count)
        step = 0 if point.endswith(":after") else (count - 1) / max(times - 1, 1)
        for fault, pattern in WHERE.items():
            if re.search(pattern, point):
                yield from (Strike(fault, point, 1 + round(place * step)) for place in range(times))


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
