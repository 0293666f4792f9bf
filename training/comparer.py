"""Comparing two sentences: the reader's own encoder runs over both at once, changed a little for it.

Of its matrices none is learned anew: beside each stands a change of low rank (LoRA, Hu et al. 2022), so what
ships is a tenth of an encoder. Pieces that stand in both sentences are marked, as are the sides; without the
marks nothing but how often each answer is right was learned from as many pairs.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.network import HIDDEN, Encoder

RANK, HEAD = 64, 256
# What is asked of two sentences: does A carry B, does B carry A, is it one matter, do they conflict?
COMPARED = 4
MATRICES = ("query", "key", "value", "mix", "widen", "narrow")
"""The linear maps of a layer (`training.network.Layer`)."""


class Changed(nn.Module):
    """A linear map that is not learned, a change of low rank that is, and a bias."""

    def __init__(self, given: nn.Linear) -> None:
        super().__init__()
        self.weight = nn.Parameter(given.weight.detach().clone(), requires_grad=False)
        self.bias = nn.Parameter(given.bias.detach().clone())
        self.down = nn.Linear(given.in_features, RANK, bias=False)
        self.up = nn.Linear(RANK, given.out_features, bias=False)
        nn.init.zeros_(self.up.weight)

    def forward(self, given: Tensor) -> Tensor:
        """Map the last axis."""
        changed: Tensor = self.up(self.down(given))
        return functional.linear(given, self.weight, self.bias) + changed


class Comparer(nn.Module):
    """Two sentences to four scores: carries, is carried, one matter, conflict."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        for layer in encoder.layers:
            for name in MATRICES:
                setattr(layer, name, Changed(getattr(layer, name)))
        for table in (encoder.piece, encoder.position, encoder.shape):
            table.requires_grad_(requires_grad=False)
        self.shared = nn.Embedding(2, HIDDEN)
        nn.init.normal_(self.shared.weight, std=0.01)
        self.one_way, self.both = _head(1), _head(COMPARED - 2)

    def forward(self, ids: Tensor, shapes: Tensor, side: Tensor, shared: Tensor, mask: Tensor) -> Tensor:
        """Return [B, COMPARED].

        Of each piece [B, T], in "[CLS] A [SEP] B [SEP]": its id and shape; its `side`, 1 for a word of A, 2
        of B, 0 for a mark; whether the other side has it too; whether it is none of the padding.
        """
        read = self._read(ids, shapes, side, shared, mask)
        a, b = (_mean(read, side == one) for one in (1, 2))
        ways = [self.one_way(torch.cat(pair, -1)) for pair in ((b, a), (a, b))]
        return torch.cat([*ways, self.both(torch.cat([a + b, (a - b).abs()], -1))], -1)[:, 0]

    def _read(self, ids: Tensor, shapes: Tensor, side: Tensor, shared: Tensor, mask: Tensor) -> Tensor:
        encoder, places = self.encoder, torch.arange(ids.shape[1], device=ids.device)
        second = (torch.cumsum((side == 2).long(), dim=1) > 0).long()
        states = encoder.piece(ids) + encoder.position(places) + encoder.kind(second) + encoder.shape(shapes)
        states = encoder.drop(encoder.norm(states + self.shared(shared)))
        for layer in encoder.layers:
            states = layer(states, (1.0 - mask[:, None, None, :].to(states.dtype)) * -10000.0)
        return states

    def learned(self) -> Mapping[str, Tensor]:
        """Return all that is not the reader's own: what is kept of a training."""
        return {name: value.detach() for name, value in self.named_parameters() if value.requires_grad}


def _head(answers: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(2 * HIDDEN, HEAD), nn.GELU(), nn.Dropout(0.1), nn.Linear(HEAD, answers))


def _mean(states: Tensor, inside: Tensor) -> Tensor:
    """The mean over a side's pieces: [B, 1, HIDDEN]."""
    weights = inside[:, :, None].to(states.dtype)
    return (states * weights).sum(1, keepdim=True) / weights.sum(1, keepdim=True)
