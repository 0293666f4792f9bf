"""From an item of a feed to an `Article`: its page first, the feed's own words where the page gives none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from aggregator.config import ExtractSettings
from aggregator.extract.clean import clean_text
from aggregator.extract.completeness import is_cut
from aggregator.extract.decoding import headline
from aggregator.extract.judging import judged
from aggregator.extract.language import ENGLISH, language_of
from aggregator.extract.metadata import MAX_TITLE, is_opinion
from aggregator.extract.page import bounded, extract_page, no_article, not_wanted
from aggregator.identity import article_id, canonical_url
from aggregator.models import Article, Completeness, Entry, Feed, Problem, StatedTime

MORE_TEXT = 1.25
"""A feed's text is taken instead of the page's where it is longer by this factor: the page is a preview."""


def article_from_entry(  # noqa: PLR0913
    entry: Entry,
    feed: Feed,
    *,
    body: bytes | None,
    url: str,
    content_type: str,
    fetched: datetime,
    settings: ExtractSettings,
    languages: frozenset[str] | None = ENGLISH,
) -> Article | Problem:
    """Return the article of a feed's item: the page's where it can be read, else the feed's own text.

    Args:
        entry: the item.
        feed: the feed it stands in; it names outlet, family and category.
        body: the page's bytes, or None where no page could be had.
        url: the page's last address after redirects.
        content_type: the page's header of that name.
        fetched: when the page was fetched.
        settings: as for `extract_page`.
        languages: two-letter codes to accept; None accepts all.
    """
    alone = _from_feed(entry, fetched, settings, languages)
    if body is None or _is_front_page(url, entry.url):
        found = alone
    else:
        found = extract_page(
            body,
            url=url or entry.url,
            content_type=content_type,
            fetched=fetched,
            settings=_measured_by(alone, settings),
            languages=languages,
        )
        if isinstance(found, Article) and isinstance(alone, Article):
            found = _completed(found, alone, settings)
        elif isinstance(found, Problem) and found.reason != "not_english":
            found = alone if isinstance(alone, Article) else found
    if isinstance(found, Problem):
        return replace(found, subject=entry.title or found.subject, url=found.url or entry.url)
    return _of_feed(found, entry, feed)


def _measured_by(feed: Article | Problem, settings: ExtractSettings) -> ExtractSettings:
    """Settings under which a short page is whole if it says at least as much as its feed does."""
    if isinstance(feed, Problem):
        return settings
    enough = max(len(feed.text), settings.min_full_chars // 2)
    return settings.model_copy(update={"min_full_chars": min(settings.min_full_chars, enough)})


def _is_front_page(url: str, wanted: str) -> bool:
    """Whether we were sent to a front page instead of the article, as sites do with pages they took down."""
    return not urlsplit(url or wanted).path.strip("/") and bool(urlsplit(wanted).path.strip("/"))


def _from_feed(
    entry: Entry, fetched: datetime, settings: ExtractSettings, languages: frozenset[str] | None
) -> Article | Problem:
    clean = clean_text(_blocks(entry.text), (entry.title,))
    if not clean.text:
        return no_article(entry.url, "no_text", "Neither page nor feed gave a text.", entry.title)
    language = language_of(clean.text, entry.language)
    if languages is not None and language not in languages:
        return not_wanted(language, entry.title, entry.url)
    text, _ = bounded(clean.text, settings.max_text_chars)
    return Article(
        id=article_id(canonical_url(entry.url) or entry.id),
        text=text,
        title=headline(entry.title, MAX_TITLE),
        url=canonical_url(entry.url),
        outlet=entry.outlet,
        authors=entry.authors,
        fetched=fetched,
        language=language,
        completeness=Completeness.FEED_ONLY,
        dateline=clean.dateline,
        credits=clean.credits,
        notices=clean.notices,
        opinion=is_opinion(entry.title, entry.url),
    )


def _blocks(text: str) -> str:
    """Return a text whose lines are its paragraphs with a blank line between them."""
    return "\n\n".join(line for line in text.splitlines() if line.strip())


def _completed(page: Article, feed: Article, settings: ExtractSettings) -> Article:
    """The page's article with what only the feed knows."""
    if len(feed.text) > MORE_TEXT * len(page.text):
        whole = len(feed.text) >= settings.min_full_chars and not is_cut(feed.text)
        return replace(
            page,
            text=feed.text,
            completeness=Completeness.FULL if whole else Completeness.PARTIAL,
            dateline=feed.dateline or page.dateline,
            credits=feed.credits or page.credits,
        )
    return page


def _of_feed(article: Article, entry: Entry, feed: Feed) -> Article:
    """The article with the names under which its feed is kept; a feed of opinion brings nothing else."""
    outlet = entry.outlet or feed.outlet or article.outlet
    published, times = judged((*article.times, *_of_entry(entry)), article.fetched)
    return replace(
        article,
        title=article.title or headline(entry.title, MAX_TITLE),
        published=published,
        times=times,
        authors=article.authors or entry.authors,
        outlet=outlet,
        family=feed.family,
        owner=feed.owner,
        kind=feed.kind,
        category=feed.category,
        feed=feed.url,
        opinion=article.opinion or any(is_opinion("", outlet=name) for name in (outlet, feed.name)),
    )


def _of_entry(entry: Entry) -> Iterator[StatedTime]:
    """The times that the feed gives its item."""
    if entry.published:
        yield StatedTime(source="feed", time=entry.published)
    if entry.updated:
        yield StatedTime(source="feed_updated", time=entry.updated)
