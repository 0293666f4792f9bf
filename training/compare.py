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

from aggregator.annotate.reader.model import VERSION
from aggregator.annotate.reader.structure import SIGNS, stated
from training.comparer import STATES, Comparer, Side
from training.examples import Example
from training.export import FOLDER, OPSET
from training.facts import fact_examples
from training.pairs import judged, pair_examples
from training.planted import planted_examples

SEED, EPOCHS, BATCH, RATE, DECAY = 20261126, 4, 48, 1e-3, 0.01
# Judged pairs of real reports are fewer than invented ones and count more.
DRAWS, REPEATED = 1, 2
NAMES = ("carries", "is carried", "one matter", "conflict")


@dataclass(frozen=True)
class States:
    """The word states of sentences and how they are built, each once."""

    places: dict[tuple[str, ...], int]
    rows: list[tuple[Tensor, Tensor, Tensor]]

    def batch(self, sides: Sequence[Sequence[str]]) -> Side:
        """Return a padded side of pairs."""
        rows = [self.rows[self.places[tuple(words)]] for words in sides]
        inside = [torch.ones(len(row[0])) for row in rows]
        states, heads, signs = (
            nn.utils.rnn.pad_sequence([row[part] for row in rows], batch_first=True) for part in range(3)
        )
        return states.float(), heads, signs, nn.utils.rnn.pad_sequence(inside, batch_first=True)


def states_of(examples: Sequence[Example]) -> States:
    """Compute the word states of all sentences of some pairs, at half precision."""
    sides = sorted({tuple(side) for one in examples for side in (one.words, one.other or ())})
    return States({words: place for place, words in enumerate(sides)}, [_row(words) for words in sides])


def _row(words: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
    side = stated(words)
    return torch.from_numpy(side.states).half(), torch.from_numpy(side.heads), torch.from_numpy(side.signs)


def batches(
    examples: Sequence[Example], states: States, chance: Random
) -> Iterator[tuple[Side, Side, Tensor]]:
    """Yield (a, b, gold) in random order, each pair some way round."""
    order = list(range(len(examples)))
    chance.shuffle(order)
    for first in range(0, len(order), BATCH):
        chosen = [examples[place] for place in order[first : first + BATCH]]
        gold = torch.tensor([one.compared for one in chosen])
        yield (
            states.batch([one.words for one in chosen]),
            states.batch([one.other or [] for one in chosen]),
            gold,
        )


def scored(comparer: Comparer, examples: Sequence[Example], states: States) -> dict[str, float]:
    """Return how well the heads rank dev pairs: area under the ROC curve; average precision of carrying."""
    comparer.eval()
    mine, gold = [], []
    with torch.inference_mode():
        for a, b, wanted in batches(examples, states, Random(0)):
            mine.append(comparer(a, b))
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
    examples = [*real, *planted_examples("train", draws=DRAWS), *fact_examples()]
    examples += [one for one in real if one.corpus == "pairs"] * (REPEATED - 1)
    dev = {
        "judged": list(judged(data, dev=True)),
        "planted": list(planted_examples("dev", draws=1)),
        "facts": list(fact_examples(dev=True)),
    }
    states = states_of([*examples, *(one for part in dev.values() for one in part)])
    print(len(examples), "pairs", len(states.rows), "sentences", flush=True)
    comparer, chance, told = Comparer(), Random(SEED), {}
    made = torch.optim.AdamW(comparer.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(examples) // BATCH + 1)
    plan = torch.optim.lr_scheduler.OneCycleLR(made, RATE, total_steps=steps, pct_start=0.1)
    for number in range(EPOCHS):
        total = 0.0
        for a, b, gold in batches(examples, states, chance):
            known = ~gold.isnan()
            scores = comparer(a, b)
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

    def forward(self, *given: Tensor) -> Tensor:
        """Return the scores [4] of two sentences, each given as states, heads and signs."""
        sides = [tuple(one[None] for one in given[place : place + 3]) for place in (0, 3)]
        a, b = ((*side, torch.ones_like(side[0][..., 0])) for side in sides)
        return self.comparer(a, b)[0]


def ship(comparer: Comparer, told: dict[str, dict[str, float]]) -> None:
    """Write the comparer beside the reader, in float: it is small; and its scores into the reader's."""
    target = FOLDER / f"{VERSION}-pairs.onnx"
    sample = tuple(
        part
        for size in (3, 4)
        for part in (torch.randn(size, STATES), torch.zeros(size, dtype=torch.long), torch.randn(size, SIGNS))
    )
    axes = {f"{part}_{side}": {0: side.upper()} for side in "ab" for part in ("states", "heads", "signs")}
    torch.onnx.export(
        Two(comparer), sample, str(target), input_names=list(axes), output_names=["scores"],
        dynamic_axes=axes, opset_version=OPSET, dynamo=False,
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
