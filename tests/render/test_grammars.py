"""Feeds, sitemaps, the calendar and linked data held against grammars and readers that know nothing of us."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
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

VOCABULARY = json.loads((GRAMMARS / "schemaorg.json").read_text(encoding="utf-8"))["types"]
OGP = {"og:title", "og:type", "og:image", "og:url"}
"""What https://ogp.me requires of every page."""
OGP_MORE = {
    "website": {"og:description", "og:site_name"},
    "article": {
        "og:description",
        "og:site_name",
        "article:published_time",
        "article:modified_time",
        "article:section",
    },
}


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


def test_sitemaps_hold_against_the_schema_of_sitemaps_org() -> None:
    schema = etree.XMLSchema(etree.parse(str(GRAMMARS / "sitemaps.xsd")))
    files = render_edition(edition(base_url=HOME))
    for path in ("sitemap.xml", "news-sitemap.xml"):
        assert schema.validate(etree.fromstring(files[path])), (path, str(schema.error_log))
        assert not schema.validate(etree.fromstring(files[path].replace(b"loc>", b"location>")))
    odd = files["news-sitemap.xml"].replace(b"news:publication_date>", b"news:date>")
    assert not schema.validate(etree.fromstring(odd))


def pages(base_url: str) -> dict[str, lxml.html.HtmlElement]:
    files = render_edition(edition(base_url=base_url))
    found = {
        path: raw for path, raw in files.items() if path.endswith(".html") and not path.startswith("mail/")
    }
    return {path: lxml.html.document_fromstring(raw.decode()) for path, raw in found.items()}


def test_every_page_has_what_open_graph_requires() -> None:
    for path, page in pages(HOME).items():
        metas = page.xpath("//meta[@property]")
        said = {meta.get("property"): meta.get("content") for meta in metas}
        assert len(metas) == len(said), path
        assert OGP <= said.keys() <= OGP | OGP_MORE[said["og:type"]], path
        assert said["og:url"].startswith(f"{HOME}/"), path
        assert said["og:image"] == f"{HOME}/card.png"
        assert page.xpath("//link[@rel='canonical']/@href") == [said["og:url"]], path


@pytest.mark.parametrize("base_url", ["", HOME])
def test_linked_data_keeps_to_the_vocabulary_of_schema_org(base_url: str) -> None:
    found = [
        json.loads(text)
        for page in pages(base_url).values()
        for text in page.xpath("//script[@type='application/ld+json']/text()")
    ]
    assert len(found) == len(edition().briefs)
    for data in found:
        assert data.pop("@context") == "https://schema.org"
        assert faults(data) == []
    kinds = {part["@type"] for data in found for part in data["hasPart"]}
    assert kinds == {"Claim"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"@type": "NewsArticle", "headlines": "x"},
        {"@type": "NewsArticle", "datePublished": "yesterday"},
        {"@type": "NewsArticle", "hasPart": [{"@type": "Organization", "name": "x"}]},
        {"@type": "NewsArticle", "image": "card.png"},
        {"@type": "Claim", "appearance": "in print"},
        {"@type": "Claims"},
    ],
)
def test_the_vocabulary_refuses_what_is_wrong(wrong: dict[str, object]) -> None:
    assert faults(wrong)


def faults(data: dict[str, Any]) -> list[str]:
    """Return what schema.org does not know in an item, or in one within it."""
    kind = data.get("@type", "")
    if kind not in VOCABULARY:
        return [f"no type {kind}"]
    known = properties(kind)
    return [
        fault
        for name, held in data.items()
        if name[0] != "@"
        for value in (held if isinstance(held, list) else [held])
        for fault in (_value_faults(value, known[name]) if name in known else [f"{kind} has no {name}"])
    ]


def _value_faults(value: object, expected: list[str]) -> list[str]:
    if isinstance(value, dict):
        if value.keys() == {"@id"}:
            return [] if "IdReference" in expected else [f"no reference can stand for {expected}"]
        fits = {value.get("@type", ""), *ancestors(value.get("@type", ""))} & {*expected}
        return faults(value) if fits else [f"{value.get('@type')} is none of {expected}"]
    tests: dict[str, Callable[[object], bool]] = {
        "Text": bool,
        "URL": _is_url,
        "Date": _is_date,
        "DateTime": _is_date,
    }
    return (
        [] if any(tests[one](value) for one in expected if one in tests) else [f"{value!r} is no {expected}"]
    )


def properties(kind: str) -> dict[str, list[str]]:
    """Return a type's properties, inherited ones too, with what each may hold."""
    own: dict[str, list[str]] = {}
    for name in (*reversed(ancestors(kind)), kind):
        own |= VOCABULARY[name]["properties"]
    return own


def ancestors(kind: str) -> list[str]:
    parents = VOCABULARY.get(kind, {"parents": []})["parents"]
    return [*parents, *(one for parent in parents for one in ancestors(parent))]


def _is_url(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _is_date(value: object) -> bool:
    try:
        return datetime.fromisoformat(str(value)).tzinfo is not None
    except ValueError:
        return False
