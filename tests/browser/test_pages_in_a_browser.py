"""The pages as readers have them: quiet, reachable by keyboard, narrow, on paper, without scripts."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from tests.render.sample import full_brief

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Site

pytestmark = pytest.mark.timeout(300)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""Rules of WCAG 2.2, levels A and AA, as axe-core tags them."""

OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
FULL = f"stories/{full_brief().slug}/index.html"
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1600, "height": 1000}
MOST_EMS = 48
"""The widest that a paragraph may be, in the size of its own letters; two of them are about an em."""
MOST_BYTES = 120_000
"""What the page of a story of twelve sources may weigh, with all it loads."""
GMAIL_CUTS = 102 * 1024
MOST_SHEETS = 8
"""Sheets of paper that the longest story may take."""


def violations(page: Page, **options: Any) -> list[str]:
    """Return what axe-core finds wrong: rule, element, and why."""
    found = Axe().run(page, options={"reporter": "no-passes"} | options).response["violations"]
    return [f"{rule['id']}: {node['target']}: {node['html']}" for rule in found for node in rule["nodes"]]


def test_every_page_opens_in_silence_and_asks_nobody_else(site: Site) -> None:
    with site.tab() as tab:
        for path in site.pages:
            tab.open(path)
        assert len(tab.asked) >= len(site.pages)
        assert (tab.errors, tab.outside) == ([], [])


@pytest.mark.timeout(900)
def test_every_page_holds_to_wcag_in_light_and_dark(site: Site) -> None:
    """As readers find it in all rules, and with everything opened; colours of what opens on a few pages."""
    found: dict[str, list[str]] = {}
    coloured = {*site.stories[:2], FULL, "index.html", "corrections.html"}
    with site.tab() as tab:
        for path in site.pages:
            page = tab.open(path)
            wrong = violations(page, runOnly=WCAG) + in_the_dark(page)
            page.evaluate(OPEN_ALL)
            wrong += violations(page, runOnly=WCAG, rules={"color-contrast": {"enabled": path in coloured}})
            if path in coloured:
                wrong += in_the_dark(page)
            if wrong:
                found[path] = wrong
    assert found == {}


def in_the_dark(page: Page) -> list[str]:
    """Return what is wrong with the colours of a page's dark form."""
    page.emulate_media(color_scheme="dark")
    wrong = violations(page, runOnly=["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")
    return wrong


def test_the_check_of_wcag_sees_a_fault(demo: Site) -> None:
    with demo.tab() as tab:
        page = tab.open("index.html")
        page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\">')")
        assert any(one.startswith("image-alt") for one in violations(page, runOnly=WCAG))


@pytest.mark.timeout(900)
def test_the_keyboard_opens_every_line(site: Site) -> None:
    opening = 0
    for path in site.pages:
        with site.tab() as tab:
            page = tab.open(path)
            total = page.locator("summary:visible").count()
            assert total == page.locator("details").count(), path
            if total:
                opening += 1
                assert opened_by_keyboard(page) == total, path
    assert opening > len(site.stories), "stories, the front page, the log of corrections"


def opened_by_keyboard(page: Page) -> int:
    """Go through a page by Tab; press Enter on each thing that opens, see that it did, and close it again."""
    stops = page.locator("a:visible, summary:visible, input:visible, select:visible, button:visible").count()
    opened = 0
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            page.keyboard.press("Enter")
            opened += bool(page.evaluate("document.activeElement.parentElement.open"))
            page.keyboard.press("Enter")
    return opened


def test_the_skip_link_is_the_first_stop_and_leads_to_the_text(demo: Site) -> None:
    with demo.tab() as tab:
        page = tab.open(demo.stories[0])
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")


def test_nothing_scrolls_sideways_at_320_pixels(site: Site) -> None:
    wide: dict[str, list[int]] = {}
    with site.tab(viewport=NARROW) as tab:
        for path in site.pages:
            page = tab.open(path)
            widths = [page.evaluate("document.documentElement.scrollWidth")]
            page.evaluate(OPEN_ALL)
            widths.append(page.evaluate("document.documentElement.scrollWidth"))
            if max(widths) > NARROW["width"]:
                wide[path] = widths
    assert wide == {}


