"""Several readers teach one: it learns what they say on average (Hinton et al. 2015, "Distilling ...").

Each corpus marks some layers only. What the teachers say fills the others: trees of news, names of web text,
who speaks in both; and what they say is softer than a mark.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import Batch
from training.losses import WEIGHTS, of_heads
from training.network import Reader

Taught = dict[str, Tensor]


def taught(teachers: Sequence[Reader], batch: Batch) -> Taught:
    """Return what the teachers say of a batch: mean chances; for relations those of the likeliest head."""
    hidden = _hidden(batch)
    with torch.no_grad():  # the loss keeps these for its way back, which inference mode forbids
        said = [one(*batch.inputs) for one in teachers]
    heads = torch.stack([torch.softmax(one["arc"] + hidden, -1) for one in said]).mean(0)
    relations = torch.stack([torch.softmax(one["relation"], -1) for one in said]).mean(0)
    found = {"arc": heads, "relation": of_heads(relations, heads.argmax(-1))}
    for name in ("tag", "name", "role"):
        found[name] = torch.stack([torch.softmax(one[name], -1) for one in said]).mean(0)
    for name in ("cue", "pair"):
        found[name] = torch.stack([torch.sigmoid(one[name]) for one in said]).mean(0)
    return found | {"certainty": torch.stack([one["certainty"] for one in said]).mean(0)}


def lesson(scores: dict[str, Tensor], batch: Batch, wanted: Taught) -> Tensor:
    """Return how far the scores are from what was taught, weighted over the heads."""
    inside = batch.words
    relation = of_heads(scores["relation"], wanted["arc"].argmax(-1))
    found = {
        "tag": _apart(scores["tag"], wanted["tag"], inside),
        "arc": _apart(scores["arc"] + _hidden(batch), wanted["arc"], inside),
        "relation": _apart(relation, wanted["relation"], inside),
        "name": _apart(scores["name"], wanted["name"], inside),
        "role": _apart(scores["role"], wanted["role"], torch.ones_like(inside[:, 0])),
        "certainty": _mean((scores["certainty"] - wanted["certainty"]) ** 2, inside[..., None]),
        "cue": _mean(_doubt(scores["cue"], wanted["cue"]), inside[..., None]),
        "pair": _mean(_doubt(scores["pair"], wanted["pair"]), _anchored(wanted["cue"], inside)),
    }
    return torch.stack([WEIGHTS[name] * loss for name, loss in found.items()]).sum()


def _hidden(batch: Batch) -> Tensor:
    return functional.pad((1 - batch.words)[:, None, :] * -1e4, (1, 0))


def _apart(scores: Tensor, chances: Tensor, weights: Tensor) -> Tensor:
    """Kullback and Leibler's divergence from the chances, without what no scores change."""
    return _mean(-(chances * torch.log_softmax(scores, -1)).sum(-1), weights)


def _doubt(scores: Tensor, chances: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(scores, chances, reduction="none")


def _anchored(cue: Tensor, inside: Tensor) -> Tensor:
    """How much each anchor's row of pairs counts: as likely as it is one; anchor 0 is always asked."""
    anchors = functional.pad(cue[..., 1] * inside, (1, 0), value=1.0)
    return (anchors[:, :, None] * inside[:, None, :])[..., None]


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    spread = weights.expand_as(values)
    return (values * spread).sum() / spread.sum().clamp(min=1e-6)
