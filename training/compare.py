"""Train the comparing of two sentences by the exported reader's encoder, and ship it.

    python -m training.compare --data DATA --weights dist/reader.pt --device cuda    # after training.judging

Learned is what the larger encoder holds of every pair, and where the truth of one is known, the mean of both.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import onnx
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from aggregator.annotate.reader.model import VERSION
from aggregator.annotate.reader.pieces import Splitter
from training import base
from training.batches import fitted
from training.comparer import Comparer
from training.examples import Example
from training.export import FOLDER, OPSET, quantised
from training.facts import fact_examples
from training.judging import BATCH, KEPT, Pair, bare, batches, labelled, loss_of, pair_of
from training.pairs import judged
from training.planted import planted_examples
from training.saved import loaded
from training.sharing import share

SEED, EPOCHS, RATE, RANK_RATE, DECAY = 1, 5, 1.5e-4, 1e-3, 0.01
NAMES = ("carries", "is carried", "one matter", "conflict")
INPUTS = ("ids", "shapes", "side", "shared")


def taught(pairs: Sequence[Example], held: dict[Pair, tuple[float, ...]]) -> list[Example]:
    """Return pairs with what is to be learned of each: the mean of its truth and what the judge holds."""
    found = []
    for one in pairs:
        truth, chances = np.array(one.compared), np.array(held[pair_of(one)])
        found.append(replace(one, compared=tuple(np.where(np.isnan(truth), chances, (truth + chances) / 2))))
    return found


def sheet(pairs: Sequence[Example], splitter: Splitter) -> tuple[Tensor, ...]:
    """Return ids, shapes, sides, shared marks and the mask of pairs, each [B, T], padded."""
    rows = [splitter.pair(*(fitted(side, splitter) for side in pair_of(one))) for one in pairs]
    parts = [[torch.tensor(getattr(row, name)) for row in rows] for name in INPUTS]
    parts.append([torch.ones(len(row.ids), dtype=torch.long) for row in rows])
    return tuple(nn.utils.rnn.pad_sequence(part, batch_first=True) for part in parts)


def turned(one: Example) -> Example:
    """Return a pair the other way round."""
    carries, carried, *rest = one.compared or ()
    return replace(one, words=one.other or [], other=one.words, compared=(carried, carries, *rest))


def learned(comparer: Comparer, pairs: Sequence[Example], device: str) -> Comparer:
    """Return the comparer when it has learned from the pairs, each read either way round."""
    torch.manual_seed(SEED)
    chance, splitter, comparer = Random(SEED), Splitter(base.vocabulary()), comparer.to(device).train()
    own = [value for name, value in comparer.named_parameters() if value.requires_grad and _is_encoders(name)]
    rest = [
        value for name, value in comparer.named_parameters() if value.requires_grad and not _is_encoders(name)
    ]
    made = torch.optim.AdamW([{"params": own}, {"params": rest}], RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(pairs) // BATCH + 1)
    plan = torch.optim.lr_scheduler.OneCycleLR(made, [RATE, RANK_RATE], total_steps=steps, pct_start=0.06)
    for number in range(EPOCHS):
        for chosen in batches([one if chance.random() < 0.5 else turned(one) for one in pairs], chance):
            gold = torch.tensor([one.compared for one in chosen], device=device, dtype=torch.float32)
            with torch.autocast(device, torch.bfloat16, enabled=device != "cpu"):
                scores = comparer(*(one.to(device) for one in sheet(chosen, splitter)))
            loss = loss_of(scores.float(), gold)
            made.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_([*own, *rest], 1.0)
            made.step()
            plan.step()
        print(f"epoch {number + 1}: loss {float(loss.detach()):.3f}", flush=True)
    return comparer.eval().to("cpu")


def _is_encoders(name: str) -> bool:
    """Whether a parameter is the encoder's own and no change of low rank."""
    return name.startswith("encoder.") and ".down." not in name and ".up." not in name


def scored(comparer: Comparer, pairs: Sequence[Example]) -> dict[str, float]:
    """Return how well the heads rank pairs kept out: areas under the ROC curve."""
    splitter = Splitter(base.vocabulary())
    with torch.inference_mode():
        given = torch.cat([comparer(*sheet(chosen, splitter)) for chosen in batches(pairs)])
    wanted, found = torch.tensor([one.compared for one in pairs]), {}
    for place, name in enumerate(NAMES):
        known = ~wanted[:, place].isnan()
        if wanted[known, place].unique().numel() > 1:
            found[name] = round(float(roc_auc_score(wanted[known, place], given[known, place])), 4)
    return found


class Two(nn.Module):
    """The comparer over one pair, without padding: what the program runs."""

    def __init__(self, comparer: Comparer) -> None:
        super().__init__()
        self.comparer = comparer
        self.eval()

    def forward(self, ids: Tensor, shapes: Tensor, side: Tensor, shared: Tensor) -> Tensor:
        """Return the scores [4]."""
        given = (ids, shapes, side, shared, torch.ones_like(ids))
        return self.comparer(*(one[None] for one in given))[0]


def ship(comparer: Comparer, told: dict[str, dict[str, float]]) -> None:
    """Write the comparer, which reads the reader's matrices, and its scores into the reader's page."""
    target, reader = FOLDER / f"{VERSION}-pairs.onnx", FOLDER / f"{VERSION}.onnx"
    sample = tuple(
        torch.tensor(one) for one in ([101, 7592, 102, 2088, 102], [0, 1, 0, 1, 0], [0, 1, 0, 2, 0], [0] * 5)
    )
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            Two(comparer), sample, str(whole), input_names=list(INPUTS), output_names=["scores"],
            dynamic_axes={name: {0: "T"} for name in INPUTS}, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        quantised(whole, small)
        network = onnx.load(str(small))
    share(network, reader)
    onnx.save(network, str(target))
    onnx.checker.check_model(str(target))
    page = FOLDER / f"{VERSION}.json"
    whose = hashlib.sha256(reader.read_bytes()).hexdigest()
    meta = json.loads(page.read_text("utf-8")) | {"compared": told, "pairs_read_from": whose}
    page.write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


def kept_out(data: Path) -> dict[str, list[Example]]:
    """Return the pairs that nothing was learned from."""
    return {
        "judged": list(judged(data, dev=True)),
        "planted": list(planted_examples("dev", draws=1)),
        "facts": list(fact_examples(dev=True)),
    }


def main() -> None:
    """Train, export, and write the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=Path("dist/reader.pt"))
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    pairs = taught([*labelled(args.data), *bare(args.data)], torch.load(KEPT, weights_only=False))
    comparer = learned(Comparer(loaded(args.weights)[0].encoder), pairs, args.device)
    torch.save(dict(comparer.learned()), "dist/comparer.pt")
    ship(comparer, {name: scored(comparer, part) for name, part in kept_out(args.data).items()})


if __name__ == "__main__":
    main()
