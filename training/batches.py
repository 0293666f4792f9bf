"""Examples to tensors: padded batches of like length, what is unknown marked so that no loss counts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from torch import Tensor

from aggregator.annotate.reader.pieces import MOST_POSITIONS, Pieces, Splitter
from training.augment import printed
from training.examples import Example

UNKNOWN = -100
LONGEST = 120


@dataclass(frozen=True)
class Classes:
    """The classes of each head, in the order of its scores."""

    tags: tuple[str, ...]
    relations: tuple[str, ...]
    names: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """`inputs` as the network takes them; `gold` by head; `words` [B, W] is 1 for words."""

    inputs: tuple[Tensor, ...]
    words: Tensor
    gold: dict[str, Tensor]

    def to(self, device: str) -> Batch:
        """Return the batch on a device."""
        return Batch(
            tuple(one.to(device) for one in self.inputs),
            self.words.to(device),
            {name: one.to(device) for name, one in self.gold.items()},
        )


def groups(examples: Sequence[Example], splitter: Splitter, chance: Random, most: int) -> list[list[int]]:
    """Return the places of examples in groups of like length, of up to `most` pieces, padding counted."""
    sized = [(len(one.words) + chance.random() * 4, place) for place, one in enumerate(examples)]
    found: list[list[int]] = [[]]
    for _, place in sorted(sized):
        group = found[-1]
        longest = sum(splitter.size(word) for word in examples[place].words[:LONGEST]) + 2
        if group and (len(group) + 1) * longest > most:
            found.append([])
        found[-1].append(place)
    return found


def batch(
    examples: Sequence[Example], splitter: Splitter, classes: Classes, chance: Random | None = None
) -> Batch:
    """Return one batch of examples; with `chance`, printed in other ways."""
    words = [printed(one.words, chance) if chance else one.words for one in examples]
    pieces = [splitter.sentence(fitted(one, splitter)) for one in words]
    rows, width = len(pieces), max(len(one.first) for one in pieces)
    gold = {name: torch.from_numpy(array) for name, array in _gold(examples, pieces, classes, width).items()}
    inside = np.zeros((rows, width), np.float32)
    for row, one in enumerate(pieces):
        inside[row, : len(one.first)] = 1
    return Batch(inputs(pieces), torch.from_numpy(inside), gold)


def fitted(words: Sequence[str], splitter: Splitter) -> Sequence[str]:
    """The words of a sentence that the encoder can take."""
    total = 2
    for place, word in enumerate(words[:LONGEST]):
        total += splitter.size(word)
        if total > MOST_POSITIONS:
            return words[:place]
    return words[:LONGEST]


def inputs(pieces: Sequence[Pieces]) -> tuple[Tensor, ...]:
    """Return ids, shapes, mask, first, last of sentences, padded."""
    length, width = max(len(one.ids) for one in pieces), max(len(one.first) for one in pieces)
    arrays = [np.zeros((len(pieces), size), np.int64) for size in (length, length, length, width, width)]
    for row, one in enumerate(pieces):
        for array, values in zip(
            arrays, (one.ids, one.shapes, [1] * len(one.ids), one.first, one.last), strict=True
        ):
            array[row, : len(values)] = values
    return tuple(torch.from_numpy(array) for array in arrays)


def _gold(
    examples: Sequence[Example], pieces: Sequence[Pieces], classes: Classes, width: int
) -> Mapping[str, np.ndarray]:
    rows = len(examples)
    gold = {name: np.full((rows, width), UNKNOWN, np.int64) for name in ("tag", "arc", "relation", "name")}
    gold["certainty"] = np.full((rows, width, 2), np.nan, np.float32)
    gold["cue"] = np.full((rows, width, 2), np.nan, np.float32)
    gold["pair"] = np.full((rows, width + 1, width, 2), np.nan, np.float32)
    gold["role"] = np.full(rows, UNKNOWN, np.int64)
    tags, relations, names = (
        {name: place for place, name in enumerate(one)}
        for one in (classes.tags, classes.relations, classes.names)
    )
    for row, (one, piece) in enumerate(zip(examples, pieces, strict=True)):
        size = len(piece.first)
        if one.tags and one.heads and one.relations:
            gold["tag"][row, :size] = [tags.get(tag, UNKNOWN) for tag in one.tags[:size]]
            gold["arc"][row, :size] = [head if head <= size else UNKNOWN for head in one.heads[:size]]
            gold["relation"][row, :size] = [relations.get(name, UNKNOWN) for name in one.relations[:size]]
        if one.names:
            gold["name"][row, :size] = [UNKNOWN if name is None else names[name] for name in one.names[:size]]
        for layer, values in ((0, one.happened), (1, one.certainty)):
            for place, value in values.items():
                if place < size:
                    gold["certainty"][row, place, layer] = value / 3
        if one.attributions is not None:
            _mark(gold, row, size, one)
        if one.role is not None:
            gold["role"][row] = classes.roles.index(one.role)
    return gold


def _mark(gold: Mapping[str, np.ndarray], row: int, size: int, one: Example) -> None:
    """Cues and anchors over the sentence; sources and contents in the rows of its anchors."""
    gold["cue"][row, :size] = 0
    gold["pair"][row, 0, :size] = 0
    for mark in one.attributions or ():
        if mark.cue >= size:
            continue
        anchor = mark.cue + 1
        if mark.cue >= 0:
            gold["cue"][row, sorted(place for place in mark.cues if place < size), 0] = 1
            gold["cue"][row, mark.cue, 1] = 1
        if np.isnan(gold["pair"][row, anchor, 0, 0]):
            gold["pair"][row, anchor, :size] = 0
        for layer, places in ((0, mark.source), (1, mark.content)):
            gold["pair"][row, anchor, sorted(place for place in places if place < size), layer] = 1
