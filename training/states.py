"""Word states of sentences as the exported reader gives them, computed once and padded into batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from aggregator.annotate.reader.structure import stated
from training.comparer import Side
from training.examples import Example


@dataclass(frozen=True)
class States:
    """The word states of sentences and how they are built, each once."""

    places: dict[tuple[str, ...], int]
    rows: list[tuple[Tensor, Tensor, Tensor]]

    def batch(self, sides: Sequence[Sequence[str]]) -> Side:
        """Return a padded side of pairs."""
        rows = [self.rows[self.places[tuple(words)]] for words in sides]
        inside = [torch.ones(len(row[0])) for row in rows]
        states, heads, signs = (
            nn.utils.rnn.pad_sequence([row[part] for row in rows], batch_first=True) for part in range(3)
        )
        return states.float(), heads, signs, nn.utils.rnn.pad_sequence(inside, batch_first=True)

    def sides(self, pairs: Sequence[Example]) -> tuple[Side, Side]:
        """Return both padded sides of pairs."""
        return self.batch([one.words for one in pairs]), self.batch([one.other or [] for one in pairs])


def states_of(examples: Sequence[Example]) -> States:
    """Compute the word states of all sentences of some pairs, at half precision."""
    sides = sorted({tuple(side) for one in examples for side in (one.words, one.other or ())})
    return States({words: place for place, words in enumerate(sides)}, [row_of(words) for words in sides])


def row_of(words: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
    """Return the states, heads and signs of a sentence."""
    side = stated(words)
    return torch.from_numpy(side.states).half(), torch.from_numpy(side.heads), torch.from_numpy(side.signs)
