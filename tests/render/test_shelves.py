"""The pages of categories and days hold their stories, and the front page leads to them."""

from __future__ import annotations

from datetime import date

import lxml.html
from lxml.html import HtmlElement

from aggregator.render import render_edition
from tests.render.sample import edition, full_brief

EARLIER = (date(2026, 9, 13), date(2026, 9, 14))


def page(path: str, **more: object) -> HtmlElement:
    return lxml.html.document_fromstring(render_edition(edition(**more), earlier=EARLIER)[path].decode())


def test_a_category_lists_its_stories_heaviest_first() -> None:
    tree = page("categories/world/index.html")
    assert tree.findtext(".//h1") == "World"
    assert tree.xpath("//h2/a/@href") == [
        f"../../stories/{brief.slug}/index.html" for brief in edition().briefs if brief.category == "world"
    ]
    assert tree.xpath("//link[@type='application/atom+xml']/@href") == ["../../feeds/world/atom.xml"]


def test_a_day_lists_every_story_by_category() -> None:
    tree = page("archive/2026-09-15/index.html")
    assert tree.findtext(".//h1") == "15 September 2026"
    assert tree.xpath("//h2//text()") == ["World", "Politics", "Business", "Science", "Sport"]
    assert sorted(tree.xpath("//h3/a/@href")) == sorted(
        f"../../stories/{brief.slug}/index.html" for brief in edition().briefs
    )


def test_the_days_stand_newest_first_each_once() -> None:
    again = render_edition(edition(), earlier=(*EARLIER, edition().at.date()))["archive/index.html"]
    tree = page("archive/index.html")
    assert tree.xpath("//main//a/@href") == [f"2026-09-{day}/index.html" for day in (15, 14, 13)]
    assert lxml.html.document_fromstring(again.decode()).xpath("//main//a/@href") == tree.xpath(
        "//main//a/@href"
    )


def test_the_front_page_leads_to_categories_and_days() -> None:
    links = set(page("index.html").xpath("//a/@href"))
    assert "archive/index.html" in links
    assert {link for link in links if link.startswith("categories/")} == {
        f"categories/{name}/index.html" for name in ("world", "politics", "business", "science", "sport")
    }


def test_a_story_leads_to_its_category() -> None:
    tree = page(f"stories/{full_brief().slug}/index.html")
    assert tree.xpath("//p[@class='kicker']/a/@href") == ["../../categories/world/index.html"]


def test_a_public_address_makes_canonical_links() -> None:
    for folder in ("categories/world/", "archive/2026-09-15/", "archive/"):
        tree = page(f"{folder}index.html", base_url="https://brief.example")
        assert tree.xpath("//link[@rel='canonical']/@href") == [f"https://brief.example/{folder}"]


def test_an_empty_day_says_so() -> None:
    assert "No story stands here." in page("archive/2026-09-15/index.html", briefs=()).text_content()
