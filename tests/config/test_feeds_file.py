from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from aggregator.config import FetchSettings, Policy, Settings, load_settings
from aggregator.identity import outlet_slug
from aggregator.models import Feed

FILE = Path(__file__).parents[2] / "feeds.yaml"


@cache
def shipped() -> Settings:
    return load_settings(FILE)


def test_it_covers_the_world_and_its_desks() -> None:
    feeds = shipped().enabled_feeds()
    assert len(feeds) >= 60
    assert len({feed.category for feed in feeds}) >= 8
    assert len({feed.family for feed in feeds}) >= 40


def test_what_it_spells_out_is_the_default() -> None:
    """Its comments explain the defaults, so it must not differ from them in silence."""
    assert shipped().policy == Policy()
    assert shipped().fetch == FetchSettings()


def test_no_two_feeds_go_by_one_name() -> None:
    names = Counter(feed.name for feed in shipped().feeds)
    assert not [name for name, times in names.items() if times > 1]


def test_no_two_families_go_by_one_name() -> None:
    named = {
        (outlet_slug(alias), family)
        for family, facts in shipped().families.items()
        for alias in (facts.name, *facts.wire_names)
    }
    assert not [name for name, times in Counter(name for name, _ in named).items() if times > 1]


@pytest.mark.parametrize("feed", shipped().enabled_feeds(), ids=lambda feed: feed.name)
def test_every_feed_is_found_by_its_address_and_outlet(feed: Feed) -> None:
    assert shipped().family_of(feed.url) == feed.family
    assert shipped().family_of(feed.outlet) == feed.family
    assert shipped().families[feed.family].owner or feed.family == "mercopress"
