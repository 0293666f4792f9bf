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
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
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
        print(f"{len(wanted.articles)} articles, {len(wanted.choices)} choices of an editor")
        lost = sum(desk.strike(fault, past, wanted, whole, args.each) for fault in Fault)
    print(f"{'ok  ' if not lost else 'FAIL'} {lost} losses")
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

    def strike(self, fault: Fault, past: Path, wanted: Kept, whole: Ended, each: int) -> int:
        """Strike runs one after the other, and leave the last alone; return how much was lost."""
        output = shutil.copytree(past, self.folder / fault.name, symlinks=True)
        struck, lost, began = 0, 0, time.perf_counter()
        for strike in strikes(fault, whole.points, each):
            ended = self.run(output, strike)
            reached = ended.points.count(strike.point) >= strike.nth
            struck += reached
            well = ended.killed if fault is Fault.KILL and reached else ended.code in CANNOT_WRITE
            if not well or kept(output).choices != wanted.choices:
                lost += 1
                sys.stderr.write(f"{strike}: {ended.code} {ended.said}\n")
        last = self.run(output)
        found = kept(output)
        same = (found.site == wanted.site, found.articles == wanted.articles, last.code in GOOD_EXITS)
        seconds = time.perf_counter() - began
        kinds = len(dict.fromkeys(one.point for one in strikes(fault, whole.points, each)))
        print(
            f"{fault.value:30s} struck {struck:4d} times at {kinds:2d} kinds of points, {seconds:6.1f} s: "
            f"{'edition the same' if all(same) else f'LOST {same}'}"
        )
        return lost + (not all(same))


def strikes(fault: Fault, points: Sequence[str], each: int) -> Iterator[Strike]:
    """Yield strikes at each kind of point in the order a run first passes them.

    What is committed stays, so the first time after a commit is another place in each run; files are made
    anew, so it is the first of them, the last, and some between.
    """
    counts = Counter(point for point in points if re.search(WHERE[fault], point))
    for point, count in counts.items():
        times = min(each, count)
        if point.endswith(":before"):
            yield Strike(fault, point)
        elif point.endswith(":after"):
            yield from [Strike(fault, point)] * times
        else:
            yield from (
                Strike(fault, point, 1 + place * (count - 1) // max(times - 1, 1)) for place in range(times)
            )


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
