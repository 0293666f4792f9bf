"""The RSS feed, read by a feed reader."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import feedparser

from aggregator.models import Section
from aggregator.render import render_edition
from tests.render.sample import HOSTILE, edition, full_brief, line


def read(**more: object) -> Any:
    found = feedparser.parse(render_edition(edition(**more))["feed.xml"])
    assert not found.bozo
    return found


def test_every_story_is_an_item_in_the_order_of_weight() -> None:
    feed = read(base_url="https://brief.example/")
    assert feed.version == "rss20"
    assert feed.feed.title == "The Brief"
    assert [item.link for item in feed.entries] == [
        f"https://brief.example/stories/{brief.slug}/" for brief in edition().briefs
    ]
    assert [item.id for item in feed.entries] == [
        f"urn:aggregator:story:{brief.story}" for brief in edition().briefs
    ]


def test_an_item_tells_summary_tally_and_origins() -> None:
    item = read().entries[0]
    assert item.title == full_brief().title
    assert "The ferry Maren Lysfjord ran aground" in item.description
    assert "4 known, 5 unclear · 8 outlets, 5 origins" in item.description
    assert item.published == "Tue, 15 Sep 2026 18:00:00 +0000"
    assert [tag.term for tag in item.tags] == ["World"]


def test_without_a_public_address_links_are_relative() -> None:
    feed = read()
    assert feed.entries[0].link == f"stories/{full_brief().slug}/index.html"


def test_hostile_text_neither_breaks_the_feed_nor_acts_in_it() -> None:
    briefs = tuple(
        replace(full_brief(), slug=f"s{place}", title=text, sections=_summary(text))
        for place, text in enumerate(HOSTILE)
    )
    raw = render_edition(edition(briefs=briefs, title=HOSTILE[3]))["feed.xml"]
    found = feedparser.parse(raw, sanitize_html=False)
    assert not found.bozo
    assert len(found.entries) == len(HOSTILE)
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in found.entries[0].description
    assert b"<script" not in raw
    assert b"<img" not in raw


def _summary(text: str) -> tuple[Section, ...]:
    return (Section(key="summary", title="Summary", lines=(line(text),)),)


def test_an_empty_edition_is_still_dated_by_itself() -> None:
    assert read(briefs=()).feed.updated == "Tue, 15 Sep 2026 18:00:00 +0000"
