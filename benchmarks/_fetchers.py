"""Who is measured by `./run bench fetch`, each in a process of its own so that its memory is its own.

    python -m benchmarks._fetchers WHO --port P --feeds N --workers W

does the work twice, cold and warm, and prints one JSON object: seconds and peak memory (MB) of each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import httpx2

from aggregator.config import FetchSettings, Settings
from aggregator.fetch import fetch_pages
from aggregator.models import Entry
from aggregator.pipeline import feeds
from aggregator.pipeline.context import Walk
from aggregator.runner import runner_for
from aggregator.store import Store
from benchmarks._feed_server import ITEMS, host

NOW = datetime(2026, 9, 15, 23, tzinfo=UTC)
AGENT = "aggregator-benchmark/1"
DAY = timedelta(days=2)
PAGES_A_HOST = 10


def feed_urls(args: argparse.Namespace) -> list[str]:
    """Return the addresses of the feeds."""
    return [f"http://{host(number)}:{args.port}/rss" for number in range(args.feeds)]


def page_urls(args: argparse.Namespace) -> list[str]:
    """Return the addresses of as many pages as feeds were asked for, ten a host."""
    hosts = -(-args.feeds // PAGES_A_HOST)
    return [
        f"http://{host(number)}:{args.port}/page/{page}"
        for page in range(PAGES_A_HOST)
        for number in range(hosts)
    ][: args.feeds]


def ours(args: argparse.Namespace, folder: Path) -> Callable[[], int]:
    """Return one poll of all feeds as `aggregator run` does it: asked, parsed and kept in the store."""
    from benchmarks._catalogue import settings_of  # noqa: PLC0415 - no other contender needs it

    settings = Settings.model_validate(settings_of(args.data, feed_urls(args), args.workers, args.processes))
    polls = 0

    def poll() -> int:
        nonlocal polls
        polls += 1
        runner = runner_for(settings.extract.workers)
        with Store(folder / "store.sqlite") as store:
            walk = Walk(
                settings=settings,
                now=NOW + polls * DAY,
                output=folder,
                store=store,
                runner=runner,
                progress=lambda *_: None,
            )
            reports = feeds.ask(walk)
        runner.close()
        wanted = ("ok", ITEMS) if polls == 1 else ("not_modified", 0)
        return sum((report.status, report.new) == wanted for report in reports)

    return poll


def reader(args: argparse.Namespace, folder: Path) -> Callable[[], int]:
    """Return one poll of all feeds as lemon24/reader does it, into its own SQLite file."""
    from reader import make_reader  # noqa: PLC0415 - a peer that the benchmark alone needs

    peer = make_reader(str(folder / "reader.sqlite"))
    for url in feed_urls(args):
        peer.add_feed(url)

    def poll() -> int:
        results = list(peer.update_feeds_iter(workers=args.workers, scheduled=False))
        return sum(not isinstance(result.value, Exception) for result in results)

    return poll


def floor(args: argparse.Namespace, folder: Path) -> Callable[[], int]:  # noqa: ARG001 - the same for all
    """Return one poll of all feeds by httpx2 alone: no pacing, no checks, no parsing, nothing kept."""
    etags: dict[str, str] = {}
    return lambda: asyncio.run(_bare(feed_urls(args), etags, args.workers))


def parsed_floor(args: argparse.Namespace, folder: Path) -> Callable[[], int]:  # noqa: ARG001 - as above
    """Return one poll of all feeds by httpx2 and feedparser alone: what came is parsed and let go."""
    etags: dict[str, str] = {}
    return lambda: asyncio.run(_bare(feed_urls(args), etags, args.workers, feedparser.parse))


def floor_pages(args: argparse.Namespace, folder: Path) -> Callable[[], int]:  # noqa: ARG001 - as above
    """Return a way to fetch all pages by httpx2 alone."""
    return lambda: asyncio.run(_bare(page_urls(args), {}, args.workers))


def our_pages(args: argparse.Namespace, folder: Path) -> Callable[[], int]:  # noqa: ARG001 - as above
    """Return a way to fetch all pages as the program does, robots.txt and gaps included."""
    settings = FetchSettings(
        user_agent=AGENT, concurrency=args.workers, allow_private_addresses=True, per_host_gap=args.gap
    )
    entries = [Entry(feed="f", id=url, url=url, title=url) for url in page_urls(args)]
    return lambda: sum(not page.problem for page in fetch_pages(entries, settings, now=NOW))


async def _bare(
    urls: Sequence[str], etags: dict[str, str], workers: int, use: Callable[[bytes], object] = len
) -> int:
    left = iter(urls)
    limits = httpx2.Limits(max_connections=workers, max_keepalive_connections=workers)
    async with httpx2.AsyncClient(limits=limits, headers={"user-agent": AGENT}, trust_env=False) as client:

        async def work() -> int:
            good = 0
            for url in left:
                headers = {"if-none-match": etags[url]} if url in etags else {}
                answer = await client.get(url, headers=headers)
                etags[url] = answer.headers.get("etag", "")
                if answer.content:
                    use(answer.content)
                good += answer.status_code in {200, 304}
            return good

        return sum(await asyncio.gather(*(work() for _ in range(workers))))


CONTENDERS = {
    "ours": ours,
    "reader": reader,
    "floor": floor,
    "parsed": parsed_floor,
    "our_pages": our_pages,
    "floor_pages": floor_pages,
}


def peak_mb() -> float:
    """Return the most memory this process, or one that worked for it, ever held."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(one).ru_maxrss for one in who) / 1024


def cpu_seconds() -> float:
    """Return the processor time this process and those that worked for it have used."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def measure(args: argparse.Namespace) -> dict[str, object]:
    """Poll as often as is asked; return seconds, processor time, successes and peak memory of each poll."""
    with tempfile.TemporaryDirectory() as folder:
        poll = CONTENDERS[args.who](args, Path(folder))
        seconds, cpu, good, memory = [], [], [], []
        for _ in range(args.polls):
            started, used = time.perf_counter(), cpu_seconds()
            good.append(poll())
            seconds.append(time.perf_counter() - started)
            cpu.append(cpu_seconds() - used)
            memory.append(peak_mb())
    return {"seconds": seconds, "cpu": cpu, "good": good, "memory": memory}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("who", choices=CONTENDERS)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--feeds", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--polls", type=int, default=2)
    parser.add_argument("--gap", type=float, default=1.0)
    json.dump(measure(parser.parse_args()), sys.stdout)
