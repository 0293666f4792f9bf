"""The reader's network: a six-layer BERT encoder (Devlin et al. 2019; weights of MiniLM) with heads.

Shapes: B sentences, T pieces, W words. All heads read one run of the encoder.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from aggregator.annotate.reader.pieces import MOST_POSITIONS, SHAPES

HIDDEN, LAYERS, HEADS, INNER, VOCABULARY = 384, 6, 12, 1536, 30522
STATES = 2 * HIDDEN
"""A word's states: after the first layer, where its form is, and after the last, where its meaning is."""
ARC, LABEL, PAIR = 256, 96, 128
DROPOUT = 0.1


@dataclass(frozen=True)
class Sizes:
    """How many classes each head tells apart."""

    tags: int
    relations: int
    names: int
    roles: int


class Layer(nn.Module):
    """One encoder layer, post-norm."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.mix = nn.Linear(HIDDEN, HIDDEN)
        self.mix_norm, self.out_norm = (nn.LayerNorm(HIDDEN, eps=1e-12) for _ in range(2))
        self.widen, self.narrow = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`states` [B, T, HIDDEN], `mask` [B, 1, 1, T] to be added to attention scores."""
        size, length = states.shape[0], states.shape[1]

        def heads(layer: nn.Linear) -> Tensor:
            return layer(states).view(size, length, HEADS, HIDDEN // HEADS).transpose(1, 2)

        scores = heads(self.query) @ heads(self.key).transpose(-1, -2) / math.sqrt(HIDDEN // HEADS)
        weights = self.drop(torch.softmax(scores + mask, dim=-1))
        seen = (weights @ heads(self.value)).transpose(1, 2).reshape(size, length, HIDDEN)
        states = self.mix_norm(states + self.drop(self.mix(seen)))
        inner = self.narrow(functional.gelu(self.widen(states)))
        return self.out_norm(states + self.drop(inner))


class Encoder(nn.Module):
    """Pieces to states; `shape` is ours, the rest is the base model's."""

    def __init__(self) -> None:
        super().__init__()
        self.piece = nn.Embedding(VOCABULARY, HIDDEN)
        self.position = nn.Embedding(MOST_POSITIONS, HIDDEN)
        self.kind = nn.Embedding(2, HIDDEN)
        self.shape = nn.Embedding(len(SHAPES), HIDDEN)
        nn.init.zeros_(self.shape.weight)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(DROPOUT)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> list[Tensor]:
        """Return the states after each layer; `mask` [B, T] is 1 for pieces, 0 for padding."""
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.piece(ids) + self.position(places) + self.kind.weight[0] + self.shape(shapes)
        states = self.drop(self.norm(states))
        added = (1.0 - mask[:, None, None, :].to(states.dtype)) * -10000.0
        found = []
        for layer in self.layers:
            states = layer(states, added)
            found.append(states)
        return found

    def load_base(self, weights: dict[str, Tensor]) -> None:
        """Take the base model's weights by their published names."""
        names = {"embeddings.word_embeddings": "piece", "embeddings.position_embeddings": "position",
                 "embeddings.token_type_embeddings": "kind", "embeddings.LayerNorm": "norm"}  # fmt: skip
        inner = {"attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",  # noqa: E501
                 "attention.output.dense": "mix", "attention.output.LayerNorm": "mix_norm",
                 "intermediate.dense": "widen", "output.dense": "narrow", "output.LayerNorm": "out_norm"}  # fmt: skip  # noqa: E501
        for layer in range(LAYERS):
            names |= {f"encoder.layer.{layer}.{old}": f"layers.{layer}.{new}" for old, new in inner.items()}
        ours = self.state_dict()
        for old, new in names.items():
            for part in ("weight", "bias"):
                if f"{new}.{part}" in ours:
                    ours[f"{new}.{part}"] = weights[f"{old}.{part}"]
        self.load_state_dict(ours)


class Mixed(nn.Module):
    """A learned mean of the layers (Peters et al. 2018), taken at the words: mean of first and last piece."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.linspace(-1.0, 1.0, LAYERS))

    def forward(self, states: list[Tensor], first: Tensor, last: Tensor) -> Tensor:
        """Return [B, W, HIDDEN]."""
        shares = torch.softmax(self.weights, dim=0)
        mixed = sum(share * state for share, state in zip(shares, states, strict=True))
        assert isinstance(mixed, Tensor)
        return (_at(mixed, first) + _at(mixed, last)) / 2


def _at(states: Tensor, places: Tensor) -> Tensor:
    return torch.gather(states, 1, places[:, :, None].expand(-1, -1, states.shape[2]))


def word_states(
    encoder: Encoder, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor, last: Tensor
) -> Tensor:
    """Return [B, W, STATES]: each word's mean of its first and last piece, after the first and last layer."""
    layers = encoder(ids, shapes, mask)
    found = [(_at(layer, first) + _at(layer, last)) / 2 for layer in (layers[0], layers[-1])]
    return torch.cat([functional.normalize(one, dim=-1) for one in found], dim=-1)


class Biaffine(nn.Module):
    """Scores of pairs of words for each of some classes (Dozat and Manning 2017)."""

    def __init__(self, size: int, classes: int) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(HIDDEN, size), nn.Linear(HIDDEN, size)
        self.product = nn.Linear(size + 1, classes * (size + 1), bias=False)
        nn.init.normal_(self.product.weight, std=0.02)
        self.classes, self.drop = classes, nn.Dropout(0.33)

    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        """Return [B, left words, right words, classes]."""
        one = self.drop(functional.gelu(self.left(left)))
        two = self.drop(functional.gelu(self.right(right)))
        one = torch.cat([one, torch.ones_like(one[..., :1])], dim=-1)
        two = torch.cat([two, torch.ones_like(two[..., :1])], dim=-1)
        size, words, width = one.shape
        mapped = self.product(one).view(size, words * self.classes, width)
        scores = mapped @ two.transpose(1, 2)
        return scores.view(size, words, self.classes, two.shape[1]).transpose(2, 3)


class Reader(nn.Module):
    """The encoder with all its heads."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.syntax, self.sense = Mixed(), Mixed()
        self.tag = nn.Linear(HIDDEN, sizes.tags)
        self.arc, self.relation = Biaffine(ARC, 1), Biaffine(LABEL, sizes.relations)
        self.name = nn.Linear(HIDDEN, sizes.names)
        self.judge = nn.Sequential(nn.Linear(HIDDEN, HIDDEN // 2), nn.GELU(), nn.Linear(HIDDEN // 2, 2))
        self.cue = nn.Linear(HIDDEN, 2)
        self.pair = Biaffine(PAIR, 2)
        self.role = nn.Sequential(
            nn.Linear(2 * HIDDEN, HIDDEN // 2), nn.GELU(), nn.Linear(HIDDEN // 2, sizes.roles)
        )
        self.vector = nn.Linear(HIDDEN, HIDDEN)
        nn.init.eye_(self.vector.weight)
        nn.init.zeros_(self.vector.bias)
        self.drop = nn.Dropout(0.2)

    def forward(
        self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor, last: Tensor
    ) -> dict[str, Tensor]:
        """Return the scores of every head.

        tag [B, W, tags]; arc [B, W, 1 + W] (head 0 is the root); relation [B, W, 1 + W, relations];
        name [B, W, names]; certainty [B, W, 2] (happened, by UDS-IH2's question; certain, as in news), in
        thirds of the scale; cue [B, W, 2] (a word of a cue; a cue's anchor); pair [B, 1 + W, W, 2] (source,
        content of the anchor; anchor 0 is a cue outside the sentence); role [B, roles]; vector [B, HIDDEN].
        """
        states = self.encoder(ids, shapes, mask)
        start = torch.zeros_like(first[:, :1])
        words = self.drop(self.syntax(states, torch.cat([start, first], 1), torch.cat([start, last], 1)))
        sense = self.drop(self.sense(states, torch.cat([start, first], 1), torch.cat([start, last], 1)))
        weights = mask[:, :, None].to(states[-1].dtype)
        mean = (states[-1] * weights).sum(1) / weights.sum(1)
        return {
            "tag": self.tag(words[:, 1:]),
            "arc": self.arc(words[:, 1:], words)[..., 0],
            "relation": self.relation(words[:, 1:], words),
            "name": self.name(sense[:, 1:]),
            "certainty": self.judge(sense[:, 1:]),
            "cue": self.cue(sense[:, 1:]),
            "pair": self.pair(sense, sense[:, 1:]),
            "role": self.role(torch.cat([sense[:, 0], mean], dim=-1)),
            "vector": functional.normalize(self.vector(mean), dim=-1),
        }
