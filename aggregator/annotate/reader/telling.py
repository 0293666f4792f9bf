"""What a sentence tells: the kind of event it is of, and which slots of that kind it fills.

A small network over the word states of the reader's one run, trained by `training.telling`.
"""

from __future__ import annotations

from functools import cache

import onnxruntime

from aggregator.annotate.reader.model import VERSION, Array, model, session

# What is less likely than this is not kept: nothing asks for it.
KEPT_FROM = 0.1
Told = tuple[tuple[str, float], ...]
"""Names of kinds ("court") and slots ("court.appeal") with their chances, 0..1, by name."""


@cache
def _network() -> onnxruntime.InferenceSession:
    return session(f"{VERSION}-tells.onnx")


def told(states: Array) -> Told:
    """Return what a sentence of these word states [W, 768] tells."""
    chances = _network().run(None, {"states": states})[0]
    named = zip(model().classes["told"], chances.tolist(), strict=True)
    return tuple((name, round(chance, 3)) for name, chance in named if chance >= KEPT_FROM)


def joined(parts: list[Told]) -> Told:
    """Return what a sentence read in parts tells: of each thing the likeliest part."""
    best: dict[str, float] = {}
    for name, chance in (one for part in parts for one in part):
        best[name] = max(chance, best.get(name, 0.0))
    return tuple(best.items())
