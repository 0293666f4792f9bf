"""How many decisions turn when only the last digits of the encoder's sums differ, as between processors.

    ./run bench digits --data DIR

The same articles are read twice: as shipped, and with the network's operations run one by one instead of
fused (norms, GELU and attention sum in another order, as other instruction sets do). What differs between
the two annotations is counted.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from unittest.mock import patch

import onnxruntime

from aggregator.annotate import annotate
from aggregator.annotate.reader.model import VERSION, Model, folder, model
from aggregator.annotate.words import read_sentence
from aggregator.models import Annotation, Article, Claim
from benchmarks.language import rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--articles", type=int, default=60, help="how many articles are read")


def unfused() -> Model:
    """The shipped reader without a fused operation."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    path = str(folder() / f"{VERSION}.onnx")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return replace(model(), session=session)


def annotated(articles: Iterable[Article]) -> list[Annotation]:
    """Read articles with nothing remembered of an earlier reading."""
    read_sentence.cache_clear()
    return [annotate(article) for article in articles]


def _plain(claim: Claim) -> tuple[object, ...]:
    """All that a claim decides; its certainty, a number, to a tenth."""
    source = claim.source
    return (claim.content, claim.cue, source.kind, source.start, source.end, claim.polarity, claim.future,
            claim.opinion, claim.formal_act, round(claim.certainty, 1))  # fmt: skip


def compared(one: Sequence[Annotation], two: Sequence[Annotation]) -> Counter[str]:
    """Count sentences, names, events and claims, and those that differ."""
    counts: Counter[str] = Counter()
    for a, b in zip(one, two, strict=True):
        counts["sentences"] += len(a.sentences)
        counts["roles turned"] += sum(
            x.role is not y.role for x, y in zip(a.sentences, b.sentences, strict=True)
        )
        for name, mine, theirs in (
            ("names", set(a.entities), set(b.entities)),
            ("event words", {x.start for x in a.events}, {x.start for x in b.events}),
            ("claims", set(map(_plain, a.claims)), set(map(_plain, b.claims))),
        ):
            counts[name] += len(mine)
            counts[f"{name} turned"] += max(len(mine - theirs), len(theirs - mine))
        by_start = {x.start: x.certainty for x in b.events}
        moved = [abs(x.certainty - by_start.get(x.start, x.certainty)) for x in a.events]
        counts["certainties moved by 0.1 or more"] += sum(step >= 0.1 for step in moved)
    return counts


def main(args: argparse.Namespace) -> int:
    """Print the counts."""
    taken = list(rows(args.data / "article_stream" / "window_30d.jsonl.gz"))[: args.articles]
    articles = [Article(id=str(row["id"]), text=row["text"], title=row["title"] or "") for row in taken]
    fused = annotated(articles)
    with patch("aggregator.annotate.reader.decoding.model", return_value=unfused()):
        counts = compared(fused, annotated(articles))
    print("  ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    return 0
