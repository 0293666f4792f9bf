"""The paragraphs of an article out of its page.

    tree | prune what is no article | trafilatura -> paragraphs | what it left out | the record's own text

trafilatura decides what the article is. Around it stand three corrections that hold for any page:
blocks that are nothing but links are teasers; paragraphs that are built like the ones found and stand
between or beside them belong to the text; and where the page's record carries a longer text, that is it.
The numbers below were set on the pages of `benchmarks/extract.py`; run it again when one moves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import chain, islice

import trafilatura
from lxml.etree import LxmlError, strip_elements
from lxml.html import HtmlElement, fragment_fromstring

from aggregator.extract.decoding import one_line, without_controls
from aggregator.extract.jsonld import PageRecord, plain

Signature = tuple[str, ...]
"""Tags and classes of a paragraph and of what it stands in."""

Block = tuple[str, Signature, str]
"""A paragraph of the page: its letters to compare by, its signature, its text."""

TOO_LITTLE = 0.2
"""Where the strict extraction has less than this share of the page's paragraphs, it took the wrong part."""

FEW_CHARS = 250
"""A text shorter than this is tried again with trafilatura's slower ways."""

MIN_LINKED = 20
"""Characters: shorter blocks of links may be names or places; from here on they are headlines."""

MAX_BESIDE = 14
MAX_BESIDE_SHARE = 0.25
"""Characters beside the links ("Read more: ", "[VIDEO]") with which a block is still nothing but links."""

