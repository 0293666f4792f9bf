"""From the bytes of a page to an `Article`.

bytes | decode | parse -> tree | record, metadata | paragraphs | clean | how complete -> Article
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from aggregator.config import ExtractSettings
from aggregator.extract.body import paragraphs_of
from aggregator.extract.clean import CleanText, clean_paragraphs
from aggregator.extract.completeness import completeness_of, wall_reason
from aggregator.extract.decoding import decode, one_line, without_controls
from aggregator.extract.jsonld import PageRecord, read_record
from aggregator.extract.language import ENGLISH, language_of
from aggregator.extract.metadata import Metadata, read_metadata
from aggregator.identity import article_id, canonical_url
from aggregator.models import Article, Completeness, Problem

MAX_PAGE_BYTES = 10_000_000
"""A larger page is refused; real news pages have at most two or three million."""

MAX_ELEMENTS = 60_000
"""A page of more elements is refused: real news pages have up to 10,000."""

MANY_ATTRIBUTES = re.compile(
    r"""<[a-z][^\s/<>]*+(?:[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]*+))?+){300}""",
    re.IGNORECASE,
)
"""An element of 300 attributes; real ones have up to 30. The parser compares each with all before it."""

MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|div|p|article|title|h1|span|meta)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A page taken apart."""

    metadata: Metadata
    record: PageRecord
    clean: CleanText
    page_text: str


def extract_page(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    fetched: datetime | None = None,
    settings: ExtractSettings,
    languages: frozenset[str] | None = ENGLISH,
) -> Article | Problem:
    """Return the article of an HTML page, or the reason why there is none.

    Args:
        body: the page's bytes, decompressed.
        url: where it was fetched; "" for a file, then the page's own canonical link counts.
        content_type: the header of that name, for its charset.
        fetched: when it was fetched; no article is younger than that.
        settings: when a text counts as whole, and how long it may be.
        languages: two-letter codes to accept; None accepts all.
    """
    if len(body) > MAX_PAGE_BYTES:
        return no_article(url, "too_large", f"The page has more than {MAX_PAGE_BYTES:,} bytes.")
    text = without_controls(decode(body, content_type))
    if MANY_ATTRIBUTES.search(text):
        return no_article(url, "too_large", "An element of the page has hundreds of attributes.")
    tree = _parsed(text)
    if tree is None:
        return no_article(url, "no_html", "The page is no HTML.")
    if sum(1 for _ in zip(range(MAX_ELEMENTS + 1), tree.iter(), strict=False)) > MAX_ELEMENTS:
        return no_article(url, "too_large", f"The page has more than {MAX_ELEMENTS:,} elements.")
    return _article(_read(tree, url, fetched), fetched, settings, languages)


def _parsed(text: str) -> HtmlElement | None:
    if not MARKUP.search(text):
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError):
        return None


def _read(tree: HtmlElement, url: str, fetched: datetime | None) -> _Read:
    record = read_record(tree)
    metadata = read_metadata(tree, record, url=url, fetched=fetched)
    paragraphs = paragraphs_of(tree, record, metadata.url)
    return _Read(
        metadata=metadata,
        record=record,
        clean=clean_paragraphs(paragraphs, metadata.titles),
        page_text=one_line(tree.text_content()),
    )


def _article(
    read: _Read, fetched: datetime | None, settings: ExtractSettings, languages: frozenset[str] | None
) -> Article | Problem:
    metadata, clean = read.metadata, read.clean
    wall = wall_reason(metadata.title, clean.text, read.page_text)
    if wall or not clean.text:
        return no_article(metadata.url, wall or "no_text", WALLS[wall], metadata.title)
    language = language_of(clean.text, metadata.language)
    if languages is not None and language not in languages:
        return not_wanted(language, metadata.title, metadata.url)
    text, cut = bounded(clean.text, settings.max_text_chars)
    whole = completeness_of(text, read.page_text, read.record, settings.min_full_chars)
    return Article(
        id=article_id(canonical_url(metadata.url) or text),
        text=text,
        title=metadata.title,
        url=canonical_url(metadata.url),
        outlet=metadata.outlet,
        authors=metadata.authors,
        published=metadata.published,
        times=metadata.times,
        original=canonical_url(metadata.original),
        fetched=fetched,
        language=language,
        completeness=Completeness.PARTIAL if cut else whole,
        dateline=clean.dateline,
        credits=clean.credits,
        notices=clean.notices,
        opinion=metadata.opinion,
    )


WALLS = {
    "": "No article text was found on the page.",
    "consent_page": "The page asks for consent and shows no article.",
    "robot_check": "The page asks for a browser or a human and shows no article.",
}
"""What a person is told of a page without an article, by reason code."""


def bounded(text: str, limit: int) -> tuple[str, bool]:
    """Return the text cut at a paragraph to at most `limit` characters, and whether it was cut."""
    if len(text) <= limit:
        return text, False
    end = text.rfind("\n\n", 0, limit + 1)
    return text[: end if end > 0 else limit], True


def not_wanted(language: str, title: str, url: str, subject: str = "") -> Problem:
    """Return the problem of an article in a language that is not read."""
    return Problem(
        step="extract",
        subject=subject or title or url,
        reason="not_english" if language != "en" else "other_language",
        detail=f"The text is in another language ({language}).",
        url=url,
        fatal=False,
    )


def no_article(url: str, reason: str, detail: str, subject: str = "") -> Problem:
    """Return the problem of a page without an article; nothing that must stop or alarm a run."""
    return Problem(
        step="extract", subject=subject or url or "page", reason=reason, detail=detail, url=url, fatal=False
    )


def article_record(article: Article, name: str) -> dict[str, object]:
    """Return the line that `aggregator extract` writes; `name` becomes its id."""
    return {
        "id": name,
        "url": article.url,
        "title": article.title,
        "authors": list(article.authors),
        "published": article.published.isoformat() if article.published else None,
        "outlet": article.outlet,
        "language": article.language,
        "text": article.text,
        "completeness": article.completeness.value,
    }
