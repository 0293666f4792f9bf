"""Faults put into runs over real articles: killed, no room to write, the store held by another, and more.

The articles are served on loopback (`benchmarks.newsroom`) in two halves: a first run reads one, an editor
chooses, and then runs over both halves are struck by one fault at every kind of point in turn, each going on
from what the one before has left. Then come folders that nobody may write to, a network that breaks off, and
a clock that goes back (`benchmarks._surroundings`).

Asked: once a run is left alone it publishes the undisturbed edition, byte for byte (where the clock has gone
on meanwhile: it has the same articles); the store is sound after every strike; no article and no choice of
the editor is missing.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks._desk import Desk, Kept, differences, kept
from benchmarks._injecting import Ended, Fault, Strike
from benchmarks._surroundings import SURROUNDINGS
from benchmarks.newsroom import DEFAULT_ARTICLES, serve

CANNOT_WRITE = frozenset({0, 3, 4, 10})
"""How runs may end that cannot write: nothing was left to write, all but the report was, or nothing was."""

WHERE = {
    Fault.KILL: "",
    Fault.FULL: "(?<!:after)$",
    Fault.LOCKED: ":after$",
}
"""Points at which each fault strikes: right after a commit is right before the next point, and only what
writes to the store can find it locked."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which articles are read and how densely runs are struck."""
    parser.add_argument("--articles", type=Path, default=Path(DEFAULT_ARTICLES), help="a file within --data")
    parser.add_argument("--each", type=int, default=4, help="strikes of each fault at one kind of point")


def main(args: argparse.Namespace) -> int:
    """Strike, print the table, and return 1 if anything was lost."""
    with serve(args.data / args.articles) as newsroom, tempfile.TemporaryDirectory() as folder:
        desk = Desk(newsroom, Path(folder))
        wanted, whole = desk.undisturbed()
        print(f"{len(wanted.articles)} articles, {len(wanted.choices)} choices of an editor", flush=True)
        round_ = Round(desk, wanted)
        round_.strike_all(tuple(strikes(whole.points, args.each)))
        for name, number, surround in SURROUNDINGS:
            round_.surround(name, number, surround(desk, wanted))
    for what in round_.lost:
        print(f"LOST {what}")
    print(f"{'FAIL' if round_.lost else 'ok  '} {len(round_.lost)} losses after {round_.faults} faults")
    return 1 if round_.lost else 0


class Round:
    """Faults tried on a desk: how many, and what was lost."""

    def __init__(self, desk: Desk, wanted: Kept) -> None:
        self.desk = desk
        self.wanted = wanted
        self.faults = 0
        self.lost: list[str] = []
        self._begun: dict[str, Path] = {}

    def strike_all(self, planned: Sequence[Strike]) -> None:
        """Strike runs with one fault after the other."""
        for fault in Fault:
            strikes_of_it = [strike for strike in planned if strike.fault is fault]
            output = self.desk.copy()
            for strike in strikes_of_it:
                output = self._struck(output, strike)
            self.lost += self.desk.left_alone(output, self.wanted)
            points = {strike.point for strike in strikes_of_it}
            self._tell(f"{fault.value}, at {len(points)} kinds of points", len(strikes_of_it))

    def surround(self, name: str, number: int, lost: list[str]) -> None:
        """Note what came of something that goes wrong around a whole run."""
        self.lost += [f"{name}: {what}" for what in lost]
        self._tell(name, number)

    def _struck(self, output: Path, strike: Strike) -> Path:
        """Strike a run that goes on from `output`; return the folder in which the next goes on.

        If it never comes to the point it has run to its end, so all must be well there; then a run is struck
        that begins where the first one did that was struck at this point.
        """
        begun = self.desk.copy(output) if strike.point not in self._begun else output
        ended = self.desk.run(output, strike)
        if not _reached(ended, strike):
            self.lost += [f"{what}: before {strike}" for what in differences(kept(output), self.wanted)]
            output = self.desk.copy(self._begun.get(strike.point))
            ended = self.desk.run(output, strike)
        elif begun is not output:
            self._begun[strike.point] = begun
        well = ended.killed if strike.fault is Fault.KILL else ended.code in CANNOT_WRITE
        if not (well and _reached(ended, strike)):
            self.lost.append(f"the way to say so: {strike}: {ended.code} {ended.said}")
        if kept(output).choices != self.wanted.choices:
            self.lost.append(f"choices: {strike}")
        return output

    def _tell(self, what: str, number: int) -> None:
        self.faults += number
        print(f"{what:60s} {number:4d} times", flush=True)


def _reached(ended: Ended, strike: Strike) -> bool:
    return ended.points.count(strike.point) >= strike.nth


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
