"""What each head is trained to: losses over what is known, and the scores the dev sentences are judged by."""

from __future__ import annotations

from collections import Counter

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import UNKNOWN, Batch

WEIGHTS = {"tag": 0.5, "arc": 1.0, "relation": 0.7, "name": 1.0, "certainty": 3.0, "cue": 2.0, "pair": 2.0,
           "role": 0.8, "vector": 1.0}  # fmt: skip


def losses(scores: dict[str, Tensor], batch: Batch, vectors: Tensor) -> dict[str, Tensor]:
    """Return the loss of each head that knows something of this batch; `vectors` are the base model's."""
    gold, found = batch.gold, {}
    padding = (1 - batch.words)[:, None, :] * -1e4
    arcs = scores["arc"] + functional.pad(padding, (1, 0))
    for name, given in (("tag", scores["tag"]), ("arc", arcs), ("name", scores["name"])):
        if (gold[name] != UNKNOWN).any():
            found[name] = functional.cross_entropy(
                given.flatten(0, 1), gold[name].flatten(), ignore_index=UNKNOWN
            )
    if (gold["arc"] != UNKNOWN).any():
        found["relation"] = functional.cross_entropy(
            of_heads(scores["relation"], gold["arc"]).flatten(0, 1),
            gold["relation"].flatten(),
            ignore_index=UNKNOWN,
        )
    known = ~gold["certainty"].isnan()
    if known.any():
        found["certainty"] = functional.mse_loss(scores["certainty"][known], gold["certainty"][known])
    for name in ("cue", "pair"):
        known = ~gold[name].isnan()
        if known.any():
            found[name] = functional.binary_cross_entropy_with_logits(scores[name][known], gold[name][known])
    if (gold["role"] != UNKNOWN).any():
        found["role"] = functional.cross_entropy(scores["role"], gold["role"], ignore_index=UNKNOWN)
    found["vector"] = (1 - (scores["vector"] * vectors).sum(-1)).mean()
    return found


def of_heads(relations: Tensor, heads: Tensor) -> Tensor:
    """Return the relation scores [B, W, relations] to one head of each word."""
    places = heads.clamp(min=0)[:, :, None, None].expand(-1, -1, 1, relations.shape[-1])
    return torch.gather(relations, 2, places)[:, :, 0]


def total(found: dict[str, Tensor]) -> Tensor:
    """Return the weighted sum of the losses."""
    return torch.stack([WEIGHTS[name] * loss for name, loss in found.items()]).sum()


def tally(scores: dict[str, Tensor], batch: Batch, vectors: Tensor, counts: Counter[str]) -> None:
    """Add one dev batch to the counts that `report` reads."""
    gold = batch.gold
    padding = (1 - batch.words)[:, None, :] * -1e4
    arcs = (scores["arc"] + functional.pad(padding, (1, 0))).argmax(-1)
    relations = of_heads(scores["relation"], arcs).argmax(-1)
    known = gold["arc"] != UNKNOWN
    right = (arcs == gold["arc"]) & known
    counts["words"] += int(known.sum())
    counts["uas"] += int(right.sum())
    counts["las"] += int((right & (relations == gold["relation"])).sum())
    counts["tag"] += int(((scores["tag"].argmax(-1) == gold["tag"]) & known).sum())
    named = gold["name"] != UNKNOWN
    mine = scores["name"].argmax(-1)
    counts["name hits"] += int(((mine == gold["name"]) & (mine > 0) & named).sum())
    counts["name mine"] += int(((mine > 0) & named).sum())
    counts["name gold"] += int(((gold["name"] > 0) & named).sum())
    for name, layer in (("cue", 1), ("pair", 0), ("pair", 1)):
        given, wanted = scores[name][..., layer], gold[name][..., layer]
        labelled = ~wanted.isnan()
        counts[f"{name}{layer} hits"] += int(((given > 0) & (wanted == 1) & labelled).sum())
        counts[f"{name}{layer} mine"] += int(((given > 0) & labelled).sum())
        counts[f"{name}{layer} gold"] += int((wanted == 1).sum())
    labelled = gold["role"] != UNKNOWN
    counts["roles"] += int(labelled.sum())
    counts["role"] += int(((scores["role"].argmax(-1) == gold["role"]) & labelled).sum())
    counts["vector 1000"] += int((scores["vector"] * vectors).sum(-1).sum() * 1000)
    counts["sentences"] += len(vectors)


def report(counts: Counter[str]) -> dict[str, float]:
    """Return shares and F1 scores of the dev sentences (F1 by words, not by spans)."""
    found = {name: counts[name] / max(1, counts["words"]) for name in ("tag", "uas", "las")}
    for name in ("name", "cue1", "pair0", "pair1"):
        both = counts[f"{name} mine"] + counts[f"{name} gold"]
        found[name] = 2 * counts[f"{name} hits"] / max(1, both)
    found["role"] = counts["role"] / max(1, counts["roles"])
    found["vector"] = counts["vector 1000"] / 1000 / max(1, counts["sentences"])
    return found
