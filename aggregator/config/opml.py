"""Lists of feeds as other readers keep them: OPML 2.0 (http://opml.org/spec2.opml), read and written. Pure.

XML from outside is hostile: a document type, which alone can declare entities, is refused before it is
read, nothing outside the file is ever asked for, and size, depth and number of outlines are bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape, quoteattr

from aggregator.config.settings import FeedConfig
from aggregator.errors import InputError

MAX_OPML_BYTES = 5_000_000
"""A larger file is refused; ten thousand feeds take about two million bytes."""
MAX_OUTLINES = 20_000
MAX_DEPTH = 50
"""Outlines within outlines; readers make two or three."""
MAX_WORDS = 120
"""Characters of a name or a category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed as an OPML file gives it; only `url` is sure to be there, and it need not be an address.

    `category` is the outline it lies in, `home` the page it belongs to.
    """

    url: str
    name: str = ""
    home: str = ""
    category: str = ""
    language: str = ""


@dataclass(slots=True)
class _Reader:
    """What has been read so far; `folders` are the names of the open outlines, "" for none of its own."""

    found: list[Outline] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    depth: int = 0
    outlines: int = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take note of an element; its attributes' names are taken in any case, as readers write them."""
        if self.depth == 0 and tag.lower() != "opml":
            raise InputError(f"is no OPML: it begins with <{one_line(tag)}>")
        self.depth += 1
        if tag.lower() == "outline":
            self.outlines += 1
            if self.outlines > MAX_OUTLINES:
                raise InputError(f"has more than {MAX_OUTLINES:,} outlines")
            if len(self.folders) >= MAX_DEPTH:
                raise InputError(f"has outlines more than {MAX_DEPTH} deep")
            self._outline({name.lower(): value for name, value in attributes.items()})

    def end(self, tag: str) -> None:
        """Leave an element."""
        self.depth -= 1
        if tag.lower() == "outline":
            self.folders.pop()

    def _outline(self, given: Mapping[str, str]) -> None:
        """Keep a feed, or go into a folder. An included list (`type="link"`) is not asked for."""
        name = one_line(given.get("title", "")) or one_line(given.get("text", ""))
        folder = next((one for one in reversed(self.folders) if one), "")
        url = given.get("xmlurl", "").strip()
        self.folders.append("" if url else name)
        if url:
            one = Outline(
                url=url,
                name=name,
                home=given.get("htmlurl", "").strip(),
                category=folder or _path_end(given.get("category", "")),
                language=given.get("language", "").strip(),
            )
            self.found.append(one)


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """Return the feeds of an OPML file in its order, each with the innermost outline it lies in.

    Raises:
        InputError: if it is larger than `MAX_OPML_BYTES`, no OPML, broken, or made to do harm.
    """
    if len(body) > MAX_OPML_BYTES:
        raise InputError(f"larger than {MAX_OPML_BYTES:,} bytes")
    reader, parser = _Reader(), ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body, True)  # noqa: FBT003 - it takes no names
    except (ExpatError, LookupError, ValueError) as error:
        raise InputError(f"is no OPML: {error}") from error
    return tuple(reader.found)


def write_opml(title: str, feeds: Iterable[tuple[FeedConfig, str]]) -> str:
    """Return OPML of `feeds`, each with its home page ("" for none), one outline for each category."""
    folders: dict[str, list[str]] = {}
    for feed, home in feeds:
        folders.setdefault(feed.category, []).append(_written(feed, home))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{escape(one_line(title))}</title></head>",
        "  <body>",
        *(line for name, outlines in folders.items() for line in _folder(name, outlines)),
        "  </body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


def one_line(text: str) -> str:
    """Return `text` as one short line without characters that cannot be seen."""
    seen = "".join(char for char in text if char.isprintable() or char.isspace())
    return " ".join(seen.split())[:MAX_WORDS].rstrip()


def _refuse(*_: object) -> NoReturn:
    raise InputError("has a document type (<!DOCTYPE ...>), which OPML needs not and which can do harm")


def _path_end(categories: str) -> str:
    """Return the last word of the first of OPML's comma-separated paths: ``/News/World,/Best``."""
    return one_line(categories.partition(",")[0].rstrip("/ ").rpartition("/")[2])


def _folder(name: str, outlines: Iterable[str]) -> Iterable[str]:
    yield f"    <outline text={quoteattr(one_line(name))} title={quoteattr(one_line(name))}>"
    yield from outlines
    yield "    </outline>"


def _written(feed: FeedConfig, home: str) -> str:
    name = quoteattr(one_line(feed.name))
    site = f" htmlUrl={quoteattr(home)}" if home else ""
    return (
        f'      <outline type="rss" text={name} title={name} xmlUrl={quoteattr(feed.url)}{site}'
        f" language={quoteattr(one_line(feed.language))}/>"
    )
