"""Trained weights as they are kept between training and export."""

from __future__ import annotations

from pathlib import Path

import torch

from training.batches import Classes
from training.network import Reader, Sizes


def loaded(path: Path) -> tuple[Reader, Classes, dict[str, float]]:
    """Return the trained network, its classes and its scores on the dev sentences."""
    saved = torch.load(path, weights_only=True)
    classes = Classes(**{name: tuple(values) for name, values in saved["classes"].items()})
    reader = Reader(Sizes(len(classes.tags), len(classes.relations), len(classes.names), len(classes.roles)))
    reader.load_state_dict({name: one.float() for name, one in saved["weights"].items()})
    return reader.eval(), classes, saved["scores"]
