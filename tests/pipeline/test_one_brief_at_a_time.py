"""A run holds one brief at a time, however many stories its edition has."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from aggregator.demo.content import AT
from aggregator.models import Brief
from aggregator.pipeline import run
from aggregator.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.newsdesk import Desk


def held() -> int:
    return sum(isinstance(one, Brief) for one in gc.get_objects())


def test_no_brief_is_held_but_the_one_at_hand(desk: Desk, tmp_path: Path) -> None:
    gc.collect()
    before = held()
    seen: dict[str, int] = {}

    def count(step: str, done: int, total: int | None) -> None:
        if step in {"compose", "edition", "publish"}:
            seen[step] = max(seen.get(step, 0), held() - before)

    report = run(desk.settings, output=tmp_path, at=AT, progress=count)
    assert report.counts["briefs"] > 5
    assert seen.keys() == {"compose", "edition", "publish"}
    # The one just composed, and the one before it, as it was composed and as it went into the edition.
    assert seen["compose"] <= 3
    assert (seen["edition"], seen["publish"]) == (0, 0)


def test_the_edition_in_the_store_is_the_one_that_was_published(desk: Desk, tmp_path: Path) -> None:
    run(desk.settings, output=tmp_path, at=AT)
    with Store.existing(tmp_path) as store:
        last = store.editions.last()
        assert last is not None
        edition = store.editions.load(last.id)
    assert edition is not None
    slugs = [brief.slug for brief in edition.briefs]
    assert {path.parent.name for path in tmp_path.glob("current/stories/*/index.html")} == set(slugs)
    weights = [brief.weight for brief in edition.briefs]
    assert weights == sorted(weights, reverse=True)
