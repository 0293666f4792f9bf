"""Names and categories of real feeds, given to invented ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

CATALOGUE = Path("feeds", "catalogue_10k.json")


def feeds_of(data: Path) -> Iterator[tuple[str, str]]:
    """Yield address and category of each feed of the catalogue, again and again."""
    categories = json.loads((data / CATALOGUE).read_text(encoding="utf-8"))
    pairs = [(url, name) for name, category in categories.items() for url in category["feeds"]]
    yield from cycle(pairs)


def settings_of(data: Path, urls: Sequence[str], workers: int, processes: int) -> dict[str, Any]:
    """Return settings that read `urls`: all as in production but for the private addresses."""
    return {
        "version": 1,
        "fetch": {
            "user_agent": "aggregator-benchmark/1",
            "allow_private_addresses": True,
            "concurrency": workers,
        },
        "extract": {"workers": processes},
        "families": {"tarn": {"name": "The Tarn Post"}},
        "feeds": [
            {"name": f"{number}: {real}", "url": url, "family": "tarn", "category": category}
            for number, (url, (real, category)) in enumerate(zip(urls, feeds_of(data), strict=False))
        ],
    }
