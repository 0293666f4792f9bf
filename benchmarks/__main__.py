"""Run a benchmark by its name."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path
from typing import Protocol, cast

import benchmarks


class Benchmark(Protocol):
    """What a module of `benchmarks` offers."""

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
    parser.add_argument("--data", type=Path, required=True, help="the folder of real data")
    benchmark.add_arguments(parser)
    return benchmark.main(parser.parse_args(argv[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
