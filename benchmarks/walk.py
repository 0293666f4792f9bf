"""The whole walk over real articles: time by stage, memory, a second run, and runs killed at any moment.

The articles are served on loopback (`benchmarks.newsroom`) and read by `aggregator run` as a user would run
it. Asked: the second run is the first one's edition, byte for byte, in under a tenth of the time; a run
killed and started again ends with that same edition; `aggregator verify` passes; memory stays under 1 GB.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.newsroom import DEFAULT_ARTICLES, serve

GOOD_EXITS = frozenset({0, 3})
"""All well, and published with something failed and listed."""
MOST_MEMORY_MB = 1000
MOST_SHARE_OF_FIRST = 0.1


@dataclass(frozen=True, slots=True)
class Walked:
    """One run to its end: its exit, wall-clock seconds and report."""

    exit_code: int
    seconds: float
    report: dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which articles are read and how often a run is killed."""
    parser.add_argument("--articles", type=Path, default=Path(DEFAULT_ARTICLES), help="a file within --data")
    parser.add_argument("--kills", type=int, default=3, help="runs killed at a random moment")
    parser.add_argument("--seed", type=int, default=1)


def main(args: argparse.Namespace) -> int:
    """Walk, print the figures, and return 1 if one of what is asked does not hold."""
    with serve(args.data / args.articles) as newsroom, tempfile.TemporaryDirectory() as folder:
        feeds = Path(folder, "feeds.yaml")
        feeds.write_text(newsroom.settings, encoding="utf-8")
        command = ["run", "--feeds", str(feeds), "--at", newsroom.at.isoformat(), "--json"]
        whole = Path(folder, "whole")
        first = walk([*command, "--output", str(whole)])
        edition = tree_hash(whole / "current")
        print_stages(first)
        second = walk([*command, "--output", str(whole)])
        share = second.seconds / first.seconds
        print(f"second run: {second.seconds:.2f} s, {share:.1%} of the first")
        same_after = [
            killed_and_resumed(command, Path(folder, f"killed-{number}"), first.seconds, args.seed + number)
            == edition
            for number in range(args.kills)
        ]
        verified = program(["verify", str(whole / "current")]).returncode
        asked = {
            "the first run published": first.exit_code in GOOD_EXITS,
            f"memory under {MOST_MEMORY_MB} MB": first.report["peak_memory_mb"] < MOST_MEMORY_MB,
            "the second run left the same bytes": tree_hash(whole / "current") == edition,
            "the second run took under a tenth": share < MOST_SHARE_OF_FIRST,
            f"{args.kills} killed runs ended the same": all(same_after),
            "verify passes": verified == 0,
        }
    for what, holds in asked.items():
        print(f"{'ok  ' if holds else 'FAIL'} {what}")
    return 0 if all(asked.values()) else 1


def walk(arguments: Sequence[str]) -> Walked:
    """Run the program to its end."""
    began = time.perf_counter()
    done = program(arguments)
    seconds = time.perf_counter() - began
    if done.returncode not in GOOD_EXITS:
        sys.stderr.write(done.stderr)
    return Walked(done.returncode, seconds, json.loads(done.stdout or "{}"))


def program(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run `aggregator` in a process of its own, as cron does."""
    command = [sys.executable, "-m", "aggregator", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program


def killed_and_resumed(command: Sequence[str], output: Path, whole_seconds: float, seed: int) -> str:
    """Kill a run at a random moment, run again to the end, and return the hash of what stands then."""
    moment = random.Random(seed).uniform(0.05, 0.95) * whole_seconds
    arguments = [sys.executable, "-m", "aggregator", *command, "--output", str(output)]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:  # noqa: S603
        try:
            running.wait(moment)
        except subprocess.TimeoutExpired:
            running.kill()
    again = walk([*command, "--output", str(output)])
    print(f"killed after {moment:.1f} s, run again in {again.seconds:.1f} s")
    return tree_hash(output / "current")


def tree_hash(folder: Path) -> str:
    """Return a hash over the names and bytes of all files in a folder; "" if it is not there."""
    digest = hashlib.sha256()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest() if files else ""


def print_stages(first: Walked) -> None:
    """Print what the first run did, by stage."""
    counts, timings = first.report["counts"], first.report["timings"]
    whole = sum(timings.values())
    print(f"exit {first.exit_code} after {first.seconds:.1f} s; {counts}")
    print(f"left out: {len(first.report['left_out'])}, memory {first.report['peak_memory_mb']:.0f} MB")
    for step, seconds in sorted(timings.items(), key=lambda one: -one[1]):
        print(f"  {step:12s} {seconds:8.2f} s {seconds / whole:6.1%}")
