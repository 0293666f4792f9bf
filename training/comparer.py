"""Comparing two sentences: decomposable attention (Parikh et al. 2016) over the encoder's word states.

Each word of one sentence is set beside the words of the other that it aligns with; what it makes of them is
pooled over the sentence. Both sentences go through the same weights, so turning them round turns the answer.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.network import HIDDEN, Encoder

WIDTH, INNER = 128, 128
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


class Comparer(nn.Module):
    """Word states of two sentences to four scores: carries, is carried, one matter, conflict."""

    def __init__(self, drop: float = 0.3) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(10.0))
        self.project = nn.Linear(STATES, WIDTH)
        self.attend = nn.Linear(STATES, WIDTH)
        self.weigh = nn.Linear(STATES, 1)
        self.match = nn.Sequential(
            nn.Linear(4 * WIDTH + 2, INNER), nn.GELU(), nn.Dropout(drop), nn.Linear(INNER, INNER), nn.GELU()
        )
        self.one_way = nn.Sequential(
            nn.Linear(4 * INNER, INNER), nn.GELU(), nn.Dropout(drop), nn.Linear(INNER, 1)
        )
        self.both = nn.Sequential(
            nn.Linear(4 * INNER, INNER), nn.GELU(), nn.Dropout(drop), nn.Linear(INNER, COMPARED - 2)
        )
        self.drop = nn.Dropout(drop)

    def forward(self, a: Tensor, b: Tensor, in_a: Tensor, in_b: Tensor) -> Tensor:
        """`a` [B, Wa, STATES], `b` [B, Wb, STATES]; `in_a`, `in_b` are 1 for words. Return [B, COMPARED]."""
        keys_a, keys_b = (functional.normalize(self.attend(one), dim=-1) for one in (a, b))
        likeness = keys_a @ keys_b.transpose(1, 2)
        pool_a = self._pooled(a, b, likeness, in_a, in_b)
        pool_b = self._pooled(b, a, likeness.transpose(1, 2), in_b, in_a)
        carries, carried = (
            self.one_way(torch.cat([pool_b, pool_a], -1)),
            self.one_way(torch.cat([pool_a, pool_b], -1)),
        )
        even = torch.cat([pool_a + pool_b, (pool_a - pool_b).abs()], -1)
        return torch.cat([carries, carried, self.both(even)], -1)

    def _pooled(
        self, own: Tensor, other: Tensor, likeness: Tensor, in_own: Tensor, in_other: Tensor
    ) -> Tensor:
        """What the words of one sentence find in the other, as weighed mean and as maximum: [B, 2 INNER]."""
        hidden = (1 - in_other)[:, None, :] * -1e4
        aligned = torch.softmax(self.scale * likeness + hidden, dim=-1) @ self.project(other)
        best = (likeness + hidden).amax(-1, keepdim=True)
        mine = self.project(own)
        plain = (own[..., HIDDEN:] @ other[..., HIDDEN:].transpose(1, 2) + hidden).amax(-1, keepdim=True)
        beside = torch.cat([mine, aligned, mine - aligned, mine * aligned, best, plain], dim=-1)
        found = self.match(self.drop(beside))
        weights = torch.sigmoid(self.weigh(own)) * in_own[:, :, None]
        mean = (found * weights).sum(1) / weights.sum(1).clamp(min=1e-6)
        most = (found + (in_own[:, :, None] - 1) * 1e4).amax(1)
        return torch.cat([mean, most], -1)
