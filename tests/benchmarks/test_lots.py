"""The way of `./run bench scale` that is ours: what has gone is told, and takes no part any more."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from benchmarks import _lots

if TYPE_CHECKING:
    from pathlib import Path

BEGINNING = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
TOLD = (
    "The ferry Tarnsund ran aground off Lowmere harbour, and forty passengers were brought ashore in boats."
)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_every_article_is_told_with_its_story_and_only_the_young_are_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_lots, "LOT", 2)
    monkeypatch.setattr(_lots, "SEEN", 4)
    stream = tmp_path / "stream.jsonl"
    rows = [
        {
            "id": f"{number}",
            "title": "Ferry Tarnsund aground off Lowmere",
            "text": TOLD,
            "published": (BEGINNING + timedelta(days=number // 2 * 5)).isoformat(),
        }
        for number in range(12)
    ]
    stream.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    made = _lots.in_lots(stream, days=3)
    assert made.labels.keys() == {row["id"] for row in rows}
    assert [(one.articles, one.live) for one in made.moments] == [(4, 2), (8, 2), (12, 2)]
    assert len(set(made.labels.values())) == 6
    assert all(made.labels[f"{first}"] == made.labels[f"{first + 1}"] for first in range(0, 12, 2))
    assert 0 < made.moments[0].megabytes <= made.megabytes
