"""Odd and real feeds through the parser: nothing may crash, and nothing may be lost in silence.

Reads `feeds/odd` (well-formed, ill-formed and oddly encoded feeds) and `feeds/real`.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from aggregator.fetch.feedparsing import PARSER_ERRORS
from aggregator.fetch.losses import LOST
from aggregator.fetch.parse import count_items, parse_feed
from aggregator.models import Entry, Feed, Problem

FOLDERS = ("odd", "real")
AT = datetime(2026, 11, 1, tzinfo=UTC)
MOST = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is asked for."""
    parser.add_argument("--list", action="store_true", help="name every file that gives no entry, and why")


def main(args: argparse.Namespace) -> int:
    """Print the counts; return 1 if anything crashed or was lost in silence."""
    failed = False
    for folder in FOLDERS:
        files = sorted((args.data / "feeds" / folder).iterdir())
        failed |= not _measure(folder, files, name_all=args.list)
    return int(failed)


def _measure(folder: str, files: list[Path], *, name_all: bool) -> bool:
    """Print what became of `files`; return whether all is well."""
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    wrong: list[str] = []
    started = time.perf_counter()
    for path in files:
        body = path.read_bytes()
        feed = Feed(url=f"https://feeds.example/{path.name}", name=path.name, outlet="", family="")
        try:
            entries, problems = parse_feed(body, feed=feed, url=feed.url, now=AT, max_items=MOST)
        except Exception as error:  # noqa: BLE001 - the question is whether anything is raised at all
            wrong.append(f"{path.name}: raised {error!r}")
            continue
        seen = _seen(body)
        counts.update(items=seen, entries=len(entries), **_parts(entries))
        reasons.update(problem.reason for problem in problems)
        if _silent(seen, entries, problems):
            wrong.append(f"{path.name}: {seen} items, {len(entries)} entries, no reason given")
        if name_all and not entries:
            print(f"  {path.name}: {', '.join(problem.reason for problem in problems)}")
    seconds = time.perf_counter() - started
    print(
        f"{folder}: {len(files)} files in {seconds:.2f} s, {len(wrong)} crashed or lost something in silence"
    )
    print("  " + ", ".join(f"{name} {number}" for name, number in counts.items()))
    print("  problems: " + ", ".join(f"{name} {number}" for name, number in reasons.most_common()))
    print("".join(f"  {line}\n" for line in wrong), end="")
    return not wrong


def _seen(body: bytes) -> int:
    try:
        return count_items(body)
    except PARSER_ERRORS:
        return 0


def _parts(entries: tuple[Entry, ...]) -> dict[str, int]:
    return {
        "with_title": sum(bool(entry.title) for entry in entries),
        "with_address": sum(bool(entry.url) for entry in entries),
        "with_time": sum(entry.published is not None for entry in entries),
        "with_text": sum(bool(entry.text) for entry in entries),
    }


def _silent(seen: int, entries: tuple[Entry, ...], problems: tuple[Problem, ...]) -> bool:
    """Return whether something is missing that no problem speaks of."""
    if not entries:
        return not problems
    return seen > len(entries) and not any(problem.reason in LOST for problem in problems)
