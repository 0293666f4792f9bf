"""Polling many feeds: feeds a second, processor time and memory, beside lemon24/reader and bare httpx2.

Invented feeds of 20 items, each on a host of its own (an address of 127.0.0.0/8, so that gaps and connections
are per host as in production), answered after 20 ms by a server in a process of its own. Every contender runs
in a process of its own too, cold (all new) and warm (all 304):

    ours     `pipeline.feeds.ask`: asked with all manners, parsed, kept in the store; feeds wait for nothing
             but their own host's gap (fetch.per_host_gap, 1 s)
    reader   lemon24/reader with as many threads as we have requests under way, into its own SQLite
    floor    httpx2 alone with as many requests under way: nothing is checked, paced, parsed or kept
    parsed   the same, with each body parsed by feedparser: what is left of a cold poll without us

The machine is shared, so contenders take turns over several rounds and the medians count; processor time
(`cpu`) depends least on who else is at work.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

TARGETS = (
    ("cold", "reader", 1.5),
    ("warm", "reader", 3.0),
    ("cold", "parsed", 1 / 1.5),
    ("warm", "floor", 1 / 1.5),
)
"""Poll, contender, and our least feeds a second as a multiple of its own."""
MOST_GROWTH = 1.5
"""Peak memory with all feeds over that with a tenth of them."""
POLLS = ("cold", "warm")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how many feeds are polled, and how."""
    parser.add_argument("--feeds", type=int, default=10_000, help="feeds polled by us to see the memory")
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--beside", type=int, default=1_000, help="feeds polled by every contender")
    parser.add_argument("--workers", type=int, default=32, help="requests under way at once, for all")
    parser.add_argument("--rounds", type=int, default=3)


def main(args: argparse.Namespace) -> int:
    """Poll, print the figures, and return 1 if somebody could not poll all feeds."""
    with feed_server() as port:
        rounds = [
            {who: polled(who, port, args, args.beside) for who in ("ours", "reader", "floor", "parsed")}
            for _ in range(args.rounds)
        ]
        print(
            f"{args.beside} feeds of 20 items, {args.workers} requests at once, {args.rounds} rounds: medians"
        )
        print_contenders(rounds, args.beside)
        print_targets(rounds)
        for who in ("our_pages", "floor_pages"):
            print_pages(who, polled(who, port, args, args.pages, polls=1), args.pages)
        many = polled("ours", port, args, args.feeds)
        print_memory(rounds, many, args)
    return 0 if all(complete(one, args.beside) for one in rounds) and min(many["good"]) == args.feeds else 1


@contextmanager
def feed_server() -> Iterator[int]:
    """Serve the feeds in another process; give its port."""
    command = [sys.executable, "-m", "benchmarks._feed_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdout
        assert server.stdin
        yield int(server.stdout.readline())
        server.stdin.close()


def polled(who: str, port: int, args: argparse.Namespace, feeds: int, polls: int = 2) -> dict[str, Any]:
    """Return what a contender measured of itself."""
    numbers = {"--port": port, "--feeds": feeds, "--workers": args.workers, "--polls": polls}
    options = [str(word) for option in numbers.items() for word in option]
    command = [sys.executable, "-m", "benchmarks._fetchers", who, "--data", str(args.data), *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ourselves
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def complete(one: dict[str, dict[str, Any]], feeds: int) -> bool:
    """Return whether all contenders of a round polled all feeds at each poll."""
    return all(min(found["good"]) == feeds for found in one.values())


def middle(rounds: list[dict[str, Any]], who: str, what: str, poll: int) -> float:
    """Return the median over the rounds."""
    return float(median(one[who][what][poll] for one in rounds))


def print_contenders(rounds: list[dict[str, Any]], feeds: int) -> None:
    """Print a line for each contender and poll."""
    print(f"{'':8s} {'':5s} {'feeds/s':>9s} {'cpu ms/feed':>12s} {'memory MB':>10s} {'polled':>7s}")
    for who in rounds[0]:
        for place, poll in enumerate(POLLS):
            speed = feeds / middle(rounds, who, "seconds", place)
            cpu = 1000 * middle(rounds, who, "cpu", place) / feeds
            memory, good = middle(rounds, who, "memory", place), middle(rounds, who, "good", place)
            print(f"{who:8s} {poll:5s} {speed:9.0f} {cpu:12.2f} {memory:10.0f} {good:7.0f}")


def print_targets(rounds: list[dict[str, Any]]) -> None:
    """Print what is asked, with ratios round by round, whose median counts."""
    for poll, other, least in TARGETS:
        place = POLLS.index(poll)
        ratios = {
            what: median(one[other][what][place] / one["ours"][what][place] for one in rounds)
            for what in ("seconds", "cpu")
        }
        verdict = "ok  " if ratios["seconds"] >= least else "MISS"
        print(
            f"{verdict} {poll}, as fast as {other}: {ratios['seconds']:.2f} times "
            f"({ratios['cpu']:.2f} by cpu), asked {least:.2f}"
        )


def print_memory(rounds: list[dict[str, Any]], many: dict[str, Any], args: argparse.Namespace) -> None:
    """Print our peak memory with few and many feeds."""
    few, all_ = middle(rounds, "ours", "memory", -1), many["memory"][-1]
    speeds = ", ".join(
        f"{poll} {args.feeds / seconds:.0f}/s" for poll, seconds in zip(POLLS, many["seconds"], strict=True)
    )
    verdict = "ok  " if all_ / few <= MOST_GROWTH else "MISS"
    print(
        f"{verdict} memory: {few:.0f} MB with {args.beside} feeds, {all_:.0f} MB with {args.feeds} ({speeds})"
    )


def print_pages(who: str, found: dict[str, Any], number: int) -> None:
    """Print how fast pages come, with robots.txt and a gap of a second at each host, and without."""
    speed, cpu = number / found["seconds"][0], 1000 * found["cpu"][0] / number
    print(
        f"{who}: {found['good'][0]} of {number} pages, ten a host, {speed:.0f}/s, {cpu:.2f} cpu ms a page, "
        f"{found['memory'][0]:.0f} MB"
    )
