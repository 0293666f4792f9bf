"""A story's page: its sections, the standing of each line, and the sentences behind it."""

from __future__ import annotations

from dataclasses import replace

import lxml.html
import pytest

from aggregator.models import Part, PartKind, Standing
from aggregator.render import render_brief
from aggregator.render.build import ORDER, OWN_TITLES
from aggregator.render.text import plain
from tests.render.sample import evidence, full_brief, line
from tests.render.site import STORY, page, site, text_of


def test_sections_stand_in_the_order_of_the_shape() -> None:
    keys = page(STORY).xpath("//h2/@id")
    assert [key for key in keys if key in ORDER] == list(ORDER)
    assert [key for key in keys if key not in ORDER] == ["corrections", "changes", "agreement", "timeline"]


def test_a_standing_is_a_word_and_a_shape() -> None:
    tree = page(STORY)
    found = {
        key: [
            (text_of(one.find("span")), one.find("i").get("class"))
            for one in tree.xpath(f"//section[@aria-labelledby='{key}']//p[contains(@class, 'standing')]")
        ]
        for key in ("known", "unclear")
    }
    confirmed, said = ("Confirmed", "mark confirmed"), ("Confirmed as said", "mark record")
    assert found["known"] == [confirmed, confirmed, said, confirmed]
    assert found["unclear"] == [("Unclear", "mark unclear")] * 5


def test_what_is_unclear_says_why_beside_it() -> None:
    line = page(STORY).get_element_by_id("unclear-2")
    assert text_of(line.xpath("./p/span[@class='note']")[0]) == "one origin only; the source is not named"


def test_every_line_opens_to_each_of_its_sentences() -> None:
    tree = page(STORY)
    for section in full_brief().sections:
        if section.key in {"summary", "original", "transparency"}:
            continue
        for place, one in enumerate(section.lines, 1):
            element = tree.get_element_by_id(f"{section.key}-{place}")
            proof = element.xpath("./div[@class='told']/details")
            assert bool(proof) == bool(one.evidence)
            for piece in (*one.evidence, *one.opposing):
                assert plain(piece.text) in text_of(proof[0])
                number = int(piece.article, 16) + 1
                assert proof[0].xpath(f".//a[@href='#source-{number}']")


def test_the_printed_words_are_marked_in_the_sentence() -> None:
    line = page(STORY).get_element_by_id("unclear-1")
    quote = line.xpath(".//blockquote")[0]
    assert [text_of(mark) for mark in quote.iter("mark")] == ["Two crew members are missing"]
    assert text_of(quote) == "Two crew members are missing, according to the coast guard."


def test_a_mark_between_words_keeps_the_spaces_around_it() -> None:
    text = "She would not say how long."
    middle = Part(kind=PartKind.SOURCE, text="would not say", article=f"{0:016x}", start=4, end=17)
    cut = replace(line(text), parts=(middle,), standing=Standing.UNCLEAR)
    known = replace(full_brief().sections[1], lines=(cut,))
    made = render_brief(replace(full_brief(), sections=(known,), corrections=()), "html")
    assert text_of(lxml.html.document_fromstring(made).xpath("//blockquote")[0]) == text


def test_words_that_a_line_puts_in_brackets_are_told_apart_from_its_sentence() -> None:
    told = line("She would not say how long.")
    name = Part(kind=PartKind.SOURCE, text="Ines Radley", article=f"{0:016x}", start=90, end=101)
    rest = Part(kind=PartKind.SOURCE, text=" would not say", article=f"{0:016x}", start=3, end=17)
    bracket, end = (Part(kind=PartKind.WORDS, text=text) for text in "[]")
    named = replace(evidence(0, "Ines Radley"), start=90, end=101)
    cut = replace(told, parts=(bracket, name, end, rest), evidence=(*told.evidence, named))
    known = replace(full_brief().sections[1], lines=(cut,))
    made = render_brief(replace(full_brief(), sections=(known,), corrections=()), "html")
    figures = lxml.html.document_fromstring(made).xpath("//div[@class='origin']/figure")
    first, second = (text_of(figure) for figure in figures)
    assert "In brackets" not in first
    assert second.startswith("In brackets, from elsewhere in the article: Ines Radley")


