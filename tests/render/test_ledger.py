"""The ledger: one record of every source, three forms, and no cell that a spreadsheet runs."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache
from io import StringIO

import lxml.html
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from aggregator.changes import changes
from aggregator.models import Article, Completeness
from aggregator.render import render_edition
from aggregator.render.ledger import CHANGED_IN_WORDS
from aggregator.render.ledger_files import COLUMNS
from aggregator.render.text import plain
from tests.render.sample import AT, SLUG, edition, full_brief

FOLDER = f"stories/{SLUG}/"


@cache
def site() -> dict[str, bytes]:
    return render_edition(edition())


def rows(path: str, files: dict[str, bytes] | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO((files or site())[path].decode(), newline="")))


def page(path: str) -> HtmlElement:
    return lxml.html.document_fromstring(site()[path].decode())


def text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_three_forms_hold_every_source() -> None:
    sources = full_brief().sources
    table, document = rows(f"{FOLDER}ledger.csv"), json.loads(site()[f"{FOLDER}ledger.json"])
    assert [row["article"] for row in table] == [source.article for source in sources]
    assert [row["article"] for row in document["sources"]] == [source.article for source in sources]
    assert len(page(f"{FOLDER}ledger.html").xpath("//ol[@class='ledger']/li")) == len(sources)
    assert tuple(table[0]) == tuple(document["sources"][0]) == COLUMNS


def test_a_source_tells_what_a_reporter_asks() -> None:
    told = text_of(page(f"{FOLDER}ledger.html").get_element_by_id("source-1"))
    for wanted in (
        "Vesterhavn Post",
        "Skerry Media",
        "private",
        "Solveig Aune, T. O. Brandt",
        "14 Sep 2026, 06:00 UTC",
        "15 Sep 2026, 17:40 UTC",
        "full text",
        "the same publisher; nearly the same text",
    ):
        assert wanted in told
    unknown = text_of(page(f"{FOLDER}ledger.html").get_element_by_id("source-8"))
    assert "Ownernot known" in unknown
    assert "no time given" in unknown


def test_what_only_one_source_supplied_leads_to_its_lines() -> None:
    found = page(f"{FOLDER}ledger.html").get_element_by_id("source-8").xpath(".//a/@href")
    assert [link for link in found if "#" in link] == []
    alone = page(f"{FOLDER}ledger.html").get_element_by_id("source-10").xpath(".//a/@href")
    assert "index.html#unclear-3" in alone
    assert rows(f"{FOLDER}ledger.csv")[9]["lines_alone"] == "unclear-3"


def test_the_counts_are_those_of_the_brief() -> None:
    counts = json.loads(site()[f"{FOLDER}ledger.json"])["counts"]
    sources = full_brief().sources
    assert counts["articles"] == len(sources)
    assert counts["full text"] == sum(one.completeness is Completeness.FULL for one in sources)
    assert counts["part of the text"] + counts["feed text only"] == len(sources) - counts["full text"]
    assert counts["origins"] == len({one.origin for one in sources})
    standings = ("lines confirmed", "lines confirmed as said", "lines unclear")
    assert [counts[name] for name in standings] == [3, 1, 5]


def test_the_edition_counts_what_was_refused_and_lists_outlets_and_stories() -> None:
    document = json.loads(site()["ledger.json"])
    assert document["counts"] == {"feeds polled": 14, "articles read": 72, "stories": 9}
    assert document["left_out"] == {"extract: not in English": 15, "fetch: HTTP 404": 1}
    assert len(document["sources"]) == sum(len(brief.sources) for brief in edition().briefs)
    tree = page("ledger.html")
    outlets = {source.outlet for brief in edition().briefs for source in brief.sources}
    assert {text_of(one) for one in tree.xpath("//table[@class='outlets']//tbody//th")} == outlets
    assert {f"stories/{brief.slug}/ledger.html" for brief in edition().briefs} <= set(tree.xpath("//a/@href"))


def test_an_article_of_two_stories_counts_once_for_its_outlet() -> None:
    outlets = page("ledger.html").xpath("//table[@class='outlets']//tbody/tr")
    articles = {source.article for brief in edition().briefs for source in brief.sources}
    assert sum(int(row[3].xpath("text()")[0]) for row in outlets) == len(articles)


@given(st.text(max_size=20), st.sampled_from(["=", "+", "-", "@", "\t=", " =", "'=", '"=', "|", "%"]))
def test_no_cell_is_a_formula(text: str, start: str) -> None:
    hostile = replace(
        full_brief().sources[0], title=start + text, outlet=start + text, notices=(start,), authors=(start,)
    )
    brief = replace(full_brief(), title=start + text, sources=(hostile, *full_brief().sources[1:]))
    for row in rows(f"{FOLDER}ledger.csv", render_edition(edition(briefs=(brief,)))):
        for value in row.values():
            assert not value.lstrip(' "').startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_cell_that_is_no_formula_is_left_alone() -> None:
    row = rows(f"{FOLDER}ledger.csv")[0]
    assert row["title"] == plain(full_brief().sources[0].title)
    assert row["notices"] == ""


def test_a_source_that_was_changed_says_what_and_when_in_every_form() -> None:
    told = "2026-09-15T16:00:00+00:00 headline, an editorial note"
    assert rows(f"{FOLDER}ledger.csv")[0]["revisions"] == told
    assert json.loads(site()[f"{FOLDER}ledger.json"])["sources"][0]["revisions"] == told
    shown = page(f"{FOLDER}ledger.html")
    assert "Revisedheadline, an editorial note, read 15 Sep 2026, 16:00 UTC" in text_of(
        shown.get_element_by_id("source-1")
    )
    assert "Revised" not in text_of(shown.get_element_by_id("source-2"))


def test_every_kind_of_change_has_words() -> None:
    before = Article(id="a", text="One.\n\nTwo of them came by the early boat.\n\nThree.", title="Old")
    after = replace(
        before,
        text="One.\n\nTwo of them came by the late boat.\n\nFour went home that very same night again.",
        title="New",
        authors=("Solveig Aune",),
        published=AT,
        notices=("Correction: not so.",),
    )
    kinds = {one.kind for pair in ((before, after), (after, before)) for one in changes(*pair)}
    assert kinds == CHANGED_IN_WORDS.keys()
