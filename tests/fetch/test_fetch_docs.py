"""docs/fetching.md names every reason and every setting of this step."""

from __future__ import annotations

import re
from pathlib import Path

from aggregator.config import FetchSettings
from aggregator.fetch import Reason
from aggregator.fetch.losses import SENTENCES

DOCS = (Path(__file__).parents[2] / "docs" / "fetching.md").read_text(encoding="utf-8")


def test_every_reason_is_documented_and_no_other() -> None:
    table = set(re.findall(r"^\| `(\w+)` \| .* \| (?:no|feed|if no item) \|$", DOCS, re.MULTILINE))
    assert table == {*Reason, "http_NNN"}


def test_every_setting_named_exists() -> None:
    named = set(re.findall(r"`fetch\.(\w+)`", DOCS))
    assert named <= set(FetchSettings.model_fields)
    assert set(FetchSettings.model_fields) - named == set()


def test_every_reason_of_an_item_has_its_sentence() -> None:
    after = list(Reason)[list(Reason).index(Reason.OVER_MAX_ITEMS) :]
    assert set(SENTENCES) == set(after)
