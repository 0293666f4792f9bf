"""Plain RSS 2.0 and Atom 1.0 in a fraction of feedparser's time; whatever is unusual is left to it. Pure.

Of a feed that keeps to its format every parser reads the same, so the quick way is taken only where that is
certain: well-formed UTF-8 without a document type, and in its items only elements whose reading is listed
here, each as often as it should be. `items_of` returns None at the first doubt. Tests hold both ways against
one another on every feed they have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from aggregator.fetch.items import Item

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

IGNORED = frozenset(
    {
        "category",
        "comments",
        "enclosure",
        f"{ATOM}category",
        f"{DC}subject",
        f"{MEDIA}content",
        f"{MEDIA}thumbnail",
        "{http://purl.org/rss/1.0/modules/slash/}comments",
        "{http://wellformedweb.org/CommentAPI/}commentRss",
    }
)
"""Elements of an item that say nothing of what is kept."""

PLAIN = frozenset({None, "text", "html"})
"""Types of an Atom text that is text; `xhtml` is markup of its own."""

MAX_ITEMS = 5_000
"""A feed of more is left to feedparser, which takes as long as it takes."""

_MAIL_DATE = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"\d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})"
)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
_UNUSUAL = re.compile("<!DOCTYPE|<!ENTITY|xml:base", re.IGNORECASE)
"""What is read in more ways than one: entities of its own, relative bases."""
_WINDOWS = re.compile("[\x80-\x9f]")
"""Characters of Windows taken for control characters; feedparser sets them right."""


class _UnusualError(Exception):
    """Something that this module does not read as feedparser would for certain."""


@dataclass(slots=True)
class _Read:
    """An item so far."""

    fields: dict[str, str] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    times: dict[str, datetime] = field(default_factory=dict)

    def put(self, name: str, value: str) -> None:
        """Keep a field that may stand once, and not be empty."""
        if name in self.fields or not value:
            raise _UnusualError(name)
        self.fields[name] = value

    def at(self, name: str, text: str, form: re.Pattern[str], parse: Callable[[str], datetime]) -> None:
        """Keep a time that is written as its format wants it."""
        if name in self.times or not form.fullmatch(text):
            raise _UnusualError(name)
        self.times[name] = parse(text)

    def item(self, language: str) -> Item:
        """Return the item; a time of change stands in for one of publication."""
        if not self.fields.keys() >= {"title", "link"}:
            raise _UnusualError("item")
        published = self.times.get("published") or self.times.get("updated")
        return Item(
            id=self.fields.get("id", ""),
            link=self.fields["link"],
            title=self.fields["title"],
            bodies=tuple(self.bodies),
            published=published,
            updated=self.times.get("updated"),
            dated=published is not None,
            authors=tuple(self.authors),
            outlet=self.fields.get("source", ""),
            language=language,
        )


def items_of(body: bytes) -> list[Item] | None:
    """Return the items of a plain feed in its order, None if it is anything else or empty."""
    try:
        text = body.lstrip().decode("utf-8-sig")
        root = None if _UNUSUAL.search(text) else etree.fromstring(_bare(text), _parser())
        return None if root is None else _items(root) or None
    except (_UnusualError, ValueError, OverflowError, etree.LxmlError):
        return None


def _bare(text: str) -> bytes:
    """Return the document without its XML declaration: what it says of its encoding may be wrong."""
    declared = text.startswith("<?xml") and (end := text.find("?>")) > 0
    return (text[end + 2 :] if declared else text).encode()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def _items(root: etree._Element) -> list[Item]:
    channel = root.find("channel")
    if root.tag == "rss" and root.get("version") == "2.0" and len(root) == 1 and channel is not None:
        items, read = channel.findall("item"), _rss_element
        language = (channel.findtext("language") or "").strip()
    elif root.tag == f"{ATOM}feed":
        items, read = root.findall(f"{ATOM}entry"), _atom_element
        language = root.get(LANGUAGE) or ""
    else:
        raise _UnusualError(root.tag)
    own_language = any(one.get(LANGUAGE) is not None for one in root.iter(etree.Element) if one is not root)
    if len(items) > MAX_ITEMS or own_language or (root.tag == "rss" and root.get(LANGUAGE) is not None):
        raise _UnusualError("language")
    return [_item(one, read).item(language) for one in items]


def _item(element: etree._Element, read: Callable[[_Read, etree._Element], None]) -> _Read:
    found = _Read()
    for child in element:
        if child.tag not in IGNORED:
            read(found, child)
        elif len(child):
            raise _UnusualError(child.tag)
    return found


def _rss_element(item: _Read, element: etree._Element) -> None:
    text = _text(element)
    match element.tag:
        case "title":
            item.put("title", text)
        case "link":
            item.put("link", _address(text))
        case "guid":
            item.put("id", text)
            if element.get("isPermaLink", "true") != "false" and not _follows_link(element):
                raise _UnusualError("guid")
        case "description":
            item.bodies.append(text)
        case "pubDate":
            item.at("published", text, _MAIL_DATE, parsedate_to_datetime)
        case "source":
            item.put("source", text)
        case "author" if "@" not in text and text:
            item.authors.append(text)
        case _:
            _rss_module(item, element.tag, text)


def _rss_module(item: _Read, tag: str, text: str) -> None:
    if tag == f"{CONTENT}encoded":
        item.bodies.insert(0, text)
    elif tag == f"{DC}creator" and text and "@" not in text:
        item.authors.append(text)
    else:
        raise _UnusualError(tag)


def _atom_element(item: _Read, element: etree._Element) -> None:
    match str(element.tag).removeprefix(ATOM):
        case "title":
            item.put("title", _typed(element))
        case "id":
            item.put("id", _text(element))
        case "link":
            _atom_link(item, element)
        case "published" | "updated" as name:
            item.at(name, _text(element), _ISO_DATE, datetime.fromisoformat)
        case "summary":
            item.bodies.append(_typed(element))
        case "content" if element.get("src") is None:
            item.bodies.insert(0, _typed(element))
        case "author":
            item.authors.extend(_atom_author(element))
        case other:
            raise _UnusualError(other)


def _atom_link(item: _Read, element: etree._Element) -> None:
    if element.get("rel", "alternate") != "alternate":
        return
    if element.get("type", "text/html") != "text/html":
        raise _UnusualError("link")
    item.put("link", _address(element.get("href", "")))


def _atom_author(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{ATOM}name" and "@" not in (text := _text(child)) and text:
            yield text
        elif child.tag != f"{ATOM}uri":
            raise _UnusualError("author")


def _follows_link(guid: etree._Element) -> bool:
    """Whether the item has a link, so that its guid is none."""
    parent = guid.getparent()
    return parent is not None and parent.find("link") is not None


def _typed(element: etree._Element) -> str:
    if element.get("type") not in PLAIN:
        raise _UnusualError("type")
    return _text(element)


def _text(element: etree._Element) -> str:
    text = (element.text or "").strip()
    if len(element) or _WINDOWS.search(text):
        raise _UnusualError(element.tag)
    return text


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")) or not text.isascii() or len(text.split()) != 1:
        raise _UnusualError("link")
    return text
