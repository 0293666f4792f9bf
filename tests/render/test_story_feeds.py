"""The feed of one story: a new item for each version of it, and one for each correction."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import feedparser
import lxml.html

from aggregator.render import render_edition
from tests.render.sample import AT, HOSTILE, edition, full_brief

FOLDER = f"stories/{full_brief().slug}/"
FORMS = ("feed.xml", "atom.xml", "feed.json")


def items(**more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render_edition(edition(**more))[f"{FOLDER}feed.json"])["items"]
    return found


def test_the_newest_version_stands_first_and_says_what_changed() -> None:
    version, *corrections = items()
    assert version["title"] == full_brief().title
    assert version["id"] == f"urn:aggregator:story:{full_brief().story}:{AT.isoformat()}"
    assert "Firmer: All 214 passengers" in lxml.html.fromstring(version["content_html"]).text_content()
    assert len(corrections) == len(full_brief().corrections)
    assert all(item["title"].startswith("Correction: ") for item in corrections)
    assert "Then: " in corrections[0]["content_html"]
    assert len({item["id"] for item in items()}) == len(items())


def test_a_version_that_changed_is_a_new_item_and_corrections_keep_theirs() -> None:
    later = replace(full_brief(), updated=AT + timedelta(hours=1))
    before, after = items(), items(briefs=(later,))
    assert before[0]["id"] != after[0]["id"]
    assert before[1:] == after[1:]


def test_while_a_story_stands_its_feeds_keep_their_bytes() -> None:
    first = render_edition(edition())
    second = render_edition(edition(at=AT + timedelta(hours=6), id="later"))
    for form in FORMS:
        assert first[f"{FOLDER}{form}"] == second[f"{FOLDER}{form}"]


def test_every_form_says_the_same() -> None:
    files = render_edition(edition(base_url="https://brief.example"))
    expected = [item["id"] for item in json.loads(files[f"{FOLDER}feed.json"])["items"]]
    for form in FORMS[:2]:
        found = feedparser.parse(files[f"{FOLDER}{form}"])
        assert found.bozo == 0
        assert [entry.id for entry in found.entries] == expected
        assert {entry.link for entry in found.entries} == {f"https://brief.example/{FOLDER}"}


def test_the_page_names_its_feeds() -> None:
    tree = lxml.html.document_fromstring(render_edition(edition())[f"{FOLDER}index.html"].decode())
    named = tree.xpath("//link[@rel='alternate']/@href")
    assert {*FORMS} <= {*named} & {*tree.xpath("//footer//a/@href")}


def test_hostile_text_stays_text() -> None:
    shown = [item["content_html"] for item in items()]
    assert not [
        html for html in shown if list(lxml.html.fragment_fromstring(html, "div").iter("script", "img"))
    ]
    assert any(HOSTILE[0] in lxml.html.fromstring(html).text_content() for html in shown)
