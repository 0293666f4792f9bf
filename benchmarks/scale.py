"""How time, memory and quality of clustering hold as a stream grows, beside two peers in the same run.

The stream is made of real articles: the gold stories of ``story_clusters`` and single articles of
``article_stream``, 383 to 617, again and again. Each time every story gets words of its own: in all its
articles, every word but the most common is exchanged for another that about as many articles have, names for
names by their capitals, figures for figures. So stories grow in number with the stream while what binds the
articles of one, and what stories have in common by chance, stay as they are in real ones. Stories begin
spread over nine days, what a run compares, and keep their own pace.

Ours takes the stream in lots and names all stories after each, with what it learns of the terms as it goes.
The peers see all articles at once: HDBSCAN on TF-IDF vectors of 100 dimensions (SVD), and one pass over
TF-IDF vectors, joining the nearest centre (`benchmarks.cluster.one_pass`). They run up to the size given.

A stream of more articles than ``--live`` goes on for as many days more as keep no more than these within
nine, and ours lets go what is older. Each way runs in a process of its own; its memory is the most that this
process took, for ours without the articles, which come from a file, for the peers with them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path

from sklearn.cluster import HDBSCAN
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from aggregator.cluster import Stream, stories_of
from aggregator.models import Article
from aggregator.terms import STOP_WORDS
from benchmarks.cluster import bcubed, one_pass, read_stories, read_stream

SIZES = (1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
MOST = 100_000
ROUND = 1000
"""Articles of one round: all gold stories once, and singles."""
LOT = 500
"""Articles taken in at once: about an hour of 100,000 in nine days."""
DAYS = 9.0
COMMON = 0.2
"""Share of articles from which a word is no story's own, and stays."""
BAND = 200
"""Words of about one frequency that are exchanged among each other."""
DIMENSIONS = 100
ASKED_RATIO, ASKED_RATE, ASKED_MB = 3.0, 800.0, 2048.0

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way of clustering gave at one size."""

    labels: dict[str, str]
    seconds: float
    megabytes: float = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how far to go."""
    parser.add_argument("--least", type=int, default=SIZES[0], help="smallest stream, in articles")
    parser.add_argument("--most", type=int, default=MOST, help="largest stream, in articles")
    parser.add_argument("--peers", type=int, default=3000, help="largest stream that the peers are given")
    parser.add_argument("--live", type=int, default=MOST, help="articles within nine days at most")


def main(args: argparse.Namespace) -> int:
    """Print time, memory and BCubed F1 by size; return 1 if what is asked of the largest is not reached."""
    exchange = Exchange(args.data)
    ours: list[tuple[float, float]] = []
    print("articles stories way           seconds  ms each     MB      P     R    F1")
    for size in (size for size in SIZES if args.least <= size <= args.most):
        with tempfile.TemporaryDirectory() as folder:
            stream = Path(folder) / "stream.jsonl"
            gold = exchange.write(size, DAYS * max(1.0, size / args.live), stream)
            kept = DAYS if size > args.live else math.inf
            for name, way in ways(kept, with_peers=size <= args.peers):
                made = alone(way, stream)
                if name == "ours":
                    ours.append((made.seconds / size, made.megabytes))
                scores = " ".join(f"{score:.3f}" for score in bcubed(made.labels, gold))
                print(
                    f"{size:8d} {len(set(gold.values())):7d} {name:12s} {made.seconds:8.1f} "
                    f"{1000 * made.seconds / size:8.2f} {made.megabytes:6.0f}  {scores}",
                    flush=True,
                )
    ratio, rate, memory = ours[-1][0] / ours[0][0], 1 / ours[-1][0], max(taken for _, taken in ours)
    print(f"time an article, largest to smallest: {ratio:.2f}; articles a second at the largest: {rate:.0f}")
    return 0 if ratio <= ASKED_RATIO and rate >= ASKED_RATE and memory <= ASKED_MB else 1


def ways(days: float, *, with_peers: bool) -> Iterator[tuple[str, Callable[[Path], Measured]]]:
    """Yield the ways of clustering by name, ours first, which lets go what is older than `days`."""
    yield "ours", partial(in_lots, days=days)
    if with_peers:
        yield "HDBSCAN", density
        yield "one pass", brute_force


