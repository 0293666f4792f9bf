"""The front page: every story once, in an order that is explained, and what was left out."""

from __future__ import annotations

from dataclasses import replace

import lxml.html

from aggregator.compose import weigh
from aggregator.render import render_edition
from tests.render.sample import edition
from tests.render.site import STORY, page, text_of


def test_the_front_page_leads_with_the_heaviest_and_holds_every_story_once() -> None:
    tree = page("index.html")
    links = [href for href in tree.xpath("//h2/a/@href | //h3/a/@href") if href.startswith("stories/")]
    assert links[0] == STORY
    assert sorted(links) == sorted(f"stories/{brief.slug}/index.html" for brief in edition().briefs)
    assert links == [f"stories/{brief.slug}/index.html" for brief in edition().briefs]
    headings = [text_of(h3) for h3 in tree.xpath("//section[@class='category']/h3")]
    assert headings == ["World", "Politics", "Business", "Science", "Sport"]
    business = tree.xpath("//section[@class='category'][3]//li/a/@href")
    assert business == [f"stories/story-{n}/index.html" for n in (3, 4, 6)]


def test_the_front_page_says_why_its_order_is_so() -> None:
    tree = page("index.html")
    assert "independent origins first" in text_of(tree.xpath("//p[@class='order aside']")[0])
    weighed = [weigh(brief, edition().at) for brief in edition().briefs]
    files = render_edition(replace(edition(), briefs=tuple(weighed)))
    front = lxml.html.document_fromstring(files["index.html"].decode())
    assert [text_of(rank) for rank in front.xpath("//p[@class='rank']")] == [
        f"{place} " + ", ".join(reason.told for reason in brief.weight_reasons if reason.value)
        for place, brief in enumerate(weighed, 1)
    ]


def test_the_front_page_says_what_was_left_out_and_why() -> None:
    found = text_of(page("index.html").xpath("//details[@class='left-out']")[0])
    assert "16 things left out" in found
    assert "not in English (extract): 15" in found
    assert "and 3 more, in report.json" in found
    assert "The page is gone." in found


def test_an_edition_without_stories_says_so() -> None:
    empty = render_edition(edition(briefs=(), left_out=(), counts={}))
    assert b"This edition holds no story." in empty["index.html"]
