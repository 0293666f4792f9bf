"""A brief as linked data: schema.org's NewsArticle, for search engines and archives.

It says no more than the page does: its lines are Claims with the sources they appear in, and what was taken
back is a CorrectionComment. Nothing is a ClaimReview: no line is rated true or false.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.models import Brief, Change, SourceEntry
from aggregator.render.categories import category_name
from aggregator.render.text import counted, http_url, plain
from aggregator.render.views import WEIGHED, LineView, SectionView, Site

CARD = "card.png"
"""The picture that a link to a page is shown with elsewhere, the same for every page of an edition."""

# Notes that take something back, of all that `extract` takes for editorial notes.
_CORRECTION = re.compile(
    r"\b(?:correct(?:ed|ions?)|errat(?:um|a)|retraction)\b"
    r"|^\W*(?:an?|the) (?:earlier|previous|original|prior|initial) (?:version|edition|headline|caption)\b",
    re.IGNORECASE,
)


def news_article(
    brief: Brief, summary: str, sections: Sequence[SectionView], site: Site | None
) -> dict[str, object]:
    """Return `brief` as schema.org's NewsArticle."""
    lines = (line for section in sections if section.key in WEIGHED for line in section.lines)
    corrections = [_taken_back(change) for change in brief.corrections]
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": plain(brief.title),
        "description": plain(summary),
        "datePublished": (brief.published or brief.updated).isoformat(),
        "dateModified": brief.updated.isoformat(),
        "articleSection": category_name(brief.category),
        "citation": [_citation(source) for source in brief.sources],
        "hasPart": [_claim(line) for line in lines if line.cites],
    }
    if corrections:
        data["correction"] = corrections
    if site:
        data |= _in(site, brief)
    return data


def _in(site: Site, brief: Brief) -> dict[str, object]:
    """Return what a page says of the edition it stands in."""
    said: dict[str, object] = {"inLanguage": site.language, "publisher": _organization(site.title)}
    if site.base_url:
        said["publisher"] = {
            "@type": "NewsMediaOrganization",
            "name": plain(site.title),
            "url": site.base_url,
            "publishingPrinciples": f"{site.base_url}methodology.html",
            "correctionsPolicy": f"{site.base_url}corrections.html",
        }
        said["url"] = f"{site.base_url}stories/{brief.slug}/"
        said["image"] = f"{site.base_url}{CARD}"
    return said


def _claim(line: LineView) -> dict[str, object]:
    """Return a line: its standing in words, and the sources whose sentences stand behind it."""
    why = counted(line.origins, "origin") if line.mark == "confirmed" else plain(line.note)
    return {
        "@type": "Claim",
        "@id": f"#{line.anchor}",
        "text": plain(line.text),
        "description": f"{line.word}: {why}" if why else line.word,
        "appearance": [{"@id": f"#source-{number}"} for number in line.cites],
    }


def _taken_back(change: Change) -> dict[str, object]:
    then = plain(change.then.text) if change.then else ""
    return {
        "@type": "CorrectionComment",
        "text": f"{change.kind.value.capitalize()}: {then} ({plain(change.note)})",
        "datePublished": change.at.isoformat(),
    }


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
    return {"@type": "Article", "@id": f"#source-{source.number}"} | {
        name: value for name, value in said.items() if value
    }


def _organization(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": plain(name)}