def alone(way: Callable[[Path], Measured], stream: Path) -> Measured:
    """Return what a way gives in a process of its own, and the memory that took."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, way, stream).result()


def _measured(way: Callable[[Path], Measured], stream: Path) -> Measured:
    made = way(stream)
    return replace(made, megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


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


def in_lots(path: Path, days: float = math.inf) -> Measured:
    """Take the stream as it comes, let go what is older than `days`, and name the stories after each lot."""
    stream, articles = Stream(), read(path)
    known = stories_of(stream).stories
    labels: dict[str, str] = {}
    told: dict[str, datetime] = {}
    seconds = 0.0
    while lot := list(islice(articles, LOT)):
        told.update((one.id, one.published) for one in lot if one.published)
        newest = max(told.values())
        going = [name for name, at in told.items() if (newest - at) / timedelta(days=1) > days]
        if going:
            labels.update((name, story.id) for story in known for name in story.articles)
        began = time.process_time()
        stream.update(lot, going)
        known = stories_of(stream, known=known).stories
        seconds += time.process_time() - began
        for name in going:
            del told[name]
    labels.update((name, story.id) for story in known for name in story.articles)
    return Measured(labels, seconds)


def density(stream: Path) -> Measured:
    """HDBSCAN on TF-IDF vectors in few dimensions; what it takes for noise are stories of one article."""
    articles = list(read(stream))
    began = time.process_time()
    texts = [f"{article.title}\n{article.text}" for article in articles]
    rows = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    few = TruncatedSVD(DIMENSIONS, random_state=0).fit_transform(rows)
    labels = HDBSCAN(min_cluster_size=2, copy=True).fit_predict(few)
    seconds = time.process_time() - began
    named = zip(articles, labels.tolist(), strict=True)
    return Measured({one.id: str(label) if label >= 0 else one.id for one, label in named}, seconds)


def brute_force(stream: Path) -> Measured:
    """Compare every article with every story so far."""
    articles = list(read(stream))
    began = time.process_time()
    labels = one_pass(articles)
    return Measured(labels, time.process_time() - began)


class Exchange:
    """Real articles, and streams of any size made of them."""

    def __init__(self, data: Path) -> None:
        """Read the articles and count their words."""
        gold = read_stories(data)
        self._stories: dict[str, list[Article]] = defaultdict(list)
        for article in gold.articles:
            self._stories[gold.story[article.id]].append(article)
        self._singles = read_stream(data, "bulk_8k")
        self._bands = bands([*gold.articles, *self._singles])

    def write(self, size: int, days: float, path: Path) -> dict[str, str]:
        """Write `size` articles in the order of their dates to a file; return the story of each.

        Stories begin spread over so many days.
        """
        gold: dict[str, str] = {}
        held: list[tuple[str, str, int]] = []
        unsorted = path.with_suffix(".unsorted")
        with unsorted.open("wb") as out:
            for story, one in islice(self._articles(days), size):
                gold[one.id] = story
                published = one.published.isoformat() if one.published else ""
                held.append((published, one.id, out.tell()))
                row = {"id": one.id, "title": one.title, "text": one.text, "published": published}
                out.write(json.dumps(row).encode() + b"\n")
        with unsorted.open("rb") as lines, path.open("wb") as out:
            for _, _, start in sorted(held):
                lines.seek(start)
                out.write(lines.readline())
        unsorted.unlink()
        return gold

    def _articles(self, days: float) -> Iterator[tuple[str, Article]]:
        """Yield articles without end, each with its story."""
        for number in count():
            chance = random.Random(number)
            held = sum(map(len, self._stories.values()))
            singles = chance.sample(self._singles, ROUND - held)
            stories = [*self._stories.items(), *((one.id, [one]) for one in singles)]
            for name, members in stories:
                begins = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(days=chance.uniform(0, days))
                for one in self._invented(members, f"{number}-", begins, chance):
                    yield f"{number} {name}", one

    def _invented(
        self, members: Sequence[Article], prefix: str, begins: datetime, chance: random.Random
    ) -> list[Article]:
        """Return a story in other words, beginning at a time and going on at the pace it had."""
        first = min((one.published for one in members if one.published), default=None)
        shifts: dict[int, int] = defaultdict(lambda: chance.randrange(BAND))
        known: dict[str, str] = {}

        def other(found: re.Match[str]) -> str:
            word = found[0]
            if word not in known:
                known[word] = self._other(word, shifts)
            return known[word]

        return [
            replace(
                one,
                id=prefix + one.id,
                title=_WORD.sub(other, one.title),
                text=_WORD.sub(other, one.text),
                published=begins + min(one.published - first, timedelta(days=DAYS))
                if one.published and first
                else begins,
            )
            for one in members
        ]

    def _other(self, word: str, shifts: Mapping[int, int]) -> str:
        place = self._bands.place.get(word.lower())
        if place is None:
            return word
        band, at = place
        words = self._bands.words[band]
        found = words[(at + shifts[band]) % len(words)]
        return found.capitalize() if word[0].isupper() else found


@dataclass(frozen=True, slots=True)
class Bands:
    """Words of about one frequency by band, and the band and place of each."""

    words: tuple[tuple[str, ...], ...]
    place: dict[str, tuple[int, int]]


def bands(articles: Sequence[Article]) -> Bands:
    """Return the words of `articles` in bands, figures apart; the most common words are in none."""
    spread: Counter[str] = Counter()
    for article in articles:
        spread.update({word.lower() for word in _WORD.findall(f"{article.title} {article.text}")})
    own = [word for word, held in spread.items() if held < COMMON * len(articles) and word not in STOP_WORDS]
    made: list[tuple[str, ...]] = []
    for kind in (True, False):
        ordered = sorted(
            (word for word in own if word.isdigit() is kind), key=lambda word: (-spread[word], word)
        )
        made.extend(tuple(ordered[start : start + BAND]) for start in range(0, len(ordered), BAND))
    place = {word: (band, at) for band, words in enumerate(made) for at, word in enumerate(words)}
    return Bands(tuple(made), place)
