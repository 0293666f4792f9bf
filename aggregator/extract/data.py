"""The lists of patterns and names that lie beside the code."""

from __future__ import annotations

from importlib.resources import files


def data_file(name: str) -> str:
    """Return the text of one of the package's data files."""
    return (files("aggregator.extract") / name).read_text(encoding="utf-8")