def test_copies_of_a_sentence_within_an_origin_are_told_as_copies() -> None:
    line = page(STORY).get_element_by_id("known-2")
    origins = line.xpath(".//div[@class='origin']")
    assert [len(origin.xpath(".//blockquote")) for origin in origins] == [1, 1]
    assert [len(origin.xpath(".//figcaption/p")) for origin in origins] == [2, 3]
    assert text_of(line).count("the same words in") == 3


def test_outlets_and_origins_are_explained_where_they_stand() -> None:
    tree = page(STORY)
    assert "5 outlets but 2 origins" in text_of(tree.get_element_by_id("known-2"))
    assert "one origin: the same publisher" in text_of(tree.get_element_by_id("known-2"))
    alone = tree.xpath("//li[@id='known-1']//p[@class='origin-name']")[1]
    assert text_of(alone) == "Origin B Meridian Press Agency"
    glance = text_of(tree.xpath("//details[@class='origins']")[0])
    assert "12 articles, 8 outlets, 5 origins" in glance
    assert "Origin B Meridian Press Agency, Northern Chronicle, Evening Standard of Lund Sound" in glance


def test_figures_stand_in_a_table_of_their_section() -> None:
    tree = page(STORY)
    conflict = tree.xpath("//section[contains(@class, 'part-unclear')]//table")[0]
    update = tree.xpath("//section[contains(@class, 'part-known')]//table")[0]
    assert text_of(conflict.find("caption")) == "The sources’ figures differ: crew members missing"
    assert [text_of(cell) for cell in conflict.xpath(".//tbody/tr[1]/td")] == [
        "Two",
        "15 Sep 2026, 06:00 UTC",
        "the coast guard, in Meridian Press Agency 3",
    ]
    assert text_of(update.find("caption")) == "The figure changed: passengers aboard"


def test_each_source_tells_what_a_reporter_asks() -> None:
    row = text_of(page(STORY).get_element_by_id("source-1"))
    for told in (
        "Vesterhavn Post",
        "owner Skerry Media",
        "Solveig Aune, T. O. Brandt",
        "14 Sep 2026, 06:00 UTC",
        "full text",
        "Origin A",
    ):
        assert told in row
    assert "no time given" in text_of(page(STORY).get_element_by_id("source-8"))


def test_a_story_of_twelve_sources_is_light() -> None:
    assert len(site()[STORY]) < 120_000


def test_a_brief_alone_is_one_page_that_needs_no_other() -> None:
    tree = lxml.html.document_fromstring(render_brief(full_brief(), "html"))
    assert not [href for href in tree.xpath("//a/@href") if ":" not in href and not href.startswith("#")]
    assert text_of(tree.find(".//h1")) == full_brief().title


def test_a_brief_of_almost_nothing_has_no_empty_section() -> None:
    bare = replace(
        full_brief(),
        sections=(),
        tables=(),
        sources=(),
        related=(),
        outlets=0,
        origins=0,
        changes=(),
        corrections=(),
    )
    tree = lxml.html.document_fromstring(render_brief(bare, "html"))
    assert not list(tree.iter("h2"))
    assert text_of(tree.find(".//h1")) == bare.title


def test_a_table_stands_even_where_its_section_has_no_line() -> None:
    bare = replace(full_brief(), sections=())
    tree = lxml.html.document_fromstring(render_brief(bare, "html"))
    titles = [text_of(h2) for h2 in tree.iter("h2")]
    assert [title for title in titles if title in OWN_TITLES.values()] == list(OWN_TITLES.values())
    assert len(tree.xpath("//table[@class='figures']")) == 2


def test_titles_and_order_are_those_the_composer_writes() -> None:
    from aggregator.compose.wording import SECTION_TITLES

    assert tuple(SECTION_TITLES) == ORDER
    assert {key: SECTION_TITLES[key] for key in OWN_TITLES} == OWN_TITLES


def test_a_sentence_of_no_known_source_is_an_error_not_a_silence() -> None:
    brief = full_brief()
    stray = replace(brief.sections[1].lines[0], evidence=(evidence(99, "Nobody said this."),))
    section = replace(brief.sections[1], lines=(stray,))
    with pytest.raises(KeyError):
        render_brief(replace(brief, sections=(section,)), "html")
