"""A brief as linked data: schema.org's NewsArticle, for search engines and archives.

It says no more than the page does. `correction` stands on the source that printed one: the brief itself is
made anew, never corrected.
"""

from __future__ import annotations

import re

from aggregator.models import Brief, SourceEntry
from aggregator.render.text import http_url, plain
from aggregator.render.views import Site

# Notes that take something back, of all that `extract` takes for editorial notes.
_CORRECTION = re.compile(
    r"\b(?:correct(?:ed|ions?)|errat(?:um|a)|retraction)\b"
    r"|^\W*(?:an?|the) (?:earlier|previous|original|prior|initial) (?:version|edition|headline|caption)\b",
    re.IGNORECASE,
)


def news_article(brief: Brief, summary: str, site: Site | None) -> dict[str, object]:
    """Return `brief` as schema.org's NewsArticle."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": plain(brief.title),
        "description": plain(summary),
        "datePublished": (brief.published or brief.updated).isoformat(),
        "dateModified": brief.updated.isoformat(),
        "citation": [_citation(source) for source in brief.sources],
    }
    if site:
        data["inLanguage"] = site.language
        data["publisher"] = _organization(site.title)
    if site and site.base_url:
        data["url"] = f"{site.base_url}stories/{brief.slug}/"
    return data


def _citation(source: SourceEntry) -> dict[str, object]:
    """Return a source; what it does not give is left out."""
    corrections = [plain(notice) for notice in source.notices if _CORRECTION.search(plain(notice))]
    said: dict[str, object] = {
        "headline": plain(source.title),
        "url": http_url(source.url),
        "publisher": _organization(source.outlet) if plain(source.outlet) else "",
        "datePublished": source.published.isoformat() if source.published else "",
        "correction": corrections[0] if len(corrections) == 1 else corrections,
    }
    return {"@type": "Article"} | {name: value for name, value in said.items() if value}


def _organization(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": plain(name)}