def test_lines_stay_short_on_a_wide_screen(site: Site) -> None:
    """About 75 characters: what a line of running text may have before the eye loses the next."""
    long: dict[str, float] = {}
    widest = """() => Math.max(...[...document.querySelectorAll("main p")].map(
        (one) => one.getBoundingClientRect().width / parseFloat(getComputedStyle(one).fontSize)))"""
    with site.tab(viewport=WIDE) as tab:
        for path in (*site.stories[:3], "index.html", "methodology.html", "archive/index.html"):
            page = tab.open(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
            found = page.evaluate(widest)
            if found > MOST_EMS:
                long[path] = found
    assert long == {}


def test_pages_work_with_scripts_off(demo: Site) -> None:
    with demo.tab(java_script_enabled=False) as tab:
        for path in demo.stories:
            page = tab.open(path)
            proof = page.locator(".part-known details.proof, .part-unclear details.proof").first
            assert not proof.locator("blockquote").first.is_visible()
            proof.locator("summary").click()
            assert proof.locator("blockquote").first.is_visible()
        page = tab.open("index.html")
        page.locator("h2 a").first.click()
        assert "/stories/" in page.url


def test_a_story_prints_on_few_sheets_with_its_text(demo: Site) -> None:
    for path in demo.stories[::3]:
        with demo.tab() as tab:
            page = tab.open(path)
            title = page.locator("h1").inner_text()
            known = page.locator(".part-known li > p").first.evaluate("(line) => line.firstChild.textContent")
            paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
            text = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
            assert 1 <= len(paper.pages) <= MOST_SHEETS, path
            for wanted in ("The Sample Brief", title, known, "Sources"):
                assert squeezed(wanted) in squeezed(text), path
            assert all(sheet.extract_text().strip() for sheet in paper.pages), f"{path}: an empty sheet"


def squeezed(text: str) -> str:
    """Without white space, which a line break on paper changes, and without ligatures."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize(
    ("path", "most", "wanted", "unwanted"),
    [
        ("index.html", 4, "How to read this", "For machines"),
        ("ledger.html", 4, "Refused or left out", "Front page"),
        ("methodology.html", 4, "What counts as one origin", "Front page"),
        ("corrections.html", 1, "Corrections", "Front page"),
        ("archive/index.html", 1, "15 September 2026", "Front page"),
    ],
)
def test_other_pages_print_their_text_and_no_ways(
    demo: Site, path: str, most: int, wanted: str, unwanted: str
) -> None:
    with demo.tab() as tab:
        page = tab.open(path)
        paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
        text = squeezed(" ".join(sheet.extract_text() for sheet in paper.pages))
        assert len(paper.pages) <= most
        assert squeezed("The Sample Brief") in text
        assert squeezed(wanted) in text
        assert squeezed(unwanted) not in text


def test_a_story_of_twelve_sources_weighs_little_with_all_it_loads(hostile: Site) -> None:
    with hostile.tab() as tab:
        sizes: list[int] = []
        tab.page.on("response", lambda answer: sizes.append(len(answer.body())))
        tab.open(FULL).wait_for_load_state("networkidle")
        assert tab.page.locator("[id^=source-]").count() == 12
        assert 0 < sum(sizes) < MOST_BYTES


def test_the_mail_is_readable_and_narrow(site: Site) -> None:
    with site.tab(viewport=NARROW) as tab:
        answer = tab.page.goto(f"{site.base_url}/mail/edition.html")
        assert answer is not None
        assert len(answer.body()) < GMAIL_CUTS
        assert violations(tab.page, runOnly=WCAG) == []
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert {address.rpartition("/")[2] for address in tab.asked} <= {"edition.html", "favicon.ico"}
