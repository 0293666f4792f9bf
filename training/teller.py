"""What a sentence tells, over its word states: each class attends to the words that speak for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.network import STATES

DROP, WIDTH = 0.4, 192


@dataclass(frozen=True)
class Marked:
    """A sentence, with the place of its kind in `KINDS`, or -1 where nobody said.

    `slots` are 1, 0, or nan where nobody said; `counts` is what each counts.
    """

    words: tuple[str, ...]
    kind: int
    slots: tuple[float, ...]
    counts: tuple[float, ...]


class Telling(nn.Module):
    """Word states [B, W, STATES] and 1 for words [B, W] to scores [B, classes]; each class attends.

    The first `kinds` classes are kinds of event, of which one holds; the `slots` behind them may all hold.
    """

    def __init__(self, kinds: int, slots: int) -> None:
        super().__init__()
        self.sizes = [kinds, slots]
        self.made = nn.Sequential(nn.Dropout(DROP), nn.Linear(STATES, WIDTH), nn.GELU(), nn.Dropout(DROP))
        self.asked = nn.Parameter(torch.randn(kinds + slots, WIDTH) * 0.05)
        self.weighed = nn.Parameter(torch.randn(kinds + slots, WIDTH) * 0.05)
        self.bias = nn.Parameter(torch.full((kinds + slots,), -1.0))

    def forward(self, states: Tensor, inside: Tensor) -> Tensor:
        """Return the scores."""
        made = self.made(states)
        hidden = (1 - inside)[:, None, :] * -1e4
        shares = torch.softmax(self.asked @ made.transpose(1, 2) + hidden, dim=-1)
        return ((shares @ made) * self.weighed).sum(-1) + self.bias

    def chances(self, states: Tensor, inside: Tensor) -> Tensor:
        """Return the chances [B, classes]."""
        kinds, slots = self(states, inside).split(self.sizes, dim=-1)
        return torch.cat([torch.softmax(kinds, -1), torch.sigmoid(slots)], -1)


def loss_of(scores: Tensor, rows: Sequence[Marked], sizes: list[int]) -> Tensor:
    """Return the loss of a batch: of the kinds that are known, and of the slots."""
    kinds, slots = scores.split(sizes, dim=-1)
    of = functional.cross_entropy(
        kinds,
        torch.tensor([one.kind for one in rows], device=scores.device),
        ignore_index=-1,
        reduction="sum",
    )
    gold = torch.tensor([one.slots for one in rows], device=scores.device)
    counts = torch.tensor([one.counts for one in rows], device=scores.device)
    known = ~gold.isnan()
    told = functional.binary_cross_entropy_with_logits(
        slots[known], gold[known], counts[known], reduction="sum"
    )
    return of / (10 * len(rows)) + told / counts[known].sum()
