"""Two days of the sample newsroom: stories go on under the names and addresses they first had."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import yaml

from aggregator import codec
from aggregator.config import Settings
from aggregator.demo.content import AT
from aggregator.demo.server import NewsServer
from aggregator.models import Edition
from aggregator.pipeline import run

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator.models import Brief

DAY_ONE = AT - timedelta(days=1)
OUTLETS = 5


def published(output: Path) -> dict[str, Brief]:
    edition = codec.loads(Edition, (output / "current" / "edition.json").read_bytes())
    return {brief.story: brief for brief in edition.briefs}


@pytest.mark.slow
def test_a_story_keeps_its_name_and_address_while_it_grows(tmp_path: Path) -> None:
    with NewsServer(until=DAY_ONE) as server:
        record = yaml.safe_load(server.settings_text)
        settings = Settings.model_validate(record | {"feeds": record["feeds"][:OUTLETS]})
        run(settings, output=tmp_path, at=DAY_ONE)
        before = published(tmp_path)
        server.show(None)
        report = run(settings, output=tmp_path, at=AT)
        after = published(tmp_path)
    assert not report.unchanged
    grown = [
        story for story in before if story in after and len(after[story].sources) > len(before[story].sources)
    ]
    assert grown, "no story of the first day went on"
    assert {story: after[story].slug for story in before if story in after} == {
        story: brief.slug for story, brief in before.items() if story in after
    }
    for brief in before.values():
        assert (tmp_path / "current" / "stories" / brief.slug / "index.html").is_file()
    assert all(after[story].updated == AT for story in grown)
