"""Searching as a reader does it, under the page's policy."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.preview import PreviewServer
from aggregator.render import render_edition
from aggregator.render.text import plain
from tests.browser.conftest import Files, Site
from tests.render.sample import AT, HOSTILE, edition, full_brief

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.timeout(300)

PAGE = "search/index.html"
OLD_MONTHS = 5


@pytest.fixture(scope="module")
def archive(browser: Browser) -> Iterator[Site]:
    """Serve an edition with five months of others before it."""
    indexes: dict[str, bytes] = {}
    for place in range(OLD_MONTHS, 0, -1):
        at = AT - timedelta(days=31 * place)
        brief = replace(full_brief(), slug=f"old-{place}", title=f"Lighthouse number {place} lit", updated=at)
        files = render_edition(edition(at=at, briefs=(replace(brief, related=()),)), indexes=indexes)
        indexes = {path[7:14]: raw for path, raw in files.items() if path.startswith("search/20")}
    made = render_edition(edition(), indexes=indexes)
    with PreviewServer(Files(made)) as server:
        yield Site(server.base_url, tuple(sorted(made)), browser)


def titles(page: Page, found: int | str) -> list[str]:
    """Return the headlines of the results once the page says that it has found so many."""
    page.locator("#status", has_text=re.compile(rf"^{found} stor")).wait_for()
    return page.locator("#results h2").all_inner_texts()


def test_words_find_headlines_by_form_and_by_beginning(archive: Site) -> None:
    with archive.tab() as tab:
        page = tab.open(PAGE)
        everything = len(edition().briefs) + 2  # this month's, and those of the two months before
        assert len(titles(page, everything)) == everything
        page.fill("#words", "tunnels opening")
        assert titles(page, 1) == ["Lund Sound tunnel opens eleven years late"]
        page.fill("#words", "skerr fisher")
        assert titles(page, 1) == ["Outer Skerries vote to leave the fisheries pact after a nine-hour count"]
        page.fill("#words", "the TUNNEL's (late)")
        assert len(titles(page, 1)) == 1
        page.fill("#words", "nothing of the kind")
        assert titles(page, "0") == []
        assert (tab.errors, tab.outside) == ([], [])


def test_category_outlet_and_day_narrow_it(archive: Site) -> None:
    with archive.tab() as tab:
        page = tab.open(PAGE)
        page.select_option("#category", "Sport")
        assert titles(page, 1) == ["Vesterhavn beats Sund 3–2 and goes up"]
        page.select_option("#category", "")
        page.select_option("#outlet", "Harbour Ledger")
        assert full_brief().title in titles(page, 3)
        page.fill("#to", "2026-09-01")
        assert titles(page, 2) == [f"Lighthouse number {n} lit" for n in (1, 2)]


def test_a_reader_can_go_further_back(archive: Site) -> None:
    with archive.tab() as tab:
        page = tab.open(f"{PAGE}?q=lighthouse+number")
        assert len(titles(page, 2)) == 2
        assert not [address for address in tab.asked if "2026-04" in address]
        page.click("#earlier")
        assert len(titles(page, OLD_MONTHS)) == OLD_MONTHS
        assert not page.locator("#earlier").is_visible()


def test_an_address_holds_what_was_asked_and_a_result_leads_to_its_story(archive: Site) -> None:
    with archive.tab() as tab:
        page = tab.open(f"{PAGE}?q=aboard&category=World")
        assert full_brief().title in titles(page, 1)
        page.fill("#words", "aboard crew")
        page.wait_for_url("**crew**")
        assert titles(page, 1) == [full_brief().title]
        assert page.url.endswith("?q=aboard+crew&category=World")
        page.click("#results h2 a")
        page.wait_for_url(f"**/stories/{full_brief().slug}/index.html")


@pytest.mark.parametrize("width", [390, 1280])
def test_results_stand_in_the_column_of_the_text(archive: Site, width: int) -> None:
    with archive.tab(viewport={"width": width, "height": 900}) as tab:
        page = tab.open(f"{PAGE}?q=tunnel")
        titles(page, 1)
        places = ("main h1", "#words", "#results h2", "#results .summary", "#results .meta")
        left = "(one) => Math.round(one.getBoundingClientRect().left)"
        assert len({page.locator(place).first.evaluate(left) for place in places}) == 1
        assert page.locator("#results .rank").inner_text() == "15 Sep 2026"


def test_hostile_headlines_stay_text(archive: Site) -> None:
    with archive.tab() as tab:
        page = tab.open(f"{PAGE}?q=script")
        assert titles(page, 1) == [plain(HOSTILE[0])]
        assert page.evaluate("document.scripts.length") == 1
        assert tab.errors == []


def test_without_scripts_the_page_leads_to_the_archive(archive: Site) -> None:
    with archive.tab(java_script_enabled=False) as tab:
        page = tab.open(PAGE)
        assert not page.locator("#search").is_visible()
        assert "Searching needs scripts" in page.locator("main").inner_text()
        page.locator("main a").click()
        assert page.url.endswith("/archive/index.html")
