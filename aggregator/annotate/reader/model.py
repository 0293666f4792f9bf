"""Run the encoder over one sentence: words in, scores of every head out; and the comparer over two.

One sentence a run, never a padded batch: int8 scales are taken over a run's numbers, so a sentence's scores
depend on nothing but the sentence.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from aggregator.annotate.reader.pieces import MOST_POSITIONS, Splitter

VERSION = "reader-3"
"""The shipped weights; a rebuilt model is a new file under a new name."""

# Longer sentences are read in parts: scores of pairs of words grow with the square.
LONGEST = 120
OUTPUTS = ("tag", "arc", "relation", "name", "certainty", "cue", "pair", "role", "vector")
STATES = "states"
"""The output behind the heads: each word's states, from which is judged what a sentence tells."""
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Scores:
    """What the heads say of one sentence of W words; shapes as in `training.network.Reader.forward`."""

    tag: Array
    arc: Array
    relation: Array
    name: Array
    certainty: Array
    cue: Array
    pair: Array
    role: Array
    vector: Array


@dataclass(frozen=True)
class Model:
    """The session and the classes of its heads."""

    session: onnxruntime.InferenceSession
    splitter: Splitter
    classes: dict[str, list[str]]

    def parts(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Return where to cut a sentence so that the encoder can take each part."""
        cuts, first, total = [], 0, 2
        for place, word in enumerate(words):
            size = self.splitter.size(word)
            if place - first >= LONGEST or total + size > MOST_POSITIONS:
                cuts.append((first, place))
                first, total = place, 2
            total += size
        return [*cuts, (first, len(words))]

    def scores_and_states(self, words: Sequence[str]) -> tuple[Scores, Array]:
        """Return the scores of one part and its words' states [W, 768], of one run of the encoder."""
        pieces = self.splitter.sentence(words)
        given = {"ids": pieces.ids, "shapes": pieces.shapes, "first": pieces.first, "last": pieces.last}
        arrays = {name: np.asarray(values, dtype=np.int64) for name, values in given.items()}
        *scores, states = self.session.run([*OUTPUTS, STATES], arrays)
        return Scores(*scores), states


def folder() -> Path:
    """Return where the weights lie."""
    return Path(str(resources.files("aggregator.annotate.reader").joinpath("weights")))


def session(name: str) -> onnxruntime.InferenceSession:
    """Load a network, on one thread, so that sums are made in one order."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(folder() / name), options, providers=["CPUExecutionProvider"])


@cache
def model() -> Model:
    """Load the shipped reader, once a process."""
    classes = json.loads((folder() / f"{VERSION}.json").read_text("utf-8"))["classes"]
    return Model(session(f"{VERSION}.onnx"), Splitter(folder() / "vocab.txt"), classes)


@cache
def _comparer() -> onnxruntime.InferenceSession:
    return session(f"{VERSION}-pairs.onnx")


def compared(a: Sequence[str], b: Sequence[str]) -> Array:
    """Return the scores [4] of the words of two sentences: carries, carried, one matter, conflict."""
    pieces = model().splitter.pair(a[:LONGEST], b[:LONGEST])
    given = {name: np.asarray(values, dtype=np.int64) for name, values in vars(pieces).items()}
    found: Array = _comparer().run(None, given)[0]
    return found
