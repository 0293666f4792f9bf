"""Links within an edition: each must lead to a file that is there, and to a place in it that is there.

Links that leave the edition are the sources' affair and are not followed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lxml import etree

from aggregator.models import Problem

STEP = "publish"
DEAD = "dead_link"

_LINKS = etree.XPath("//@href | //@src | //form/@action")
_IDS = etree.XPath("//@id")


@dataclass(frozen=True, slots=True)
class _Page:
    links: tuple[str, ...]
    ids: frozenset[str]


def dead_links(
    files: Mapping[str, bytes], *, base_url: str = "", beside: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Return the links of an edition's pages that lead nowhere within it, each once, with its page.

    `beside` are the paths of files that stand beside these, such as stories of earlier editions; a link with
    `base_url` in front is one of the edition too.
    """
    pages = {path: _read(raw) for path, raw in files.items() if path.endswith(".html")}
    there = {*files, *beside}
    home = f"{base_url.rstrip('/')}/" if base_url else ""
    return tuple(
        Problem(step=STEP, subject=path, reason=DEAD, detail=f"{link} leads nowhere: {why}")
        for path, page in pages.items()
        for link in dict.fromkeys(page.links)
        if (why := _wrong(path, link, pages, there, home))
    )


def _read(raw: bytes) -> _Page:
    tree = etree.fromstring(raw, etree.HTMLParser(encoding="utf-8"))
    return _Page(links=tuple(_LINKS(tree)), ids=frozenset(_IDS(tree)))


def _wrong(path: str, link: str, pages: Mapping[str, _Page], there: Collection[str], home: str) -> str:
    """Return why a link leads nowhere, "" if it does not."""
    if home and link.startswith(home):
        path, link = "", link.removeprefix(home)
        link = link or "index.html"
    try:
        split = urlsplit(link)
    except ValueError:
        return "it is no address"
    if split.scheme or split.netloc:
        return ""
    target = _target(path, unquote(split.path))
    if target not in there:
        return f"there is no {target}"
    if split.fragment and target in pages and unquote(split.fragment) not in pages[target].ids:
        return f"{target} has no #{split.fragment}"
    return ""


def _target(page: str, link: str) -> str:
    """Return the path of the file that a link on a page means."""
    if not link:
        return page
    target = normpath(join(dirname(page), link))
    return join(target, "index.html").removeprefix("./") if link.endswith(("/", ".")) else target
