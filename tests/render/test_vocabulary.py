"""Linked data and OpenGraph held against the public vocabularies they are written in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import lxml.html
import pytest

from aggregator.render import render_edition
from tests.render.formats import GRAMMARS
from tests.render.sample import edition

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
