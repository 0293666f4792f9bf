"""A larger encoder to learn from: all-mpnet-base-v2 (MPNet, Song et al. 2020), reading two sentences at once.

Its published weights are read from a folder (`model.safetensors`, `tokenizer.json`; Apache-2.0); any file of
another SHA-256 is refused. It judges pairs while we train and never ships.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.comparer import COMPARED

SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
WIDTH, INNER, HEADS, LAYERS, VOCABULARY, POSITIONS = 768, 3072, 12, 12, 30527, 514
START, PADDING, END = 0, 1, 2
# Relative distances fall into so many buckets, the far ones by their logarithm (Raffel et al. 2020).
BUCKETS, FARTHEST = 32, 128
LONGEST, HEAD = 120, 512


class Layer(nn.Module):
    """One encoder layer, post-norm; `bias` is added to the scores of attention."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.mixed, self.made = (nn.LayerNorm(WIDTH, eps=1e-5) for _ in range(2))
        self.widen, self.narrow, self.drop = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH), nn.Dropout(0.1)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """Map [B, T, WIDTH]."""
        size, length, _ = states.shape

        def heads(given: Tensor) -> Tensor:
            return given.view(size, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        found = functional.scaled_dot_product_attention(
            heads(self.q(states)),
            heads(self.k(states)),
            heads(self.v(states)),
            attn_mask=bias.to(states.dtype),
        )
        states = self.mixed(states + self.drop(self.o(found.transpose(1, 2).reshape(size, length, WIDTH))))
        made: Tensor = self.made(states + self.drop(self.narrow(functional.gelu(self.widen(states)))))
        return made


def _bucket(distance: Tensor) -> Tensor:
    """The bucket of each distance of a piece to the one it looks at."""
    half, near = BUCKETS // 2, BUCKETS // 4
    size = distance.abs()
    far = near + (
        torch.log(size.clamp(min=1) / near) / math.log(FARTHEST / near) * (half - near)
    ).long().clamp(max=half - near - 1)
    return (distance < 0).long() * half + torch.where(size < near, size, far)


class Judge(nn.Module):
    """Two sentences to the four scores of `training.comparer`."""

    def __init__(self) -> None:
        super().__init__()
        self.piece, self.position = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.shared, self.near = nn.Embedding(2, WIDTH), nn.Embedding(BUCKETS, HEADS)
        nn.init.zeros_(self.shared.weight)
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-5), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.one_way, self.both = _head(1), _head(COMPARED - 2)

    def forward(self, ids: Tensor, side: Tensor, shared: Tensor) -> Tensor:
        """Return [B, COMPARED] of "<s> A </s></s> B </s>".

        `side` [B, T] is 1 for a piece of A, 2 for one of B, 0 for a mark, -1 for padding.
        """
        inside = side >= 0
        places = torch.cumsum(inside.long(), 1) * inside + 1
        states = self.drop(self.norm(self.piece(ids) + self.position(places) + self.shared(shared)))
        steps = torch.arange(ids.shape[1], device=ids.device)
        bias = self.near(_bucket(steps[:, None] - steps)).permute(2, 0, 1) + (~inside)[:, None, None] * -1e4
        for layer in self.layers:
            states = layer(states, bias)
        a, b = (_mean(states, side == one) for one in (1, 2))
        ways = [self.one_way(torch.cat(pair, -1)) for pair in ((b, a), (a, b))]
        return torch.cat([*ways, self.both(torch.cat([a + b, (a - b).abs()], -1))], -1)


def _head(answers: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(2 * WIDTH, HEAD), nn.GELU(), nn.Dropout(0.1), nn.Linear(HEAD, answers))


def _mean(states: Tensor, inside: Tensor) -> Tensor:
    weights = inside[:, :, None].to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)


_NAMES = {"attention.attn.q": "q", "attention.attn.k": "k", "attention.attn.v": "v", "attention.attn.o": "o",
          "attention.LayerNorm": "mixed", "intermediate.dense": "widen", "output.dense": "narrow",
          "output.LayerNorm": "made"}  # fmt: skip


def judge(folder: Path) -> Judge:
    """Return the encoder with its published weights and heads that know nothing yet.

    Raises ValueError for any other file than the published one.
    """
    file = folder / "model.safetensors"
    if hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        raise ValueError(f"{file} is not the published all-mpnet-base-v2")
    given, names = load_file(file), {"embeddings.word_embeddings": "piece", "embeddings.LayerNorm": "norm"}
    names |= {"embeddings.position_embeddings": "position", "encoder.relative_attention_bias": "near"}
    for place in range(LAYERS):
        names |= {f"encoder.layer.{place}.{old}": f"layers.{place}.{new}" for old, new in _NAMES.items()}
    made = Judge()
    ours = made.state_dict()
    for old, new in names.items():
        ours |= {
            f"{new}.{part}": given[f"{old}.{part}"] for part in ("weight", "bias") if f"{old}.{part}" in given
        }
    made.load_state_dict(ours)
    return made


def sheet(pairs: Sequence[tuple[Sequence[str], Sequence[str]]], tokenizer: Tokenizer) -> tuple[Tensor, ...]:
    """Return ids, sides and shared marks of pairs of sentences, each [B, T], padded."""
    rows = [_row(*(_pieces(words, tokenizer) for words in pair)) for pair in pairs]
    fill = (PADDING, -1, 0)
    return tuple(
        nn.utils.rnn.pad_sequence(
            [torch.tensor(row[part]) for row in rows], batch_first=True, padding_value=fill[part]
        )
        for part in range(3)
    )


def _pieces(words: Sequence[str], tokenizer: Tokenizer) -> list[int]:
    ids: list[int] = tokenizer.encode(" ".join(words), add_special_tokens=False).ids
    return ids[:LONGEST]


def _row(a: list[int], b: list[int]) -> tuple[list[int], list[int], list[int]]:
    in_a, in_b = set(a), set(b)
    return (
        [START, *a, END, END, *b, END],
        [0, *[1] * len(a), 0, 0, *[2] * len(b), 0],
        [0, *(int(one in in_b) for one in a), 0, 0, *(int(one in in_a) for one in b), 0],
    )
