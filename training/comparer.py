"""Comparing two sentences: decomposable attention (Parikh et al. 2016) over word states and trees.

Each word of one sentence is set beside the words of the other that it aligns with: their meanings, what they
hang on and how, how certain they are. What it makes of that is pooled over the sentence. Both sentences go
through the same weights, so turning them round turns the answer.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from aggregator.annotate.reader.structure import SIGNS
from training.network import HIDDEN, Encoder

WIDTH, INNER, BUILT = 128, 128, 32
# What is asked of two sentences: does A carry B, does B carry A, is it one matter, do they conflict?
COMPARED = 4
STATES = 2 * HIDDEN
"""A word's states: after the first layer, where its form is, and after the last, where its meaning is."""


def word_states(
    encoder: Encoder, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor, last: Tensor
) -> Tensor:
    """Return [B, W, STATES]: each word's mean of its first and last piece, after the first and last layer."""
    layers = encoder(ids, shapes, mask)
    found = [(_at(layer, first) + _at(layer, last)) / 2 for layer in (layers[0], layers[-1])]
    return torch.cat([functional.normalize(one, dim=-1) for one in found], dim=-1)


def _at(states: Tensor, places: Tensor) -> Tensor:
    return torch.gather(states, 1, places[:, :, None].expand(-1, -1, states.shape[2]))


Side = tuple[Tensor, Tensor, Tensor, Tensor]
"""A sentence's words: states [B, W, STATES], heads [B, W], signs [B, W, SIGNS], and 1 for words [B, W]."""


class Comparer(nn.Module):
    """Two sentences to four scores: carries, is carried, one matter, conflict."""

    def __init__(self, drop: float = 0.4) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(10.0))
        self.project = nn.Linear(STATES, WIDTH)
        self.attend = nn.Linear(STATES, WIDTH)
        self.weigh = nn.Linear(STATES, 1)
        self.govern = nn.Linear(HIDDEN, BUILT)
        beside = 4 * WIDTH + 2 + 3 * SIGNS + 3 * BUILT + 1
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
        hidden = (1 - other[3])[:, None, :] * -1e4
        shares = torch.softmax(self.scale * likeness + hidden, dim=-1)
        best = (likeness + hidden).amax(-1, keepdim=True)
        meanings = (own[0][..., HIDDEN:] @ other[0][..., HIDDEN:].transpose(1, 2) + hidden).amax(
            -1, keepdim=True
        )
        mine, theirs = self.project(own[0]), shares @ self.project(other[0])
        beside = [
            mine,
            theirs,
            mine - theirs,
            mine * theirs,
            best,
            meanings,
            *self._built(own, other, shares),
        ]
        found = self.match(self.drop(torch.cat(beside, dim=-1)))
        weights = torch.sigmoid(self.weigh(own[0])) * own[3][:, :, None]
        mean = (found * weights).sum(1) / weights.sum(1).clamp(min=1e-6)
        most = (found + (own[3][:, :, None] - 1) * 1e4).amax(1)
        return torch.cat([mean, most], -1)

    def _built(self, own: Side, other: Side, shares: Tensor) -> list[Tensor]:
        """How each word stands in its sentence, beside those it aligns with."""
        signs, their_signs = own[2], shares @ other[2]
        governor, their_governor = _governors(own), _governors(other)
        alike = (governor * (shares @ their_governor)).sum(-1, keepdim=True)
        mine, theirs = self.govern(governor), shares @ self.govern(their_governor)
        return [signs, their_signs, signs * their_signs, mine, theirs, mine * theirs, alike]


def _governors(side: Side) -> Tensor:
    """The meaning of what each word hangs on: [B, W, HIDDEN]."""
    return torch.gather(side[0][..., HIDDEN:], 1, side[1][:, :, None].expand(-1, -1, HIDDEN))