NOT_TEXT = re.compile(
    r"(?:^|[\s_-])(?:newsletter|sign-?up|subscri(?:be|ption)|promo|related|read-?(?:more|next)|recirc\w*"
    r"|most-?(?:read|popular)|recommend\w*|trending|share|sharing|social|advert\w*|sponsor\w*|outbrain|taboola|comments?|cookie|consent|gdpr"
    r"|breadcrumbs?|author-?(?:bio|info|card|box)|bio|tags?)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Names of classes and ids under which no paragraph is looked for; trafilatura has lists of its own."""

BLOCK_TAGS = frozenset(
    """p div ul ol dl table section article aside header footer figure form h1 h2 h3 h4 h5 h6 blockquote pre
    main nav""".split()
)
"""A `div` with none of these inside is a paragraph by another name."""

NOT_TEXT_TAGS = frozenset({"aside", "nav", "footer", "figure", "form", "blockquote"})

ANCESTORS = 3
"""How far up a paragraph's signature reaches."""

MIN_ALIKE = 3
"""Paragraphs found under a signature before others of it are believed."""

NO_LETTER = re.compile(r"[\W_]+")
KEY_CHARS = 120
"""Letters by which paragraphs are compared; two that share so long a beginning are one."""

MIN_RECOVERED = 30
"""Characters of a paragraph worth bringing back."""

RECORD_LONGER = 1.25
"""The record's text replaces the page's where it is longer by this factor and holds most of it."""

FLAT_RECORD_LONGER = 2.0
"""The same where the record has lost its paragraphs: headings and sentences run together in it."""

RECORD_HOLDS = 0.6
"""Share of the page text's paragraphs the record's text must hold to be the same article."""


def paragraphs_of(tree: HtmlElement, record: PageRecord, url: str) -> list[str]:
    """Return the article's paragraphs, headings and list items, each on one line, in reading order."""
    prune(tree)
    blocks = list(_blocks(tree))
    found = _extracted(tree, url, precise=True)
    if _size(found) < max(FEW_CHARS, TOO_LITTLE * sum(len(text) for _, _, text in blocks)):
        found = max(found, _extracted(tree, url, precise=False), key=_size)
    return better_record(with_left_out(blocks, found), record)


def _size(lines: Sequence[str]) -> int:
    return sum(map(len, lines))


def _extracted(tree: HtmlElement, url: str, *, precise: bool) -> list[str]:
    document = trafilatura.bare_extraction(
        tree, url=url or None, fast=precise, favor_precision=precise, include_comments=False
    )
    text = document.text if isinstance(document, trafilatura.settings.Document) else ""
    return [line for line in map(one_line, (text or "").splitlines()) if line]


def prune(tree: HtmlElement) -> None:
    """Take out of the tree what is never shown, and blocks that are nothing but links to other articles."""
    strip_elements(tree, "script", "style", "noscript", "template", with_tail=False)
    for element in list(tree.iter("p", "li", "h2", "h3", "h4", "h5", "h6")):
        if _is_teaser(element):
            element.drop_tree()


def _is_teaser(element: HtmlElement) -> bool:
    links = element.findall(".//a[@href]")
    if not links:
        return False
    linked = sum(len(one_line(link.text_content())) for link in links)
    beside = len(one_line(element.text_content())) - linked
    return linked >= MIN_LINKED and beside <= max(MAX_BESIDE, MAX_BESIDE_SHARE * linked)


# --- paragraphs left out ---------------------------------------------------------------------------


def with_left_out(blocks: Sequence[Block], found: Sequence[str]) -> list[str]:
    """Return the paragraphs with those that trafilatura left out though they are built like them.

    Pages of long texts lay them out in several boxes, of which it takes one.
    """
    wanted = {_key(line) for line in found}
    alike = Counter(signature for key, signature, _ in blocks if key in wanted)
    after: dict[str, list[str]] = {}
    last = ""
    for key, signature, text in blocks:
        if key in wanted:
            last = key
        elif last and alike[signature] >= MIN_ALIKE and len(text) >= MIN_RECOVERED:
            after.setdefault(last, []).append(text)
            wanted.add(key)
    return [line for known in found for line in (known, *after.pop(_key(known), ()))]


def _blocks(tree: HtmlElement) -> Iterator[Block]:
    asides: dict[HtmlElement, bool] = {}
    for element in tree.iter("p", "div"):
        if element.tag == "div" and any(child.tag in BLOCK_TAGS for child in element.iterdescendants()):
            continue
        parent = element.getparent()
        text = one_line(element.text_content())
        if text and parent is not None and not _is_aside(parent, asides):
            yield _key(text), _signature(element), text


def _is_aside(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether the element or anything it stands in is beside the text; `known` remembers the answers."""
    if element not in known:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        parent = element.getparent()
        known[element] = (
            element.tag in NOT_TEXT_TAGS
            or bool(NOT_TEXT.search(names))
            or (parent is not None and _is_aside(parent, known))
        )
    return known[element]


def _signature(element: HtmlElement) -> Signature:
    parent = element.getparent()
    named = parent is not None and element.get("class") and parent.get("class")
    parents = islice(chain([element], element.iterancestors()), 2 if named else ANCESTORS + 1)
    return tuple(f"{parent.tag}.{(parent.get('class') or ' ').split(' ')[0]}" for parent in parents)


def _key(text: str) -> str:
    return NO_LETTER.sub("", text)[:KEY_CHARS]


# --- the record's own text -------------------------------------------------------------------------


def better_record(found: list[str], record: PageRecord) -> list[str]:
    """Return the record's text instead, where it is the same article and clearly longer."""
    theirs = record_paragraphs(record.body)
    ours = _size(found)
    longer = RECORD_LONGER if len(theirs) > 1 else FLAT_RECORD_LONGER
    if _size(theirs) < max(longer * ours, FEW_CHARS):
        return found
    whole = _squeeze(" ".join(theirs))
    held = sum(len(line) for line in found if _key(line)[:60] in whole)
    return theirs if held >= RECORD_HOLDS * ours else found


def record_paragraphs(body: str) -> list[str]:
    """Return the paragraphs of an `articleBody`, which may be text, escaped text or HTML."""
    if "<p" in body or "&lt;p" in body:
        try:
            fragment = fragment_fromstring(plain_markup(body), create_parent="div")
        except (LxmlError, ValueError):
            return []
        body = "\n".join(element.text_content() for element in fragment.iter("p", "h2", "h3", "li"))
    return [line for line in map(one_line, plain(body).splitlines()) if line]


def plain_markup(body: str) -> str:
    """Unescape markup that was escaped once more for the record."""
    return without_controls(unescape(body) if "&lt;p" in body else body)


def _squeeze(text: str) -> str:
    return NO_LETTER.sub("", text)
