"""Train the comparing of two sentences, over the word states of the exported reader, and ship it.

    python -m training.compare --data DATA

The encoder is not touched: its states are computed once, as the program computes them, and the small network
over them takes minutes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import onnx
import torch
from sklearn.metrics import average_precision_score, roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from aggregator.annotate.reader.model import VERSION, model
from training.comparer import STATES, Comparer
from training.examples import Example
from training.export import FOLDER, OPSET
from training.pairs import judged, pair_examples
from training.planted import planted_examples

SEED, EPOCHS, BATCH, RATE, DECAY = 20261126, 6, 48, 1e-3, 0.01
# Judged pairs of real reports are fewer than invented ones and count more.
DRAWS, REPEATED = 1, 3
NAMES = ("carries", "is carried", "one matter", "conflict")


@dataclass(frozen=True)
class States:
    """The word states of sentences, each once."""

    places: dict[tuple[str, ...], int]
    rows: list[Tensor]

    def batch(self, sides: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """Return padded states [B, W, STATES] and 1 for words [B, W]."""
        rows = [self.rows[self.places[tuple(words)]] for words in sides]
        width = max(len(row) for row in rows)
        found, inside = torch.zeros(len(rows), width, STATES), torch.zeros(len(rows), width)
        for place, row in enumerate(rows):
            found[place, : len(row)], inside[place, : len(row)] = row.float(), 1
        return found, inside


def states_of(examples: Sequence[Example]) -> States:
    """Compute the word states of all sentences of some pairs, at half precision."""
    sides = sorted({tuple(side) for one in examples for side in (one.words, one.other or ())})
    rows = [torch.from_numpy(model().states(words)).half() for words in sides]
    return States({words: place for place, words in enumerate(sides)}, rows)


def batches(examples: Sequence[Example], states: States, chance: Random) -> Iterator[tuple[Tensor, ...]]:
    """Yield (a, b, in_a, in_b, gold) in random order, each pair some way round."""
    order = list(range(len(examples)))
    chance.shuffle(order)
    for first in range(0, len(order), BATCH):
        chosen = [examples[place] for place in order[first : first + BATCH]]
        a, in_a = states.batch([one.words for one in chosen])
        b, in_b = states.batch([one.other or [] for one in chosen])
        yield a, b, in_a, in_b, torch.tensor([one.compared for one in chosen])


def scored(comparer: Comparer, examples: Sequence[Example], states: States) -> dict[str, float]:
    """Return how well the heads rank dev pairs: area under the ROC curve; average precision of carrying."""
    comparer.eval()
    mine, gold = [], []
    with torch.inference_mode():
        for a, b, in_a, in_b, wanted in batches(examples, states, Random(0)):
            mine.append(comparer(a, b, in_a, in_b))
            gold.append(wanted)
    comparer.train()
    given, wanted = torch.cat(mine), torch.cat(gold)
    found = {}
    for place, name in enumerate(NAMES):
        known = ~wanted[:, place].isnan()
        if wanted[known, place].unique().numel() > 1:
            found[name] = roc_auc_score(wanted[known, place], given[known, place])
    found["precision"] = average_precision_score(wanted[:, 1], given[:, 1])
    return {name: round(float(value), 4) for name, value in found.items()}


def train(data: Path) -> tuple[Comparer, dict[str, dict[str, float]]]:
    """Return the trained comparer and its scores on the dev pairs."""
    torch.manual_seed(SEED)
    real = pair_examples(data)
    examples = [*real, *planted_examples("train", draws=DRAWS)]
    examples += [one for one in real if one.corpus == "pairs"] * (REPEATED - 1)
    dev = {"judged": list(judged(data, dev=True)), "planted": list(planted_examples("dev", draws=1))}
    states = states_of([*examples, *(one for part in dev.values() for one in part)])
    print(len(examples), "pairs", len(states.rows), "sentences", flush=True)
    comparer, chance, told = Comparer(), Random(SEED), {}
    made = torch.optim.AdamW(comparer.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(examples) // BATCH + 1)
    plan = torch.optim.lr_scheduler.OneCycleLR(made, RATE, total_steps=steps, pct_start=0.1)
    for number in range(EPOCHS):
        total = 0.0
        for a, b, in_a, in_b, gold in batches(examples, states, chance):
            known = ~gold.isnan()
            scores = comparer(a, b, in_a, in_b)
            loss = functional.binary_cross_entropy_with_logits(scores[known], gold[known])
            made.zero_grad(set_to_none=True)
            loss.backward()
            made.step()
            plan.step()
            total += float(loss.detach())
        told = {part: scored(comparer, rows, states) for part, rows in dev.items()}
        print(f"epoch {number + 1}: loss {total * BATCH / len(examples):.3f} {told}", flush=True)
    return comparer.eval(), told


class Two(nn.Module):
    """The comparer over the word states of two sentences, without padding: what the program runs."""

    def __init__(self, comparer: Comparer) -> None:
        super().__init__()
        self.comparer = comparer
        self.eval()

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        """Return the scores [4] of two sentences' states."""
        inside = [torch.ones_like(one[None, :, 0]) for one in (a, b)]
        return self.comparer(a[None], b[None], *inside)[0]


def ship(comparer: Comparer, told: dict[str, dict[str, float]]) -> None:
    """Write the comparer beside the reader, in float: it is small; and its scores into the reader's."""
    target = FOLDER / f"{VERSION}-pairs.onnx"
    sample = (torch.randn(3, STATES), torch.randn(4, STATES))
    torch.onnx.export(
        Two(comparer), sample, str(target), input_names=["a", "b"], output_names=["scores"],
        dynamic_axes={"a": {0: "A"}, "b": {0: "B"}}, opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    onnx.checker.check_model(str(target))
    page = FOLDER / f"{VERSION}.json"
    meta = json.loads(page.read_text("utf-8")) | {"compared": told}
    page.write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Train, export, and write the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    ship(*train(parser.parse_args().data))


if __name__ == "__main__":
    main()
