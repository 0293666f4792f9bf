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
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from sklearn.cluster import HDBSCAN
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks._exchange import DAYS, Exchange
from benchmarks._lots import Measured, in_lots, most_memory, read
from benchmarks.cluster import bcubed, one_pass

SIZES = (1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
MOST = 100_000
DIMENSIONS = 100
ASKED_RATIO, ASKED_RATE, ASKED_MB = 3.0, 800.0, 2048.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how far to go."""
    parser.add_argument("--least", type=int, default=SIZES[0], help="smallest stream, in articles")
    parser.add_argument("--most", type=int, default=MOST, help="largest stream, in articles")
    parser.add_argument("--peers", type=int, default=3000, help="largest stream that the peers are given")
    parser.add_argument("--streams", type=Path, help="folder in which streams are kept for the next run")
    parser.add_argument("--live", type=int, default=MOST, help="articles within nine days at most")


def main(args: argparse.Namespace) -> int:
    """Print time, memory and BCubed F1 by size; return 1 if what is asked of the largest is not reached."""
    exchange = Exchange(args.data)
    ours: list[tuple[float, float]] = []
    print("articles stories way           seconds  ms each     MB      P     R    F1")
    for size in (size for size in SIZES if args.least <= size <= args.most):
        with nullcontext(args.streams) if args.streams else tempfile.TemporaryDirectory() as folder:
            stream, gold = written(exchange, size, args.live, Path(folder))
            kept = DAYS if size > args.live else math.inf
            for name, way in ways(kept, with_peers=size <= args.peers):
                made = alone(way, stream)
                if name == "ours":
                    ours.append((made.seconds / size, made.megabytes))
                print_measured(name, made, gold)
    ratio, rate, memory = ours[-1][0] / ours[0][0], 1 / ours[-1][0], max(taken for _, taken in ours)
    print(f"time an article, largest to smallest: {ratio:.2f}; articles a second at the largest: {rate:.0f}")
    return 0 if ratio <= ASKED_RATIO and rate >= ASKED_RATE and memory <= ASKED_MB else 1


def written(exchange: Exchange, size: int, live: int, folder: Path) -> tuple[Path, dict[str, str]]:
    """Return the file of a stream and the story of each article; written unless it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    stream = folder / f"{size}-{live}.jsonl"
    told = stream.with_suffix(".gold")
    if not told.exists():
        gold = exchange.write(size, DAYS * max(1.0, size / live), stream)
        told.write_text(json.dumps(gold), encoding="utf-8")
    return stream, json.loads(told.read_text(encoding="utf-8"))


def print_measured(name: str, made: Measured, gold: Mapping[str, str]) -> None:
    """Print what a way gave, and how its memory went."""
    size = len(gold)
    scores = " ".join(f"{score:.3f}" for score in bcubed(made.labels, gold))
    print(
        f"{size:8d} {len(set(gold.values())):7d} {name:12s} {made.seconds:8.1f} "
        f"{1000 * made.seconds / size:8.2f} {made.megabytes:6.0f}  {scores}",
        flush=True,
    )
    if len(made.moments) > 1:
        for one in made.moments:
            print(f"{'':8s} after {one.articles} articles, {one.live} of them live: {one.megabytes:.0f} MB")


def ways(days: float, *, with_peers: bool) -> Iterator[tuple[str, Callable[[Path], Measured]]]:
    """Yield the ways of clustering by name, ours first, which lets go what is older than `days`."""
    yield "ours", partial(in_lots, days=days)
    if with_peers:
        yield "HDBSCAN", density
        yield "one pass", brute_force


def alone(way: Callable[[Path], Measured], stream: Path) -> Measured:
    """Return what a way gives in a process of its own, and the memory that took."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(way, stream).result()


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
    made = {one.id: str(label) if label >= 0 else one.id for one, label in named}
    return Measured(made, seconds, most_memory())


def brute_force(stream: Path) -> Measured:
    """Compare every article with every story so far."""
    articles = list(read(stream))
    began = time.process_time()
    labels = one_pass(articles)
    return Measured(labels, time.process_time() - began, most_memory())
