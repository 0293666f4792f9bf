"""Feeds, sitemaps and the calendar held against public schemas and readers that know nothing of us."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from icalendar import Calendar

from aggregator.models import Section
from aggregator.render import render_edition
from tests.render.formats import faults
from tests.render.sample import edition, full_brief, line

HOME = "https://brief.example/news"
FEEDS = ("feed.xml", "atom.xml", "feed.json")


def files_for_machines(**more: object) -> dict[str, bytes]:
    files = render_edition(edition(**more))
    return {path: raw for path, raw in files.items() if path.endswith((".xml", "feed.json"))}


@pytest.mark.parametrize("base_url", ["", HOME])
def test_every_feed_and_sitemap_is_valid(base_url: str) -> None:
    files = files_for_machines(base_url=base_url)
    names = {path.rpartition("/")[2] for path in files}
    assert names == {*FEEDS, *(("sitemap.xml", "news-sitemap.xml") if base_url else ())}
    assert len(files) > 3 * len(edition().briefs)
    assert {path: wrong for path, raw in files.items() if (wrong := faults(path, raw))} == {}


def test_an_edition_without_stories_has_valid_files_too() -> None:
    files = files_for_machines(base_url=HOME, briefs=())
    # The schema of sitemaps.org wants an address; Google, who reads these, lets a news sitemap be empty.
    empty = files.pop("news-sitemap.xml")
    assert all("Missing child element" in fault for fault in faults("news-sitemap.xml", empty))
    assert {path.rpartition("/")[2] for path in files} == {*FEEDS, "sitemap.xml"}
    assert {path: wrong for path, raw in files.items() if (wrong := faults(path, raw))} == {}


@pytest.mark.parametrize(
    ("path", "whole", "broken"),
    [
        ("atom.xml", b"<updated>2026", b"<updated>yesterday 2026"),
        ("atom.xml", b"<id>", b"<name/><id>"),
        ("atom.xml", b"author>", b"contributor>"),
        ("atom.xml", b'rel="alternate"', b'rel="related"'),
        ("feed.xml", b"<pubDate>Tue, ", b"<pubDate>"),
        ("feed.xml", b'<rss version="2.0"', b'<rss version="0.9"'),
        ("feed.xml", b"description>", b"summary>"),
        ("feed.json", b'"id"', b'"guid"'),
        ("feed.json", b'"date_published": "2026-09-14T', b'"date_published": "2026-09-14 at '),
        ("feed.json", b'"feed_url": "https:', b'"feed_url": "'),
        ("sitemap.xml", b"<loc>https://", b"<loc>"),
        ("sitemap.xml", b"loc>", b"location>"),
        ("news-sitemap.xml", b"<news:language>en</news:language>", b""),
        ("news-sitemap.xml", b"news:publication_date>", b"news:date>"),
    ],
)
def test_what_is_wrong_is_found(path: str, whole: bytes, broken: bytes) -> None:
    raw = render_edition(edition(base_url=HOME))[path]
    assert whole in raw
    assert faults(path, raw) == []
    assert faults(path, raw.replace(whole, broken))


def test_another_program_reads_the_calendar() -> None:
    lines = tuple(line(f"The Senate votes on {day} September; a row, “and more”.", (0,)) for day in (28, 29))
    section = Section(key="watch", title="What to Watch Next", lines=lines)
    brief = replace(full_brief(), sections=(section,), related=())
    calendar: Any = Calendar.from_ical(
        render_edition(edition(briefs=(brief,), base_url=HOME))["calendar.ics"]
    )
    assert calendar.errors == []
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    events = calendar.walk("VEVENT")
    assert [event.errors for event in events] == [[], []]
    assert [event["DTSTART"].dt.isoformat() for event in events] == ["2026-09-28", "2026-09-29"]
    assert [str(event["SUMMARY"]) for event in events] == [one.text for one in lines]
    assert all(event["DTSTAMP"].dt.tzinfo is not None and event["UID"] for event in events)
