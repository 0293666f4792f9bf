"""How well two sentences are told to make the same claim: AUC on news sentence pairs, beside two floors.

./run bench match --data DATA

The pairs are of the MRPC kind (same meaning or not); the set is for measuring only. The floors are TF-IDF
cosine, its document frequencies counted over the set itself, and the plain overlap of words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

from aggregator.annotate import claims_of, compare
from aggregator.corroborate import Match, match_texts
from aggregator.models import Article

PAIRS = Path("claim_pairs") / "mrpc_val.jsonl.gz"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no more than the data."""


def main(args: argparse.Namespace) -> int:
    """Score every pair and print the areas under the curves."""
    rows = list(_rows(args.data / PAIRS))
    gold = [int(str(row["label"])) for row in rows]
    pairs = [(str(row["s1"]), str(row["s2"])) for row in rows]
    start = time.perf_counter()
    ours = [_match(a, b) for a, b in pairs]
    seconds = time.perf_counter() - start
    same = [match.same for match in ours]
    right = sum(says == bool(label) for says, label in zip(same, gold, strict=True))
    print(f"{len(rows)} pairs, {sum(gold)} the same; {len(rows) / seconds:.0f} pairs a second, annotated")
    print(f"AUC ours {roc_auc_score(gold, [match.score for match in ours]):.3f}")
    print(f"AUC TF-IDF cosine {roc_auc_score(gold, _tfidf(pairs)):.3f}")
    print(f"AUC word overlap {roc_auc_score(gold, [_overlap(a, b) for a, b in pairs]):.3f}")
    print(f"relation `same` right for {right / len(rows):.3f}")
    return 0


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _match(a: str, b: str) -> Match:
    first, second = Article(id="a", text=a), Article(id="b", text=b)
    return match_texts(first, second, claims_of(a), claims_of(b), compare)


def _tfidf(pairs: list[tuple[str, str]]) -> list[float]:
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform([text for pair in pairs for text in pair])
    products = vectors[::2].multiply(vectors[1::2]).sum(axis=1)
    return [float(value) for value in products.A1]


def _overlap(a: str, b: str) -> float:
    first, second = set(a.lower().split()), set(b.lower().split())
    return 2 * len(first & second) / (len(first) + len(second))
