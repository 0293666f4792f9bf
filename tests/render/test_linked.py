"""What a story's page says of itself to machines: linked data and OpenGraph."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from aggregator.models import Brief, SourceEntry
from aggregator.render import render_brief, render_edition
from aggregator.render.text import plain
from tests.render.sample import AT, HOSTILE, edition, full_brief, source_entries

STORY = f"stories/{full_brief().slug}/index.html"


def page(brief: Brief, **more: object) -> HtmlElement:
    files = render_edition(edition(briefs=(brief,), **more))
    return lxml.html.document_fromstring(files[f"stories/{brief.slug}/index.html"].decode())


def linked(brief: Brief, **more: object) -> Any:
    (script,) = page(brief, **more).iter("script")
    assert script.get("type") == "application/ld+json"
    return json.loads(script.text)


def properties(tree: HtmlElement) -> dict[str, str]:
    return {meta.get("property"): meta.get("content") for meta in tree.xpath("//meta[@property]")}


def with_notices(*notices: str) -> Any:
    first, *others = full_brief().sources
    found = linked(replace(full_brief(), sources=(replace(first, notices=notices), *others)))
    assert not [citation for citation in found["citation"][1:] if "correction" in citation]
    return found["citation"][0].get("correction")


def test_a_story_is_a_news_article() -> None:
    data = linked(full_brief(), base_url="https://brief.example")
    assert (data["@context"], data["@type"]) == ("https://schema.org", "NewsArticle")
    assert data["headline"] == full_brief().title
    assert data["description"].startswith("The ferry Maren Lysfjord ran aground")
    assert data["datePublished"] == "2026-09-14T07:00:00+00:00"
    assert data["dateModified"] == AT.isoformat()
    assert data["inLanguage"] == "en"
    assert data["publisher"] == {
        "@type": "NewsMediaOrganization",
        "name": "The Brief",
        "url": "https://brief.example/",
        "publishingPrinciples": "https://brief.example/methodology.html",
        "correctionsPolicy": "https://brief.example/corrections.html",
    }
    assert linked(full_brief())["publisher"] == {"@type": "Organization", "name": "The Brief"}
    assert data["url"] == f"https://brief.example/stories/{full_brief().slug}/"


def test_each_source_is_cited_with_its_publisher() -> None:
    cited = linked(full_brief())["citation"]
    assert len(cited) == len(source_entries())
    for source, citation in zip(source_entries(), cited, strict=True):
        assert citation["@type"] == "Article"
        assert citation["headline"] == plain(source.title)
        assert citation["publisher"] == {"@type": "Organization", "name": source.outlet}
        assert citation.get("datePublished") == (source.published.isoformat() if source.published else None)


def test_its_lines_are_claims_with_the_sources_they_appear_in() -> None:
    data = linked(full_brief())
    tree = page(full_brief())
    places = set(tree.xpath("//@id"))
    known, unclear = (full_brief().section(key) for key in ("known", "unclear"))
    assert known is not None
    assert unclear is not None
    told = [plain(one.text) for one in (*known.lines, *unclear.lines) if one.evidence]
    assert [claim["text"] for claim in data["hasPart"]] == told
    assert "ClaimReview" not in json.dumps(data)
    for claim in data["hasPart"]:
        assert claim["@id"].removeprefix("#") in places
        assert {one["@id"].removeprefix("#") for one in claim["appearance"]} <= places
        assert claim["description"].startswith(("Confirmed", "Unclear"))
    assert data["hasPart"][0]["description"] == "Confirmed: 4 origins"
    assert {one["@id"] for one in data["citation"]} == {f"#source-{n}" for n in range(1, 13)}


def test_what_was_taken_back_is_a_correction() -> None:
    (withdrawn, weaker) = linked(full_brief())["correction"]
    assert withdrawn["@type"] == "CorrectionComment"
    assert withdrawn["text"].startswith("Withdrawn: ")
    assert weaker["text"].startswith("Weaker: ")
    assert withdrawn["datePublished"] == AT.isoformat()
    assert "correction" not in linked(replace(full_brief(), corrections=()))


def test_only_safe_addresses_are_cited() -> None:
    addresses = [citation.get("url") for citation in linked(full_brief())["citation"]]
    assert addresses[6:8] == [None, None]
    assert all(address.startswith("https://news") for address in addresses if address)


def test_without_a_public_address_a_story_names_none() -> None:
    assert "url" not in linked(full_brief())
    assert "og:url" not in properties(page(full_brief()))


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: An earlier version of this article said that the ship was built in 1984.",
        "An earlier version of this story misspelled the captain’s name.",
        "This article was corrected on 15 September.",
        "(Erratum) – the figure is 214.",
    ],
)
def test_a_source_that_took_something_back_carries_its_correction(notice: str) -> None:
    assert with_notices(notice) == notice


@pytest.mark.parametrize(
    "notice",
    ["This is a developing story.", "More to follow.", "This article has been updated with a reaction."],
)
def test_other_editorial_notes_are_no_corrections(notice: str) -> None:
    assert with_notices(notice) is None


def test_several_corrections_are_a_list() -> None:
    notices = ("Correction: two, not three.", "More to follow.", "Correction: noon, not six.")
    assert with_notices(*notices) == [notices[0], notices[2]]


def test_a_page_says_what_it_shares() -> None:
    found = properties(page(full_brief(), base_url="https://brief.example"))
    assert found == {
        "og:type": "article",
        "og:title": full_brief().title,
        "og:description": linked(full_brief())["description"],
        "og:site_name": "The Brief",
        "og:url": f"https://brief.example/stories/{full_brief().slug}/",
        "og:image": "https://brief.example/card.png",
        "article:published_time": "2026-09-14T07:00:00+00:00",
        "article:modified_time": AT.isoformat(),
        "article:section": "World",
    }


def test_a_brief_alone_has_both() -> None:
    tree = lxml.html.document_fromstring(render_brief(full_brief(), "html"))
    assert json.loads(tree.find(".//script").text)["headline"] == full_brief().title
    assert properties(tree)["og:title"] == full_brief().title


BREAKING = (*HOSTILE, "</script><script>alert(1)</script>", "<!-- <script>", "  ]]>", "\"'><svg onload=x>")


@given(st.one_of(st.sampled_from(BREAKING), st.text(min_size=1)))
def test_no_text_breaks_out(text: str) -> None:
    hostile: SourceEntry = replace(
        full_brief().sources[0], title=text, outlet=text, notices=(f"Correction: {text}",)
    )
    brief = replace(full_brief(), title=text, category=text, sources=(hostile, *full_brief().sources[1:]))
    tree = page(brief, title=text)
    data = linked(brief, title=text)
    assert data["headline"] == data["publisher"]["name"] == plain(text)
    assert data["citation"][0]["correction"] == plain(f"Correction: {text}")
    assert properties(tree).get("og:title", "") == plain(text)
    assert not list(tree.iter("img"))
    assert not tree.xpath("//svg[not(parent::figure[@class='spread'])] | //@*[starts-with(name(), 'on')]")
