"""Links within an edition: each must lead to a file that is there, and to a place in it that is there.

Links that leave the edition are the sources' affair and are not followed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lxml import etree

from aggregator.models import Problem

STEP = "publish"
DEAD = "dead_link"


@dataclass(frozen=True, slots=True)
class _Link:
    """A link to another page of the edition, as it is written and as it is meant."""

    written: str
    target: str
    place: str


MOST_OPEN = 2000
"""Links that wait for their page before those that have it by now are let go: most lead within one story."""


class _Page:
    """Takes the places and links of a page as it is parsed; no tree is made."""

    def __init__(self) -> None:
        self.places: dict[str, None] = {}
        self.links: dict[str, None] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take what an element has."""
        for name, value in attributes.items():
            if name == "id":
                self.places[value] = None
            elif name in {"href", "src"} or (name == "action" and tag == "form"):
                self.links[value] = None

    def close(self) -> None:
        """Do nothing: what was taken stands in the object."""


class LinkCheck:
    """Follows links while pages pass: of each it keeps its places, and the links that wait for a page.

    What every page links to, the front page say, waits once, for all the pages that do.
    """

    def __init__(self, base_url: str = "") -> None:
        """Begin; a link with `base_url` in front is one of the edition too."""
        self._home = f"{base_url.rstrip('/')}/" if base_url else ""
        self._places: dict[str, str] = {}
        self._links: dict[_Link, list[str]] = {}
        """The links that wait, each with the pages it stands on."""
        self._open = 0
        self._look_again = MOST_OPEN
        self._dead: list[Problem] = []
        self.paths: set[str] = set()

    def passing(self, files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield `files` as they are, reading the pages among them."""
        for path, content in files:
            if path.endswith(".html"):
                yield path, self._reading(path, content)
            else:
                self.paths.add(path)
                yield path, content

    def read(self, path: str, raw: bytes) -> None:
        """Take note of a page."""
        for _ in self._reading(path, (raw,)):
            pass

    def _reading(self, path: str, content: Iterable[bytes]) -> Iterator[bytes]:
        """Yield a page as it is, and take note of it."""
        self.paths.add(path)
        page = _Page()
        parser = etree.HTMLParser(encoding="utf-8", target=page)
        for piece in content:
            parser.feed(piece)
            yield piece
        parser.close()
        self._places[path] = f" {' '.join(page.places)} "
        for written in page.links:
            self._note(path, written, page.places)
        if self._open > self._look_again:
            self._links = {link: on for link, on in self._links.items() if self._wrong(link, self.paths)}
            self._open = sum(map(len, self._links.values()))
            self._look_again = self._open + MOST_OPEN

    def dead(self, beside: Collection[str] = ()) -> tuple[Problem, ...]:
        """Return the links that lead nowhere within the edition, each once, with its page.

        `beside` are the paths of files that stand beside these, such as stories of earlier editions.
        """
        there = self.paths.union(beside)
        found = ((link, on, self._wrong(link, there)) for link, on in self._links.items())
        return (
            *self._dead,
            *(_problem(page, link.written, why) for link, on, why in found if why for page in on),
        )

    def _note(self, page: str, written: str, places: Collection[str]) -> None:
        try:
            within = self._home != "" and written.startswith(self._home)
            split = urlsplit((written.removeprefix(self._home) or "index.html") if within else written)
        except ValueError:
            self._dead.append(_problem(page, written, "it is no address"))
            return
        if split.scheme or split.netloc:
            return
        target, place = _target("" if within else page, unquote(split.path)), unquote(split.fragment)
        if target == page:
            if place and place not in places:
                self._dead.append(_problem(page, written, f"{target} has no #{place}"))
        else:
            self._links.setdefault(_Link(written, target, place), []).append(page)
            self._open += 1

    def _wrong(self, link: _Link, there: Collection[str]) -> str:
        """Return why a link leads nowhere, "" if it does not."""
        if link.target not in there:
            return f"there is no {link.target}"
        places = self._places.get(link.target)
        if link.place and places is not None and f" {link.place} " not in places:
            return f"{link.target} has no #{link.place}"
        return ""


def _problem(page: str, link: str, why: str) -> Problem:
    return Problem(step=STEP, subject=page, reason=DEAD, detail=f"{link} leads nowhere: {why}")


def _target(page: str, link: str) -> str:
    """Return the path of the file that a link on a page means."""
    if not link:
        return page
    target = normpath(join(dirname(page), link))
    return join(target, "index.html").removeprefix("./") if link.endswith(("/", ".")) else target
