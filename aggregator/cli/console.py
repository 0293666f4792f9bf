"""What commands print: tables, CSV and JSON on standard output, progress on standard error."""

from __future__ import annotations

import csv
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from aggregator.log import get_logger, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from datetime import datetime

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

QUIET_SECONDS = 30.0
"""Between two log lines on how far a long step has come."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection)."""


@dataclass(frozen=True, slots=True)
class Console:
    """How this process talks: `quiet` leaves out all but results, `plain` never draws."""

    quiet: bool = False
    plain: bool = False
    debug: bool = False

    def note(self, text: str) -> None:
        """Tell a person something beside the result."""
        if not self.quiet:
            click.echo(printable(text), err=True)

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int | None], None]]:
        """Give a function that is told a step, how many items are done, and how many there are.

        On a terminal it draws bars, elsewhere it writes a log line when a step ends.
        """
        if self.quiet:
            yield lambda _step, _done, _total: None
        elif sys.stderr.isatty() and not self.plain:
            with _bars() as bars:
                yield _Drawn(bars)
        else:
            yield _Logged()


@dataclass(slots=True)
class _Drawn:
    """Progress as bars."""

    bars: Bars
    tasks: dict[str, TaskID] = field(default_factory=dict)

    def __call__(self, step: str, done: int, total: int | None) -> None:
        if step not in self.tasks:
            self.tasks[step] = self.bars.add_task(step, total=total)
        self.bars.update(self.tasks[step], completed=done, total=total)


@dataclass(slots=True)
class _Logged:
    """Progress as log lines: at the end of a step, and now and then before it."""

    told: dict[str, float] = field(default_factory=dict)

    def __call__(self, step: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        since = self.told.setdefault(step, now)
        if done == total or now - since >= QUIET_SECONDS:
            self.told[step] = now
            get_logger(step).info("done" if done == total else "under way", items=done, of=total)


def _bars() -> Bars:
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=RichConsole(stderr=True))


def print_json(value: object) -> None:
    """Print `value` (a dataclass of the program, or plain values) as JSON."""
    from aggregator import codec

    click.echo(codec.dumps(value, indent=2))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as CSV (RFC 4180) that no spreadsheet takes for formulas."""
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    writer.writerows([[csv_cell(value) for value in row] for row in rows])


def iso(moment: datetime | None) -> str:
    """Return a time for a script: 2026-09-15T18:00:00Z; "" for none."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else ""


def short(moment: str) -> str:
    """Return such a time for a screen: 2026-09-15 18:00."""
    return moment[:16].replace("T", " ")


def csv_cell(value: object) -> str:
    """Return `value` as a cell; an apostrophe in front keeps a formula from being one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, wide: Iterable[str] = ()
) -> None:
    """Print rows in columns; on a terminal the `wide` ones are folded to its width, elsewhere none is."""
    cells = [[printable("" if value is None else str(value)) for value in row] for row in rows]
    if sys.stdout.isatty():
        _draw_table(columns, cells, set(wide))
        return
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    for row in (columns, *cells):
        line = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())


def _draw_table(columns: Sequence[str], cells: Sequence[Sequence[str]], wide: Container[str]) -> None:
    from rich.console import Console as RichConsole
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column not in wide)
    for row in cells:
        table.add_row(*map(Text, row))
    RichConsole().print(table)
