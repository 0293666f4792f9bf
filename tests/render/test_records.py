"""Methodology from the rules in force, corrections that stay, addresses that lead on."""

from __future__ import annotations

import lxml.html
from lxml.html import HtmlElement

from aggregator.models import Reason
from aggregator.render import render_edition
from tests.render.sample import HOSTILE, MOVED, SLUG, edition, full_brief


def page(path: str, **more: object) -> HtmlElement:
    return lxml.html.document_fromstring(render_edition(edition(**more))[path].decode())


def text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_methodology_prints_the_rules_in_force() -> None:
    tree = page("methodology.html")
    assert "at least 3 independent origins" in text_of(tree.find(".//main"))
    rules = [text_of(rule) for rule in tree.xpath("//dl[@class='rules']/div")]
    assert rules == ["min_origins 3 usually 2Independent origins.", "certain_from 2From this on."]


def test_the_methodology_names_every_reason_and_counts_its_lines() -> None:
    rows = page("methodology.html").xpath("//section[@aria-labelledby='confirmed']//tbody/tr")
    found = {text_of(row[1]): int(text_of(row[2])) for row in rows}
    assert found.keys() == set(Reason)
    lines = [line for brief in edition().briefs for section in brief.sections for line in section.lines]
    assert found == {reason: sum(reason in line.reasons for line in lines) for reason in Reason}


def test_an_edition_that_records_no_rules_says_so() -> None:
    assert "does not record its rules" in text_of(page("methodology.html", rules=()))


def test_the_log_holds_every_correction_newest_first() -> None:
    entries = page("corrections.html").xpath("//li[contains(@class, 'change')]")
    assert [entry.xpath(".//p[@class='of']/a/@href")[0] for entry in entries] == [
        f"stories/{SLUG}/index.html",
        f"stories/{SLUG}/index.html",  # its own story was taken over
    ]
    withdrawn, weaker = (text_of(entry) for entry in entries)
    assert "Then Confirmed by 2 origins: Two crew members are missing" in withdrawn
    assert "Now Withdrawn: its sources no longer print it" in withdrawn
    assert HOSTILE[0] in weaker
    assert "Now Unclear" in weaker


def test_an_empty_log_says_so() -> None:
    assert "has had to be taken back" in text_of(page("corrections.html", corrections=()))


def test_a_story_tells_what_changed_what_was_taken_back_first() -> None:
    tree = page(f"stories/{SLUG}/index.html")
    section = tree.xpath("//section[contains(@class, 'part-changes')]")[0]
    assert text_of(section.find("h2")) == "What changed since 14 Sep 2026, 18:00 UTC"
    kinds = [text_of(word) for word in section.xpath(".//p[@class='standing']/span[@class='word']")]
    assert kinds == ["Answered", "Firmer"]
    assert section.xpath("./div/details[summary='1 new line']//a/@href") == ["#known-1"]
    corrections = tree.xpath("//section[@aria-labelledby='corrections']//li[contains(@class, 'change')]")
    assert len(corrections) == len(full_brief().corrections)
    assert "The sentences it rested on" in text_of(corrections[0])


def test_what_changed_stands_beside_the_story_on_the_front_page() -> None:
    told = text_of(page("index.html").xpath("//span[@class='changed']")[0])
    assert told == ("Since 14 Sep 2026, 18:00 UTC: 1 withdrawn, 1 weaker, 1 answered, 1 firmer, 1 new")


def test_the_front_page_names_what_its_edition_takes_back() -> None:
    assert "1 correction" in text_of(page("index.html").find(".//header"))
    assert "correction" not in text_of(page("index.html", corrections=()).find(".//header"))


def test_the_address_of_a_story_taken_over_leads_on() -> None:
    tree = page(f"stories/{MOVED}/index.html")
    assert tree.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url=../{SLUG}/index.html"]
    assert tree.xpath("//main//a/@href") == [f"../{SLUG}/index.html"]
    assert text_of(tree.find(".//main//a")) == full_brief().title
