"""How a sentence is written: as edited news, or as people write on the web."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from aggregator.annotate.reader.decoding import Reading


@cache
def _weights() -> tuple[NDArray[np.float64], float]:
    """The weights [384] and bias of `training.register`."""
    path = resources.files("aggregator.annotate").joinpath("data", "register_weights.json")
    raw = json.loads(path.read_text("utf-8"))
    return np.array(raw["weights"]), float(raw["bias"])


def chance_of_news(reading: Reading) -> float:
    """Return how likely a sentence is edited news, 0..1."""
    weights, bias = _weights()
    return float(1 / (1 + np.exp(-(np.asarray(reading.vector, dtype=np.float64) @ weights + bias))))
