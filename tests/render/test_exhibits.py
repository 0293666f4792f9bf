"""The exhibits of a story's page: who says what, and when it was reported."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import lxml.html
from lxml.html import HtmlElement

from aggregator.models import Brief
from aggregator.render import render_brief
from tests.render.sample import AT, full_brief


@cache
def page(brief: Brief = full_brief()) -> HtmlElement:  # noqa: B008 - frozen
    return lxml.html.document_fromstring(render_brief(brief, "html"))


def text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_each_line_stands_against_each_origin() -> None:
    table = page().xpath("//table[@class='matrix']")[0]
    heads = [text_of(head) for head in table.xpath(".//thead//th")]
    assert heads == ["Line", *(f"Origin {letter}" for letter in "ABCDE")]
    rows = table.xpath("./tbody/tr")
    known, unclear = (full_brief().section(key) for key in ("known", "unclear"))
    assert known is not None
    assert unclear is not None
    assert len(rows) == sum(bool(line.evidence) for line in (*known.lines, *unclear.lines))
    assert [text_of(cell) for cell in rows[0].findall("td")] == [
        "Asays it", "Bsays it", "Csays it", "Dsays it", "nothing",
    ]  # fmt: skip
    disputed = [text_of(cell) for cell in rows[len(known.lines)].findall("td")]
    assert disputed == ["nothing", "B×is against it", "nothing", "nothing", "nothing"]


def test_it_says_who_each_origin_is() -> None:
    (told,) = page().xpath("//section[@aria-labelledby='agreement']//ul[@class='letters']")
    names = [text_of(item) for item in told]
    assert [name[0] for name in names] == list("ABCDE")
    assert names[0] == "A Vesterhavn Post and 1 more"
    assert len(page().xpath("//ul[@class='letters']")) == 1


def test_a_row_leads_to_its_line() -> None:
    for link in page().xpath("//table[@class='matrix']//th/a/@href"):
        assert page().get_element_by_id(link.removeprefix("#")).get("class") == "line"


def test_origins_behind_no_line_are_named() -> None:
    known = full_brief().section("known")
    assert known is not None
    two = replace(full_brief(), sections=(replace(known, lines=known.lines[:2]),))
    said = text_of(page(two).xpath("//section[@aria-labelledby='agreement']//p")[0])
    assert said.endswith("In none of these lines: origin E.")


def test_one_line_alone_is_not_compared() -> None:
    known = full_brief().section("known")
    assert known is not None
    one = replace(full_brief(), sections=(replace(known, lines=known.lines[:1]),))
    assert not page(one).xpath("//table[@class='matrix']")


def test_the_drawing_and_the_list_tell_the_same_reports() -> None:
    dated = [source for source in full_brief().sources if source.published]
    points = page().xpath("//figure[@class='spread']//circle")
    assert len(points) == len(dated)
    assert sum(point.get("class") == "first" for point in points) == len({one.origin for one in dated})
    listed = page().xpath("//details[contains(@class, 'moments')]//li[not(b)]")
    assert len(listed) == len(dated)
    times = page().xpath("//details[contains(@class, 'moments')]//li/time/@datetime")
    assert times == sorted(times)


def test_points_stand_by_their_time() -> None:
    places = [
        (float(point.get("cx").rstrip("%")), int(point.get("cy")))
        for point in page().xpath("//figure[@class='spread']//circle")
    ]
    assert places == sorted(places, key=lambda place: place[0])
    assert all(0 <= x <= 100 for x, _ in places)


def test_figures_with_an_hour_stand_in_the_list() -> None:
    found = page().xpath("//details[contains(@class, 'moments')]//li/b")
    assert [text_of(one) for one in found] == ["crew members missing: Two"]


def test_the_drawing_is_described_in_words() -> None:
    drawing = page().xpath("//svg[@role='img']")[0]
    for name in ("aria-labelledby", "aria-describedby"):
        assert text_of(page().get_element_by_id(drawing.get(name)))
    caption = text_of(page().xpath("//figure[@class='spread']/figcaption")[0])
    assert "1 report without a time not shown" in caption


def test_reports_of_one_time_make_no_line() -> None:
    same = tuple(replace(source, published=AT) for source in full_brief().sources)
    assert not page(replace(full_brief(), sources=same)).xpath("//svg")
