"""Feeds, sitemaps, the calendar and linked data held against grammars and readers that know nothing of us."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from icalendar import Calendar
from lxml import etree

from aggregator.models import Section
from aggregator.render import render_edition
from tests.render.sample import edition, full_brief, line

GRAMMARS = Path(__file__).with_name("grammars")
HOME = "https://brief.example/news"

# What schema.org gives the types we use: properties of their own, and those they inherit.
KNOWN = {
    "NewsArticle": {
        "headline", "description", "datePublished", "dateModified", "citation", "inLanguage", "publisher",
        "url", "correction", "isBasedOn", "mainEntityOfPage", "articleSection", "hasPart", "about",
        "author", "image", "keywords", "name", "isPartOf", "version", "publishingPrinciples", "mentions",
    },
    "Article": {
        "headline", "url", "publisher", "datePublished", "correction", "author", "name", "inLanguage",
        "dateModified", "description",
    },
    "Organization": {"name", "url", "parentOrganization", "correctionsPolicy", "publishingPrinciples"},
}  # fmt: skip


def grammar(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(GRAMMARS / f"{name}.rng")))


def grammar_of(path: str) -> str:
    return {"feed.xml": "rss", "atom.xml": "atom"}.get(path.rpartition("/")[2], "sitemap")


@pytest.mark.parametrize("base_url", ["", HOME])
@pytest.mark.parametrize("briefs", ["all", "none"])
def test_every_xml_file_keeps_to_its_grammar(base_url: str, briefs: str) -> None:
    made = edition(base_url=base_url) if briefs == "all" else edition(base_url=base_url, briefs=())
    files = {path: raw for path, raw in render_edition(made).items() if path.endswith(".xml")}
    assert {grammar_of(path) for path in files} == (
        {"rss", "atom", "sitemap"} if base_url else {"rss", "atom"}
    )
    for path, raw in files.items():
        checked = grammar(grammar_of(path))
        assert checked.validate(etree.fromstring(raw)), (path, str(checked.error_log))


@pytest.mark.parametrize(
    ("path", "whole", "broken"),
    [
        ("atom.xml", b"<updated>2026", b"<updated>yesterday 2026"),
        ("atom.xml", b"<id>urn:", b"<id>no address "),
        ("feed.xml", b"<pubDate>Tue, ", b"<pubDate>"),
        ("feed.xml", b'<rss version="2.0"', b'<rss version="0.9"'),
        ("sitemap.xml", b"<loc>https://", b"<loc>"),
        ("news-sitemap.xml", b"<news:language>en</news:language>", b""),
    ],
)
def test_the_grammars_refuse_what_is_wrong(path: str, whole: bytes, broken: bytes) -> None:
    raw = render_edition(edition(base_url=HOME))[path]
    assert whole in raw
    assert not grammar(grammar_of(path)).validate(etree.fromstring(raw.replace(whole, broken, 1)))


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


@pytest.mark.parametrize("base_url", ["", HOME])
def test_linked_data_uses_the_words_of_schema_org(base_url: str) -> None:
    files = render_edition(edition(base_url=base_url))
    pages = [
        lxml.html.document_fromstring(raw.decode()) for path, raw in files.items() if path.endswith(".html")
    ]
    found = [
        json.loads(text)
        for page in pages
        for text in page.xpath("//script[@type='application/ld+json']/text()")
    ]
    assert len(found) >= len(edition().briefs)
    for data in found:
        assert data.pop("@context") == "https://schema.org"
        check(data)


def check(data: object) -> None:
    if isinstance(data, list):
        for one in data:
            check(one)
    elif isinstance(data, dict):
        assert data.keys() - {"@type", "@id"} <= KNOWN[data["@type"]]
        for value in data.values():
            check(value)
