"""Run a benchmark by its name."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import pkgutil
import re
import sys
from pathlib import Path
from typing import Protocol, TextIO, cast

import benchmarks

FIGURES = Path(__file__).parent.parent / "docs" / "benchmarks.md"
"""Where `--write` puts what a benchmark printed, with the command that printed it."""


class Benchmark(Protocol):
    """What a module of `benchmarks` offers; one with `NEEDS_DATA = False` invents what it measures on."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what the benchmark needs beside the folder of data."""

    def main(self, args: argparse.Namespace) -> int:
        """Measure, print, and return an exit status."""


def names() -> list[str]:
    """Return the names of all benchmarks; modules with an underscore in front are helpers."""
    return sorted(found.name for found in pkgutil.iter_modules(benchmarks.__path__) if found.name[0] != "_")


def main(argv: list[str]) -> int:
    """Run the benchmark named first; its own arguments follow."""
    known = names()
    if not argv or argv[0] not in known:
        print(
            f"usage: python -m benchmarks NAME --data DIR ...\nbenchmarks: {', '.join(known)}",
            file=sys.stderr,
        )
        return 2
    benchmark = cast("Benchmark", importlib.import_module(f"benchmarks.{argv[0]}"))
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {argv[0]}", description=benchmark.__doc__)
    needs_data = getattr(benchmark, "NEEDS_DATA", True)
    parser.add_argument("--data", type=Path, required=needs_data, help="the folder of real data")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md too")
    benchmark.add_arguments(parser)
    args = parser.parse_args(argv[1:])
    printed = _Tee(sys.stdout)
    with contextlib.redirect_stdout(printed):
        status = benchmark.main(args)
    if args.write and not status:
        _write(argv, args.data, printed.getvalue())
    return status


class _Tee(io.StringIO):
    """Remembers what it passes on."""

    def __init__(self, onward: TextIO) -> None:
        super().__init__()
        self.onward = onward

    def write(self, text: str) -> int:
        self.onward.write(text)
        return super().write(text)


def _write(argv: list[str], data: Path, printed: str) -> None:
    """Replace the benchmark's section of the page, or add it at the end."""
    words = ["DATA" if word == str(data) else word for word in argv if word != "--write"]
    section = f"## {argv[0]}\n\n```\n$ ./run bench {' '.join(words)}\n{printed.rstrip()}\n```\n"
    page = FIGURES.read_text(encoding="utf-8")
    sections = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    others = [other.rstrip() for other in sections if not other.startswith(f"## {argv[0]}\n")]
    FIGURES.write_text("\n\n".join([*others, section]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
