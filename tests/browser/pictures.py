"""The pictures of the README, taken of an edition as it lies on disk.

./run demo --output output/demo && .venv/bin/python -m tests.browser.pictures output/demo/current docs/images
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from playwright.sync_api import sync_playwright

from aggregator.preview import Folder, PreviewServer
from tests.browser.conftest import ARGUMENTS, CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DESKTOP, PHONE, SHEET = 1000, 390, 794
"""Widths in pixels; a sheet is that of A4."""
MARGIN = "68px 60px"
"""What the style sheet asks of a sheet of paper, in the pixels of a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: its file's name, the page, where on it, how large; `opened` is the line to open, from 0."""

    name: str
    page: str
    at: str = "body"
    opened: int | None = None
    width: int = DESKTOP
    height: int = 1000
    colours: Literal["light", "dark"] = "light"
    paper: bool = False


def pictures(story: str) -> tuple[Picture, ...]:
    """Return the pictures, with the heaviest story's folder."""
    page = f"{story}/index.html"
    return (
        Picture(name="front-page", page="index.html"),
        Picture(name="story", page=page, at=".part-known", opened=1, height=1150),
        Picture(name="who-says-what", page=page, at="section[aria-labelledby=agreement]", height=1150),
        Picture(name="ledger", page=f"{story}/ledger.html", height=900),
        Picture(name="story-phone-dark", page=page, width=PHONE, colours="dark"),
        Picture(name="story-print", page=page, width=SHEET, height=1123, paper=True),
    )


def take(browser: Browser, base_url: str, picture: Picture, folder: Path) -> None:
    """Take a picture."""
    size: Any = {"width": picture.width, "height": picture.height}
    with browser.new_context(viewport=size, color_scheme=picture.colours) as context:
        page = context.new_page()
        page.goto(f"{base_url}/{picture.page}")
        if picture.paper:
            page.emulate_media(media="print")
            page.evaluate(f"document.body.style.padding = '{MARGIN}'")
        if picture.opened is not None:
            page.locator(f"{picture.at} summary").nth(picture.opened).click()
        top = page.locator(picture.at).first.evaluate("(one) => one.getBoundingClientRect().top + scrollY")
        page.screenshot(
            path=folder / f"{picture.name}.png",
            full_page=True,
            clip={"x": 0, "y": max(0, top - 16), "width": picture.width, "height": picture.height},
        )


def main(edition: Path, folder: Path) -> None:
    """Take all pictures of a published edition."""
    with sync_playwright() as playwright, PreviewServer(Folder(edition)) as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(f"{server.base_url}/index.html")
        story = page.locator(".lead h2 a").get_attribute("href") or ""
        for picture in pictures(story.removesuffix("/index.html")):
            take(browser, server.base_url, picture, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
