"""A real browser for the pages: Debian's Chromium, driven by Playwright, with no other network than loopback.

The editions are served with their Content-Security-Policy in the header too.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from aggregator.preview import Folder, PreviewServer
from aggregator.render import render_edition
from tests.render.sample import edition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

    from aggregator.pipeline import RunReport

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

# The sandbox needs rights that a container seldom gives; the pages are our own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@dataclass(frozen=True)
class Site:
    """An edition on loopback: its pages, and a browser to open them with."""

    base_url: str
    paths: tuple[str, ...]
    browser: Browser

    @property
    def pages(self) -> tuple[str, ...]:
        return tuple(path for path in self.paths if path.endswith(".html") and not path.startswith("mail/"))

    @property
    def stories(self) -> tuple[str, ...]:
        return tuple(
            path for path in self.pages if path.startswith("stories/") and path.endswith("/index.html")
        )

    @contextmanager
    def context(self, **options: Any) -> Iterator[BrowserContext]:
        with self.browser.new_context(**options) as context:
            context.set_default_timeout(10_000)
            yield context

    @contextmanager
    def tab(self, **options: Any) -> Iterator[Tab]:
        with self.context(**options) as context:
            yield Tab(self.base_url, context.new_page())


LEADS_ON = b'http-equiv="refresh"'
"""In pages of stories that went into others: whoever opens one is on the other's page at once."""


@dataclass
class Tab:
    """A page of the browser that remembers what went wrong and what was asked for."""

    base_url: str
    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._request)

    def open(self, path: str) -> Page:
        answer = self.page.goto(f"{self.base_url}/{path}")
        assert answer is not None
        assert answer.ok, path
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        return self.page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((f"{self.base_url}/", "data:")):
            self.outside.append(request.url)


class Files:
    """An edition in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def changed(self) -> None:
        """Nothing does."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium. Not for the whole session: while Playwright runs, its event loop holds the thread."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; install Debian's `chromium`, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def demo(published: tuple[Path, RunReport], browser: Browser) -> Iterator[Site]:
    """Serve the edition of the sample newsroom."""
    folder = published[0] / "current"
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    paths = sorted(name for name, path in found.items() if LEADS_ON not in path.read_bytes())
    with PreviewServer(Folder(folder)) as server:
        yield Site(server.base_url, tuple(paths), browser)


@pytest.fixture(scope="module")
def hostile(browser: Browser) -> Iterator[Site]:
    """Serve an edition with every kind of section and text that tries to break out of its page."""
    files = render_edition(edition())
    with PreviewServer(Files(files)) as server:
        paths = sorted(path for path, body in files.items() if LEADS_ON not in body)
        yield Site(server.base_url, tuple(paths), browser)


@pytest.fixture(params=["demo", "hostile"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each of the two."""
    found: Site = request.getfixturevalue(request.param)
    return found
