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
from aggregator.annotate.reader.structure import SIGNS
from training.comparer import STATES, Comparer, Side
from training.examples import Example
from training.export import FOLDER, OPSET
from training.facts import fact_examples
from training.pairs import judged, pair_examples
from training.planted import planted_examples
from training.settling import half_path, of_half, settled
from training.states import States, states_of

SEED, EPOCHS, BATCH, RATE, DECAY = 20261126, 8, 128, 1.4e-3, 0.01
# Judged pairs of real reports are fewer than invented ones and count more.
DRAWS, REPEATED = 3, 2
NAMES = ("carries", "is carried", "one matter", "conflict")


def batches(
    examples: Sequence[Example], states: States, chance: Random
) -> Iterator[tuple[Side, Side, Tensor]]:
    """Yield (a, b, gold) in random order, each pair some way round."""
    order = list(range(len(examples)))
    chance.shuffle(order)
    for first in range(0, len(order), BATCH):
        chosen = [examples[place] for place in order[first : first + BATCH]]
        yield (*states.sides(chosen), torch.tensor([one.compared for one in chosen]))


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


@dataclass(frozen=True)
class Corpus:
    """What is learned from, what is watched, and the word states of all of it."""

    examples: list[Example]
    dev: dict[str, list[Example]]
    states: States

    @property
    def invented(self) -> list[Example]:
        """The pairs of training that were not judged: of worlds and facts, copies and changed twins."""
        return [one for one in self.examples if one.corpus != "pairs"]


def gathered(data: Path) -> Corpus:
    """Return all of it."""
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
    return Corpus(examples, dev, states)


def learned(corpus: Corpus) -> Comparer:
    """Return a comparer that has learned from the pairs of training."""
    torch.manual_seed(SEED)
    comparer, chance = Comparer(), Random(SEED)
    made = torch.optim.AdamW(comparer.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(corpus.examples) // BATCH + 1)
    plan = torch.optim.lr_scheduler.OneCycleLR(made, RATE, total_steps=steps, pct_start=0.1)
    for number in range(EPOCHS):
        total = 0.0
        for a, b, gold in batches(corpus.examples, corpus.states, chance):
            known = ~gold.isnan()
            scores = comparer(a, b)
            loss = functional.binary_cross_entropy_with_logits(scores[known], gold[known])
            made.zero_grad(set_to_none=True)
            loss.backward()
            made.step()
            plan.step()
            total += float(loss.detach())
        print(f"epoch {number + 1}: loss {total * BATCH / len(corpus.examples):.3f}", flush=True)
    return comparer.eval()


def settle(comparer: Comparer, corpus: Corpus) -> tuple[Comparer, dict[str, dict[str, float]]]:
    """Return the comparer settled on all judged pairs kept out, and its scores.

    Those of the judged pairs, and what `training.sameness` fits, are of comparers settled on the other half.
    """
    judged_pairs, told = corpus.dev["judged"], {}
    for half in (0, 1):
        found = settled(comparer, of_half(judged_pairs, half), corpus.invented, corpus.states)
        half_path(half).parent.mkdir(parents=True, exist_ok=True)
        torch.save(found.state_dict(), half_path(half))
        told[f"judged {half}"] = scored(found, of_half(judged_pairs, 1 - half), corpus.states)
    whole = settled(comparer, judged_pairs, corpus.invented, corpus.states)
    for part in ("planted", "facts"):
        told[part] = scored(whole, corpus.dev[part], corpus.states)
    return whole, told


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
    corpus = gathered(parser.parse_args().data)
    ship(*settle(learned(corpus), corpus))


if __name__ == "__main__":
    main()
