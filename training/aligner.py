"""Comparing two sentences beside the reader's heads, to shape the encoder: what it learns is thrown away.

Decomposable attention (Parikh et al. 2016) over word states. Each word of one sentence is set beside the
words of the other that it aligns with; what it makes of that is pooled over the sentence. Both sentences go
through the same weights, so turning them round turns the answer.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.comparer import COMPARED
from training.network import HIDDEN, STATES

WIDTH, INNER = 128, 128

Side = tuple[Tensor, Tensor]
"""A sentence's words: states [B, W, STATES], and 1 for words [B, W]."""


class Aligner(nn.Module):
    """Two sentences to four scores: carries, is carried, one matter, conflict."""

    def __init__(self, drop: float = 0.4) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(10.0))
        self.project = nn.Linear(STATES, WIDTH)
        self.attend = nn.Linear(STATES, WIDTH)
        self.weigh = nn.Linear(STATES, 1)
        beside = 4 * WIDTH + 2
        self.match = nn.Sequential(
            nn.Linear(beside, INNER), nn.GELU(), nn.Dropout(drop), nn.Linear(INNER, INNER), nn.GELU()
        )
        self.one_way = nn.Sequential(
            nn.Linear(4 * INNER, INNER), nn.GELU(), nn.Dropout(drop), nn.Linear(INNER, 1)
        )
        self.both = nn.Sequential(
            nn.Linear(4 * INNER, INNER), nn.GELU(), nn.Dropout(drop), nn.Linear(INNER, COMPARED - 2)
        )
        self.drop = nn.Dropout(drop)

    def forward(self, a: Side, b: Side) -> Tensor:
        """Return [B, COMPARED]."""
        keys_a, keys_b = (functional.normalize(self.attend(side[0]), dim=-1) for side in (a, b))
        likeness = keys_a @ keys_b.transpose(1, 2)
        pool_a = self._pooled(a, b, likeness)
        pool_b = self._pooled(b, a, likeness.transpose(1, 2))
        carries = self.one_way(torch.cat([pool_b, pool_a], -1))
        carried = self.one_way(torch.cat([pool_a, pool_b], -1))
        even = torch.cat([pool_a + pool_b, (pool_a - pool_b).abs()], -1)
        return torch.cat([carries, carried, self.both(even)], -1)

    def _pooled(self, own: Side, other: Side, likeness: Tensor) -> Tensor:
        """What the words of one sentence find in the other, as weighed mean and as maximum: [B, 2 INNER]."""
        hidden = (1 - other[1])[:, None, :] * -1e4
        shares = torch.softmax(self.scale * likeness + hidden, dim=-1)
        best = (likeness + hidden).amax(-1, keepdim=True)
        meanings = (own[0][..., HIDDEN:] @ other[0][..., HIDDEN:].transpose(1, 2) + hidden).amax(
            -1, keepdim=True
        )
        mine, theirs = self.project(own[0]), shares @ self.project(other[0])
        beside = [mine, theirs, mine - theirs, mine * theirs, best, meanings]
        found = self.match(self.drop(torch.cat(beside, dim=-1)))
        weights = torch.sigmoid(self.weigh(own[0])) * own[1][:, :, None]
        mean = (found * weights).sum(1) / weights.sum(1).clamp(min=1e-6)
        most = (found + (own[1][:, :, None] - 1) * 1e4).amax(1)
        return torch.cat([mean, most], -1)
