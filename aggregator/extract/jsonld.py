"""The page's own record of itself: schema.org JSON-LD, read with mistrust and without exceptions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from lxml.html import HtmlElement

from aggregator.extract.decoding import one_line

MAX_SCRIPTS = 40
MAX_SCRIPT_CHARS = 2_000_000
MAX_NODES = 2_000
MAX_NAME = 200
MAX_DIGITS = 9

ARTICLE = re.compile(r"article|blogposting|^report|^review$|posting$|^claimreview$", re.IGNORECASE)
CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart")
WRAPPING = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>|\]\]>|;)\s*$", re.DOTALL
)
TRAILING_COMMA = re.compile(r",\s*([}\]])")
TAGS = re.compile(r"<[^<>]*>")

Node = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """What the page says of its article; an empty field says nothing."""

    kinds: tuple[str, ...] = ()
    headline: str = ""
    published: str = ""
    created: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    publisher: str = ""
    section: str = ""
    language: str = ""
    url: str = ""
    body: str = ""
    words: int = 0
    free: bool | None = None


def read_record(tree: HtmlElement) -> PageRecord:
    """Return the record of the page's article, or an empty one."""
    nodes = list(_nodes(tree))
    named = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    articles = [node for node in nodes if _is_article(node)]
    if not articles:
        return PageRecord(publisher=_site(nodes), free=_free(nodes))
    main = max(articles, key=lambda node: (_weight(node), -articles.index(node)))
    people, organisations = _authors(articles, main, named)
    return PageRecord(
        kinds=_kinds(main),
        headline=_first(main, "headline", "name"),
        published=_first(main, "datePublished"),
        created=_first(main, "dateCreated"),
        modified=_first(main, "dateModified"),
        authors=people,
        organisations=organisations,
        publisher=_name(main.get("publisher"), named) or _site(nodes),
        section=_first(main, "articleSection"),
        language=_first(main, "inLanguage"),
        url=_first(main, "url", "mainEntityOfPage"),
        body=_body(main),
        words=_count(main),
        free=_free(articles),
    )


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    scripts = tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")
    left = MAX_NODES
    for script in scripts[:MAX_SCRIPTS]:
        for value in _values(script.text or ""):
            for node in _walk(value, 0):
                if not left:
                    return
                left -= 1
                yield node


def _values(text: str) -> Iterator[object]:
    """Yield the JSON values of a script; pages wrap them in comments, repeat them, leave commas behind."""
    text = WRAPPING.sub("", text[:MAX_SCRIPT_CHARS]).strip()
    decoder = json.JSONDecoder(strict=False)
    for candidate in (text, TRAILING_COMMA.sub(r"\1", text)):
        at = 0
        try:
            while at < len(candidate):
                value, at = decoder.raw_decode(candidate, at)
                yield value
                while at < len(candidate) and candidate[at] in " \t\r\n;,":
                    at += 1
        except (ValueError, RecursionError):
            if at:
                return
            continue
        return


def _walk(value: object, depth: int) -> Iterator[Node]:
    if depth > len(CONTAINERS):
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in CONTAINERS:
            if isinstance(value.get(name), list | dict):
                yield from _walk(value[name], depth + 1)


def _kinds(node: Node) -> tuple[str, ...]:
    kinds = node.get("@type", ())
    listed = kinds if isinstance(kinds, list) else [kinds]
    return tuple(kind for kind in listed if isinstance(kind, str))


def _is_article(node: Node) -> bool:
    return any(ARTICLE.search(kind) for kind in _kinds(node))


def _weight(node: Node) -> tuple[bool, bool, bool]:
    """The main article has a headline and a date; a news article is one before a plain article is."""
    return (
        bool(node.get("headline")),
        bool(node.get("datePublished")),
        "news" in "".join(_kinds(node)).lower(),
    )


def _text(value: object) -> str:
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("@id") or ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _first(node: Node, *names: str) -> str:
    """The first of the fields that holds a short text, without markup."""
    found = (plain(_text(node.get(name))) for name in names)
    return next((one_line(text) for text in found if text.strip()), "")


def plain(text: str) -> str:
    """Return text from a record without markup: some escape it twice, some leave tags in."""
    for _ in range(2):
        if "&" not in text and "<" not in text:
            break
        text = TAGS.sub(" " if "<p" in text or "<br" in text else "", unescape(text))
    return text


def _authors(
    articles: list[Node], main: Node, named: Mapping[str, Node]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people and the organisations that wrote it, from the first record that names any."""
    for node in (main, *articles):
        people: list[str] = []
        organisations: list[str] = []
        listed = node.get("author") or node.get("creator") or ()
        for author in listed if isinstance(listed, list) else [listed]:
            name = _name(author, named)
            kinds = _kinds(_resolved(author, named))
            (organisations if kinds and "Person" not in kinds else people).append(name)
        if any(people) or any(organisations):
            return tuple(filter(None, people)), tuple(filter(None, organisations))
    return (), ()


def _resolved(value: object, named: Mapping[str, Node]) -> Node:
    if isinstance(value, dict):
        if "name" not in value and "@id" in value:
            return named.get(str(value["@id"]), value)
        return value
    return {}


def _name(value: object, named: Mapping[str, Node]) -> str:
    if isinstance(value, list):
        return next(filter(None, (_name(item, named) for item in value)), "")
    if isinstance(value, str):
        return one_line(plain(value), MAX_NAME)
    node = _resolved(value, named)
    return _first(node, "name", "byline", "legalName")[:MAX_NAME]


def _site(nodes: list[Node]) -> str:
    for node in nodes:
        if any(kind in ("NewsMediaOrganization", "WebSite") for kind in _kinds(node)):
            return _first(node, "name")[:MAX_NAME]
    return ""


def _body(node: Node) -> str:
    value = node.get("articleBody")
    if isinstance(value, list):
        value = "\n\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _count(node: Node) -> int:
    text = _text(node.get("wordCount")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < MAX_DIGITS else 0


def _free(nodes: list[Node]) -> bool | None:
    """Whether the article is free to read, if the page says so (schema.org isAccessibleForFree)."""
    for node in nodes:
        value = str(node.get("isAccessibleForFree", "")).strip().lower()
        if value in ("true", "https://schema.org/true", "http://schema.org/true"):
            return True
        if value in ("false", "https://schema.org/false", "http://schema.org/false"):
            return False
    return None
