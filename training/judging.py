"""Have a larger encoder learn the pairs, and say what it holds of all of them, judged or not.

    python -m training.judging --data DATA --mpnet FOLDER --device cuda    # then training.compare

Chances are kept in `dist/judged.pt`, by the words of both sentences.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import nan
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from aggregator.annotate.words import tokens_of
from training import facts
from training.examples import Example
from training.facts import fact_examples
from training.meeting import met, unjudged
from training.mpnet import Judge, judge, sheet
from training.pairs import pair_examples
from training.planted import planted_examples
from training.reworded import reworded

KEPT = Path("dist/judged.pt")
SEED, EPOCHS, BATCH, RATE, HEAD_RATE, DECAY = 1, 3, 128, 4e-5, 5e-4, 0.01
DRAWS = 3
# Judged pairs of real reports are fewer than invented ones and count twice.
REPEATED = 2
# Of the pairs within a fact's row that have no truth so many are judged.
OF_A_ROW = 24
Pair = tuple[tuple[str, ...], tuple[str, ...]]


def labelled(data: Path) -> list[Example]:
    """Return the pairs whose truth is known, in whole or in part."""
    real = pair_examples(data)
    found = [*real, *planted_examples("train", draws=DRAWS), *fact_examples(), *met()]
    found += reworded(text for row in _rows() for text in (*row["say"], *row["near"][:2]))
    return found + [one for one in real if one.corpus == "pairs"] * (REPEATED - 1)


def bare(data: Path) -> Iterator[Example]:
    """Yield pairs without a truth: of real reports, and of look-alikes with one another."""
    yield from unjudged(data)
    for row in _rows():
        chance, texts = Random(row["say"][0]), [text for part in row.values() for text in part]
        pairs = [pair for pair in combinations(dict.fromkeys(texts), 2) if not {*pair} <= {*row["say"]}]
        for a, b in chance.sample(pairs, min(OF_A_ROW, len(pairs))):
            yield Example(tokens_of(a), "facts", other=tokens_of(b), compared=(nan,) * 4)


def _rows() -> list[dict[str, list[str]]]:
    """The facts of training."""
    lines = facts.FILE.read_text("utf-8").splitlines()
    return [json.loads(line) for number, line in enumerate(lines) if number % facts.DEV_EVERY]


def pair_of(one: Example) -> Pair:
    """Return the words of both sides."""
    return tuple(one.words), tuple(one.other or ())


def batches(pairs: Sequence[Example], chance: Random | None = None) -> Iterator[list[Example]]:
    """Yield batches of pairs, in random order or as they come."""
    order = list(pairs)
    if chance:
        chance.shuffle(order)
    for first in range(0, len(order), BATCH):
        yield order[first : first + BATCH]


def loss_of(scores: Tensor, gold: Tensor) -> Tensor:
    """Return the cross-entropy of what is known of each pair."""
    known = ~gold.isnan()
    return functional.binary_cross_entropy_with_logits(scores[known], gold[known])


def learned(network: Judge, pairs: Sequence[Example], tokenizer: Tokenizer, device: str) -> Judge:
    """Return the judge when it has learned from the pairs."""
    torch.manual_seed(SEED)
    chance, network = Random(SEED), network.to(device).train()
    heads = [*network.one_way.parameters(), *network.both.parameters(), *network.shared.parameters()]
    rest = [one for one in network.parameters() if all(one is not head for head in heads)]
    made = torch.optim.AdamW([{"params": rest}, {"params": heads}], RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(pairs) // BATCH + 1)
    plan = torch.optim.lr_scheduler.OneCycleLR(made, [RATE, HEAD_RATE], total_steps=steps, pct_start=0.06)
    for number in range(EPOCHS):
        for chosen in batches(pairs, chance):
            gold = torch.tensor([one.compared for one in chosen], device=device)
            with torch.autocast(device, torch.bfloat16, enabled=device != "cpu"):
                scores = network(*(one.to(device) for one in sheet([pair_of(x) for x in chosen], tokenizer)))
            loss = loss_of(scores.float(), gold)
            made.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            made.step()
            plan.step()
        print(f"epoch {number + 1}: loss {float(loss.detach()):.3f}", flush=True)
    return network.eval()


def judged(
    network: Judge, pairs: Iterable[Example], tokenizer: Tokenizer, device: str
) -> dict[Pair, tuple[float, ...]]:
    """Return what the judge holds of each pair: the four chances."""
    rows, found = sorted({pair_of(one) for one in pairs}, key=lambda pair: len(pair[0]) + len(pair[1])), {}
    with torch.inference_mode():
        for first in range(0, len(rows), BATCH):
            chosen = rows[first : first + BATCH]
            scores = network(*(one.to(device) for one in sheet(chosen, tokenizer)))
            found |= dict(zip(chosen, map(tuple, torch.sigmoid(scores.float()).tolist()), strict=True))
    return found


def main() -> None:
    """Train the judge, judge, and keep what it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--mpnet", type=Path, required=True, help="a folder with all-mpnet-base-v2")
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(args.mpnet / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    pairs = labelled(args.data)
    network = learned(judge(args.mpnet), pairs, tokenizer, args.device)
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    torch.save(judged(network, [*pairs, *bare(args.data)], tokenizer, args.device), KEPT)


if __name__ == "__main__":
    main()
