"""Train the reader: `./run train --data DATA`.

The walk: corpora -> examples | base weights -> their sentence vectors | epochs over all heads at once ->
weights | `training.export` -> the shipped file. Seeds are fixed; two cores need about an hour.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn
from torch.nn import functional

from aggregator.annotate.reader.pieces import Splitter
from training import base
from training.batches import Batch, Classes, epoch, fitted, inputs
from training.examples import (
    NAMES,
    Example,
    dev_examples,
    name_examples,
    news_examples,
    treebank_examples,
    with_certain_verbs,
    with_certainty,
)
from training.labels import DEV_LABELS, ROLES
from training.losses import losses, report, tally, total
from training.network import Encoder, Reader, Sizes

SEED = 20261125
EPOCHS = 6
# Peak rates: the encoder was trained before, the heads were not.
ENCODER_RATE, HEAD_RATE = 1.5e-4, 1.2e-3
WARMUP, DECAY, CLIP = 0.06, 0.01, 1.0
# A relation seen less often than this is one of its head's other relations.
RARE = 8


def gathered(data: Path) -> tuple[list[Example], list[Example]]:
    """Return training and dev examples."""
    treebank = list(treebank_examples(data))
    news = news_examples(data, skip=DEV_LABELS)
    found = [*with_certainty(treebank, data), *name_examples(data), *with_certain_verbs(news, treebank)]
    return found, [*dev_examples(data), *news_examples(data, only=DEV_LABELS)]


def classes_of(examples: Sequence[Example]) -> Classes:
    """Return the classes the heads tell apart, the most frequent first."""
    tags = Counter(tag for one in examples for tag in one.tags or ())
    relations = Counter(name for one in examples for name in one.relations or ())
    kept = [name for name, count in relations.most_common() if count >= RARE]
    return Classes(tuple(tag for tag, _ in tags.most_common()), tuple(kept), NAMES, ROLES)


def base_vectors(encoder: Encoder, examples: Sequence[Example], splitter: Splitter) -> Tensor:
    """Return the base model's sentence vectors [examples, HIDDEN]: the normalised mean of its last states."""
    found = torch.empty(len(examples), 384)
    order = sorted(range(len(examples)), key=lambda place: len(examples[place].words))
    with torch.inference_mode():
        for first in range(0, len(order), 64):
            group = order[first : first + 64]
            pieces = [splitter.sentence(fitted(examples[place].words, splitter)) for place in group]
            ids, shapes, mask, *_ = inputs(pieces)
            states = encoder(ids, torch.zeros_like(shapes), mask)[-1]
            weights = mask[:, :, None].float()
            found[group] = functional.normalize((states * weights).sum(1) / weights.sum(1), dim=-1)
    return found


def optimiser(reader: Reader, steps: int) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    """AdamW with a linear rise and fall of the rates."""
    body = list(reader.encoder.parameters())
    ids = {id(one) for one in body}
    heads = [one for one in reader.parameters() if id(one) not in ids]
    made = torch.optim.AdamW(
        [{"params": body, "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=DECAY,
        betas=(0.9, 0.98),
    )
    rise = max(1, int(WARMUP * steps))
    plan = torch.optim.lr_scheduler.LambdaLR(
        made, lambda step: min(step / rise, max(0.0, (steps - step) / max(1, steps - rise)))
    )
    return made, plan


def evaluated(
    reader: Reader, examples: Sequence[Example], splitter: Splitter, classes: Classes, vectors: Tensor
) -> dict[str, float]:
    """Return the scores of the dev examples, with r of the judgements of certainty."""
    reader.eval()
    counts: Counter[str] = Counter()
    pairs: list[tuple[float, float]] = []
    with torch.inference_mode():
        for batch in epoch(examples, splitter, classes, Random(0), augmented=False):
            scores = reader(*batch.inputs)
            tally(scores, batch, vectors[batch.order], counts)
            known = ~batch.gold["certainty"][..., 0].isnan()
            pairs += zip(
                scores["certainty"][..., 0][known].tolist(),
                batch.gold["certainty"][..., 0][known].tolist(),
                strict=True,
            )
    reader.train()
    mine, gold = torch.tensor(pairs).T
    return report(counts) | {"happened r": float(torch.corrcoef(torch.stack([mine, gold]))[0, 1])}


def step(reader: Reader, batch: Batch, vectors: Tensor, made: torch.optim.Optimizer) -> dict[str, float]:
    """Learn from one batch."""
    found = losses(reader(*batch.inputs), batch, vectors[batch.order])
    made.zero_grad(set_to_none=True)
    total(found).backward()
    nn.utils.clip_grad_norm_(reader.parameters(), CLIP)
    made.step()
    return {name: float(loss.detach()) for name, loss in found.items()}


def train(data: Path, target: Path, *, epochs: int, limit: int | None) -> None:
    """Train and write `target` (weights and classes)."""
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(mode=True)
    splitter = Splitter(base.vocabulary())
    examples, dev = gathered(data)
    if limit:
        examples = Random(SEED).sample(examples, limit)
    classes = classes_of(examples)
    print(
        len(examples), "examples", dict(Counter(one.corpus for one in examples)), len(dev), "dev", flush=True
    )
    reader = Reader(Sizes(len(classes.tags), len(classes.relations), len(classes.names), len(classes.roles)))
    reader.encoder.load_base(base.weights())
    reader.encoder.eval()
    vectors, dev_vectors = (base_vectors(reader.encoder, one, splitter) for one in (examples, dev))
    print("base vectors ready", flush=True)
    reader.train()
    chance = Random(SEED)
    per_epoch = sum(1 for _ in epoch(examples, splitter, classes, Random(SEED), augmented=False))
    made, plan = optimiser(reader, epochs * per_epoch)
    started, seen = time.monotonic(), 0
    for number in range(epochs):
        sums: Counter[str] = Counter()
        times: Counter[str] = Counter()
        for batch in epoch(examples, splitter, classes, chance, augmented=True):
            for name, loss in step(reader, batch, vectors, made).items():
                sums[name] += loss  # type: ignore[assignment]
                times[name] += 1
            plan.step()
            seen += 1
            if seen % 200 == 0:
                means = "  ".join(f"{name} {sums[name] / times[name]:.3f}" for name in sorted(sums))
                print(f"{seen}/{epochs * per_epoch} {time.monotonic() - started:.0f} s  {means}", flush=True)
        scores = evaluated(reader, dev, splitter, classes, dev_vectors)
        print(
            f"epoch {number + 1}: " + "  ".join(f"{name} {value:.4f}" for name, value in scores.items()),
            flush=True,
        )
        torch.save({"weights": reader.state_dict(), "classes": vars(classes), "scores": scores}, target)
    target.with_suffix(".json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--out", type=Path, default=Path("dist/reader.pt"), help="where the float weights go")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--limit", type=int, help="train on so many examples only, to try the recipe out")
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    train(args.data, args.out, epochs=args.epochs, limit=args.limit)


if __name__ == "__main__":
    main()
