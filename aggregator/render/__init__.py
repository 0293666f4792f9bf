"""Rendering: an edition becomes the files of its site. Pure; nothing is read but templates.

edition | views (every look-up done) | templates (HTML, Markdown, text) + JSON + feeds -> files, one by one
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from aggregator.models import Brief, Edition
from aggregator.render import documents
from aggregator.render.build import brief_view
from aggregator.render.links import LinkCheck
from aggregator.render.site import File, walk
from aggregator.render.story import brief_page
from aggregator.render.templates import Templates, standard

__all__ = ["BriefForm", "File", "LinkCheck", "edition_files", "render_brief", "render_edition"]

BriefForm = Literal["html", "md", "txt", "json"]


def edition_files(
    edition: Edition,
    *,
    briefs: Iterable[Brief] | None = None,
    templates: Path | None = None,
    earlier: Iterable[date] = (),
    indexes: Mapping[str, bytes] | None = None,
) -> Iterator[File]:
    """Yield the site of `edition`, file by file; each is to be read before the next is asked for.

    One story is held at a time. `briefs`, heaviest first, stand in for those of `edition` where it is too
    large to be held itself. `templates` is a folder whose files stand in for the project's own of the same
    name; `earlier` are the other days whose pages stand beside it, and `indexes` the search indexes published
    before, by month.

    Raises:
        TemplateError: if a template is missing or wrong.
        PublishError: if one of `indexes` cannot be read.
        ValueError: if two files have the same path, as of two briefs with the same slug.
    """
    look = Templates(templates) if templates else standard()
    made = edition.briefs if briefs is None else briefs
    pages: set[str] = set()
    for path, content in walk(edition, made, look, tuple(earlier), indexes or {}):
        if path in pages:
            raise ValueError(f"{path}: two briefs of edition {edition.id} have this address")
        if path.endswith("/index.html"):  # every story's folder has one
            pages.add(path)
        yield path, content


def render_edition(
    edition: Edition,
    *,
    templates: Path | None = None,
    earlier: Iterable[date] = (),
    indexes: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """Return the whole site of `edition` at once, as `edition_files` yields it."""
    files = edition_files(edition, templates=templates, earlier=earlier, indexes=indexes)
    return {path: b"".join(content) for path, content in files}


def render_brief(brief: Brief, form: BriefForm, *, templates: Path | None = None) -> str:
    """Return one brief that stands alone, as HTML, Markdown, plain text or JSON.

    Raises:
        TemplateError: if a template is missing or wrong.
    """
    if form == "json":
        return documents.brief_json(brief)
    look = Templates(templates) if templates else standard()
    return brief_page(brief_view(brief), form, look, None)
