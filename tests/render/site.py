"""The site of the sample edition, made once, and its pages as trees."""

from __future__ import annotations

from functools import cache

import lxml.html
from lxml.html import HtmlElement

from aggregator.render import render_edition
from tests.render.sample import edition, full_brief

STORY = f"stories/{full_brief().slug}/index.html"


@cache
def site() -> dict[str, bytes]:
    return render_edition(edition())


def page(path: str) -> HtmlElement:
    return lxml.html.document_fromstring(site()[path].decode())


def pages() -> dict[str, HtmlElement]:
    """All but the search page, which alone has scripts, and the mail: they have tests of their own."""
    return {
        path: page(path)
        for path in site()
        if path.endswith(".html") and not path.startswith(("mail/", "search/"))
    }


def text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
