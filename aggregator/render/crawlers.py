"""What search engines read: a sitemap, a news sitemap, and robots.txt.

Sitemaps hold whole addresses, so without a public one there are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from html import escape

from aggregator.models import Edition
from aggregator.render.shelves import ARCHIVE
from aggregator.render.text import plain
from aggregator.render.views import CategoryView, TeaserView

NEWS_AGE = timedelta(days=2)
"""A news sitemap names only what was published this lately, as its specification asks."""

RECORDS = ("corrections.html", "ledger.html", "methodology.html")
"""Pages of the edition that are no list of stories."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def crawler_files(
    edition: Edition, categories: Sequence[CategoryView], days: Sequence[date], base_url: str
) -> dict[str, str]:
    """Return the files for search engines, by path."""
    if not base_url:
        return {"robots.txt": _robots([])}
    stories = [story for category in categories for story in category.briefs]
    sitemaps = {
        "sitemap.xml": _sitemap(edition, categories, days, base_url),
        "news-sitemap.xml": _news_sitemap(edition, stories, base_url),
    }
    return sitemaps | {"robots.txt": _robots([f"{base_url}{name}" for name in sitemaps])}


def _robots(sitemaps: Sequence[str]) -> str:
    """Let everything be read: an empty `Disallow` forbids nothing."""
    named = "".join(f"Sitemap: {address}\n" for address in sitemaps)
    return f"User-agent: *\nDisallow:\n{named}"


def _sitemap(
    edition: Edition, categories: Sequence[CategoryView], days: Sequence[date], base_url: str
) -> str:
    """Name every page of the edition, and the days before it with no time of change."""
    pages: dict[str, datetime | None] = {"": edition.at}
    for category in categories:
        pages[f"categories/{category.slug}/"] = max(story.updated for story in category.briefs)
        for story in category.briefs:
            home = f"stories/{story.slug}/"
            pages |= dict.fromkeys((home, f"{home}ledger.html"), story.updated)
    pages |= dict.fromkeys((*RECORDS, f"{ARCHIVE}/"), edition.at)
    for day in days:
        pages[f"{ARCHIVE}/{day.isoformat()}/"] = edition.at if day == edition.at.date() else None
    return _urlset(
        f'xmlns="{_SITEMAP}"',
        (
            _url(f"{base_url}{path}", _tag("lastmod", at.isoformat()) if at else "")
            for path, at in pages.items()
        ),
    )


def _news_sitemap(edition: Edition, stories: Sequence[TeaserView], base_url: str) -> str:
    recent = [story for story in stories if story.published >= edition.at - NEWS_AGE]
    return _urlset(
        f'xmlns="{_SITEMAP}" xmlns:news="{_NEWS}"',
        (_url(f"{base_url}stories/{story.slug}/", _news(edition, story)) for story in recent),
    )


def _news(edition: Edition, story: TeaserView) -> str:
    publication = _tag("news:name", edition.title) + _tag("news:language", edition.language)
    return (
        f"<news:news><news:publication>{publication}</news:publication>"
        f"{_tag('news:publication_date', story.published.isoformat())}"
        f"{_tag('news:title', story.title)}</news:news>"
    )


def _url(address: str, more: str) -> str:
    return f"<url>{_tag('loc', address)}{more}</url>\n"


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(plain(text))}</{name}>"


def _urlset(names: str, urls: Iterator[str]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {names}>\n{"".join(urls)}</urlset>\n'
