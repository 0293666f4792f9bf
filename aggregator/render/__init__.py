"""Rendering: an edition becomes the files of its site. Pure; nothing is read but templates.

edition | views (every look-up done) | templates (HTML, Markdown, text) + JSON + RSS -> {path: bytes}
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from aggregator.models import Brief, Edition
from aggregator.render import documents
from aggregator.render.build import brief_view, edition_view
from aggregator.render.feed import rss
from aggregator.render.templates import Templates, standard
from aggregator.render.text import contact_link
from aggregator.render.views import BriefView, Site

__all__ = ["BriefForm", "render_brief", "render_edition"]

BriefForm = Literal["html", "md", "txt", "json"]


def render_edition(edition: Edition, *, templates: Path | None = None) -> dict[str, bytes]:
    """Return the site of `edition`: each file's path, with slashes, and its bytes.

    `templates` is a folder whose files stand in for the project's own of the same name.

    Raises:
        TemplateError: if a template is missing or wrong.
        ValueError: if two briefs have the same slug.
    """
    look = Templates(templates) if templates else standard()
    files: dict[str, bytes] = {}
    for path, text in _files(edition, look):
        if path in files:
            raise ValueError(f"{path}: two briefs of edition {edition.id} have this address")
        files[path] = text.encode()
    return files


def render_brief(brief: Brief, form: BriefForm, *, templates: Path | None = None) -> str:
    """Return one brief that stands alone, as HTML, Markdown, plain text or JSON.

    Raises:
        TemplateError: if a template is missing or wrong.
    """
    if form == "json":
        return documents.brief_json(brief)
    look = Templates(templates) if templates else standard()
    return _page(brief_view(brief), form, look, None)


def _files(edition: Edition, look: Templates) -> Iterator[tuple[str, str]]:
    base_url = edition.base_url.rstrip("/") + "/" if edition.base_url else ""
    views: list[BriefView] = []
    for brief in edition.briefs:
        site = _site(edition, base_url, "../../")
        view = brief_view(brief, site)
        views.append(view)
        folder = f"stories/{brief.slug}"
        yield f"{folder}/index.html", _page(view, "html", look, site)
        yield f"{folder}/brief.md", _page(view, "md", look, site)
        yield f"{folder}/brief.txt", _page(view, "txt", look, site)
        yield f"{folder}/brief.json", documents.brief_json(brief)
    yield "index.html", _front(edition, views, look, _site(edition, base_url, ""))
    yield "feed.xml", rss(edition, views, base_url)
    yield "edition.json", documents.edition_json(edition)
    yield "manifest.json", documents.manifest_json(edition)
    yield "report.json", documents.report_json(edition)
    yield "brief.schema.json", documents.brief_schema()
    yield "edition.schema.json", documents.edition_schema()


def _site(edition: Edition, base_url: str, root: str) -> Site:
    return Site(
        title=edition.title,
        root=root,
        base_url=base_url,
        at=edition.at,
        language=edition.language,
        contact=edition.contact,
        contact_link=contact_link(edition.contact),
    )


def _page(view: BriefView, form: Literal["html", "md", "txt"], look: Templates, site: Site | None) -> str:
    name = "story.html" if form == "html" else f"brief.{form}"
    return look.render(name, form, brief=view, site=site, style=look.style, policy=look.policy)


def _front(edition: Edition, views: list[BriefView], look: Templates, site: Site) -> str:
    page = edition_view(edition, views)
    return look.render("index.html", "html", edition=page, site=site, style=look.style, policy=look.policy)
