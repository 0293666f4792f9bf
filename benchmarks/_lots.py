"""Our way of `benchmarks.scale`, apart from its peers: what these load is no memory of ours."""

from __future__ import annotations

import json
import math
import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from aggregator.cluster import Stream, stories_of
from aggregator.models import Article

LOT = 500
"""Articles taken in at once: about an hour of 100,000 in nine days."""
SEEN = 100_000
"""Articles after each of which the memory is noted."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How many articles had come by then, how many were live, and the most memory so far."""

    articles: int
    live: int
    megabytes: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way of clustering gave at one size."""

    labels: dict[str, str]
    seconds: float
    megabytes: float = 0
    moments: tuple[Moment, ...] = ()


def read(stream: Path) -> Iterator[Article]:
    """Yield the articles of a file, in the order of their dates."""
    with stream.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Article(
                id=row["id"],
                title=row["title"],
                text=row["text"],
                published=datetime.fromisoformat(row["published"]),
            )


def most_memory() -> float:
    """Return the most memory, in MB, that this process took so far, as Linux counts it.

    What `resource.getrusage` says begins with the memory of the process that started this one.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1]) / 1024


def in_lots(path: Path, days: float = math.inf) -> Measured:
    """Take the stream as it comes, let go what is older than `days`, and name the stories after each lot.

    The story that an article was in when it went, or at the end, is written to a file as it is known, so that
    what has gone takes no memory.
    """
    stream, articles, live = Stream(), read(path), deque[tuple[datetime, str]]()
    known = stories_of(stream).stories
    moments: list[Moment] = []
    seconds, taken = 0.0, 0
    labels = path.with_suffix(".labels")
    with labels.open("w", encoding="utf-8") as out:
        while lot := list(islice(articles, LOT)):
            live.extend((one.published, one.id) for one in lot if one.published)
            going = set(_older(live, days))
            if going:
                out.writelines(
                    f"{name}\t{story.id}\n" for story in known for name in story.articles if name in going
                )
            began = time.process_time()
            stream.update(lot, going)
            known = stories_of(stream, known=known).stories
            seconds += time.process_time() - began
            taken += len(lot)
            if taken % SEEN == 0:
                moments.append(Moment(taken, len(live), most_memory()))
        out.writelines(f"{name}\t{story.id}\n" for story in known for name in story.articles)
    megabytes = most_memory()
    with labels.open(encoding="utf-8") as lines:
        told = dict(line.rstrip("\n").split("\t") for line in lines)
    return Measured(told, seconds, megabytes, tuple(moments))


def _older(live: deque[tuple[datetime, str]], days: float) -> Iterator[str]:
    """Take out and yield the ids of articles that are older than `days` when the newest of `live` comes."""
    newest = live[-1][0]
    while (newest - live[0][0]) / timedelta(days=1) > days:
        yield live.popleft()[1]
