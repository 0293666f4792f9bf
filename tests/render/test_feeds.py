"""The feeds, read by a feed reader and held against the schema of JSON Feed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import feedparser
import pytest

from aggregator.models import Section
from aggregator.render import render_edition
from tests.render.formats import json_feed_faults
from tests.render.sample import HOSTILE, edition, full_brief, line

HOME = "https://brief.example/"
XML = ("feed.xml", "atom.xml")


def read(file: str = "feed.xml", **more: object) -> Any:
    found = feedparser.parse(render_edition(edition(**more))[file])
    assert not found.bozo
    return found


def read_json(file: str = "feed.json", **more: object) -> Any:
    raw = render_edition(edition(**more))[file]
    assert json_feed_faults(raw) == []
    return json.loads(raw)


@pytest.mark.parametrize(("file", "version"), [("feed.xml", "rss20"), ("atom.xml", "atom10")])
def test_every_story_is_an_item_in_the_order_of_weight(file: str, version: str) -> None:
    feed = read(file, base_url=HOME)
    assert feed.version == version
    assert feed.feed.title == "The Brief"
    assert [item.link for item in feed.entries] == [
        f"https://brief.example/stories/{brief.slug}/" for brief in edition().briefs
    ]
    assert [item.id for item in feed.entries] == [
        f"urn:aggregator:story:{brief.story}" for brief in edition().briefs
    ]


def test_the_three_forms_tell_of_the_same_stories() -> None:
    items = read_json(base_url=HOME)["items"]
    told = [(item["id"], item["url"], item["title"]) for item in items]
    for file in XML:
        raw = feedparser.parse(render_edition(edition(base_url=HOME))[file], sanitize_html=False)
        assert [(item.id, item.link, item.title) for item in raw.entries] == told


@pytest.mark.parametrize("file", XML)
def test_an_item_tells_summary_tally_and_origins(file: str) -> None:
    item = read(file).entries[0]
    assert item.title == full_brief().title
    assert "The ferry Maren Lysfjord ran aground" in item.description
    assert "4 known, 5 unclear · 8 outlets, 5 origins" in item.description
    assert [tag.term for tag in item.tags] == ["World"]


def test_an_item_is_dated_by_its_brief() -> None:
    assert read().entries[0].published == "Tue, 15 Sep 2026 18:00:00 +0000"
    atom = read("atom.xml").entries[0]
    assert (atom.published, atom.updated) == ("2026-09-14T07:00:00+00:00", "2026-09-15T18:00:00+00:00")
    item = read_json()["items"][0]
    assert (item["date_published"], item["date_modified"]) == (atom.published, atom.updated)


def test_ids_and_dates_stay_when_the_next_edition_changes_nothing_of_a_story() -> None:
    later: dict[str, Any] = {"at": edition().at.replace(hour=23), "id": "20260915T230000Z-0a1b2c3d"}
    for file, date in (("feed.xml", "published"), ("atom.xml", "published"), ("atom.xml", "updated")):
        before, after = ([(i.id, i[date]) for i in read(file, **more).entries] for more in ({}, later))
        assert before == after
    assert read_json()["items"] == read_json(**later)["items"]


def test_json_feed_says_what_the_specification_asks_for() -> None:
    feed = read_json(base_url=HOME)
    assert feed["feed_url"] == "https://brief.example/feed.json"
    assert feed["home_page_url"] == HOME
    assert feed["items"][0]["tags"] == ["World"]
    assert "<p>The ferry Maren Lysfjord ran aground" in feed["items"][0]["content_html"]


def test_atom_has_an_author_an_id_and_its_own_address() -> None:
    feed = read("atom.xml", base_url=HOME).feed
    assert (feed.id, feed.author) == ("https://brief.example/atom.xml", "The Brief")
    assert {link.rel: link.href for link in feed.links} == {
        "alternate": HOME,
        "self": "https://brief.example/atom.xml",
    }
    assert read("atom.xml").feed.id == "urn:aggregator:feed:the-brief"


def test_each_category_has_its_own_feeds() -> None:
    business = [f"urn:aggregator:story:s{number}" for number in (3, 4, 6)]
    for file in XML:
        feed = read(f"feeds/business/{file}", base_url=HOME)
        assert feed.feed.title == "The Brief: Business"
        assert feed.feed.link == "https://brief.example/categories/business/"
        assert [item.id for item in feed.entries] == business
    feed = read_json("feeds/business/feed.json", base_url=HOME)
    assert [item["id"] for item in feed["items"]] == business
    assert feed["feed_url"] == "https://brief.example/feeds/business/feed.json"


def test_categories_that_shorten_alike_keep_apart() -> None:
    names = ("us politics", "us_politics", "US: politics", "政治", "経済", "")
    briefs = tuple(
        replace(full_brief(), slug=f"s{place}", category=name, related=()) for place, name in enumerate(names)
    )
    files = render_edition(edition(briefs=briefs))
    found = {
        path.split("/")[1]: len(json.loads(files[path])["items"])
        for path in files
        if path.startswith("feeds/") and path.endswith(".json")
    }
    assert len(found) == 5
    assert found["us-politics"] == 2
    assert found["general"] == 1


def test_without_a_public_address_links_are_relative() -> None:
    address = f"stories/{full_brief().slug}/index.html"
    assert [read(file).entries[0].link for file in XML] == [address, address]
    assert read_json()["items"][0]["url"] == address
    assert not {"feed_url", "home_page_url"} & read_json().keys()
    assert read("feeds/world/atom.xml").entries[0].link == f"../../{address}"
    assert read("feeds/world/feed.xml").feed.link == "../../categories/world/index.html"


@pytest.mark.parametrize("file", XML)
def test_hostile_text_neither_breaks_the_feed_nor_acts_in_it(file: str) -> None:
    raw = render_edition(edition(briefs=_hostile(), title=HOSTILE[3]))[file]
    found = feedparser.parse(raw, sanitize_html=False)
    assert not found.bozo
    assert len(found.entries) == len(HOSTILE)
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in found.entries[0].description
    assert b"<script" not in raw
    assert b"<img" not in raw


def test_hostile_text_in_json_feed_is_text() -> None:
    feed = read_json(briefs=_hostile(), title=HOSTILE[3])
    assert feed["items"][0]["title"] == HOSTILE[0]
    assert all("<script" not in item["content_html"] for item in feed["items"])


def _hostile() -> tuple[Any, ...]:
    return tuple(
        replace(full_brief(), slug=f"s{place}", title=text, sections=_summary(text))
        for place, text in enumerate(HOSTILE)
    )


def _summary(text: str) -> tuple[Section, ...]:
    return (Section(key="summary", title="Summary", lines=(line(text),)),)


def test_an_empty_edition_is_still_dated_by_itself() -> None:
    assert read(briefs=()).feed.updated == "Tue, 15 Sep 2026 18:00:00 +0000"
    assert read("atom.xml", briefs=()).feed.updated == "2026-09-15T18:00:00+00:00"
    assert read_json(briefs=())["items"] == []
