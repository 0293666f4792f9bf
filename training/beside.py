"""What the encoder is trained for beside its heads: comparing two sentences, and telling what one tells.

Both read word states (`training.comparer`). Learned together with the heads they shape these states; the
networks that ship are trained anew over the exported reader's (`training.compare`, `training.telling`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from aggregator.annotate.reader.pieces import Splitter
from training.aligner import Aligner
from training.batches import fitted, inputs
from training.examples import Example
from training.network import Encoder, word_states
from training.teller import Marked, Telling, loss_of


@dataclass(frozen=True)
class Sheet:
    """Sentences as the encoder takes them; of pairs all first sides, then all second ones.

    `gold` [B, 4] is what pairs are `compared` to; `marked` what single sentences tell.
    """

    inputs: tuple[Tensor, ...]
    words: Tensor
    gold: Tensor | None = None
    marked: tuple[Marked, ...] = ()

    def to(self, device: str) -> Sheet:
        """Return the sheet on a device."""
        gold = None if self.gold is None else self.gold.to(device)
        moved = tuple(one.to(device) for one in self.inputs)
        return Sheet(moved, self.words.to(device), gold, self.marked)


def pair_sheet(pairs: Sequence[Example], splitter: Splitter) -> Sheet:
    """Return pairs as one sheet."""
    sides = [one.words for one in pairs] + [one.other or [] for one in pairs]
    return Sheet(*_read(sides, splitter), gold=torch.tensor([one.compared for one in pairs]))


def marked_sheet(marked: Sequence[Marked], splitter: Splitter) -> Sheet:
    """Return single sentences as one sheet."""
    return Sheet(*_read([one.words for one in marked], splitter), marked=tuple(marked))


def _read(sides: Sequence[Sequence[str]], splitter: Splitter) -> tuple[tuple[Tensor, ...], Tensor]:
    pieces = [splitter.sentence(fitted(words, splitter)) for words in sides]
    inside = [torch.ones(len(one.first)) for one in pieces]
    return inputs(pieces), nn.utils.rnn.pad_sequence(inside, batch_first=True)


class Beside(nn.Module):
    """The two networks over the word states."""

    def __init__(self, kinds: int, slots: int) -> None:
        super().__init__()
        self.comparer, self.teller = Aligner(), Telling(kinds, slots)

    def loss(self, encoder: Encoder, sheet: Sheet) -> Tensor:
        """Return the loss of a sheet."""
        states = word_states(encoder, *sheet.inputs)
        if sheet.gold is None:
            return loss_of(self.teller(states, sheet.words), sheet.marked, self.teller.sizes)
        scores, known = self._compared(states, sheet.words), ~sheet.gold.isnan()
        return functional.binary_cross_entropy_with_logits(scores[known], sheet.gold[known])

    def _compared(self, states: Tensor, words: Tensor) -> Tensor:
        (first, second), (inside, there) = states.chunk(2), words.chunk(2)
        scores: Tensor = self.comparer((first, inside), (second, there))
        return scores

    def ranked(self, encoder: Encoder, sheets: Sequence[Sheet]) -> float:
        """Return how well pairs of which one side carries the other are told: area under the ROC curve."""
        with torch.inference_mode():
            scores = [self._compared(word_states(encoder, *one.inputs), one.words)[:, :2] for one in sheets]
        gold = torch.cat([one.gold[:, :2] for one in sheets if one.gold is not None])
        return float(roc_auc_score(gold.flatten().cpu(), torch.cat(scores).flatten().cpu()))
