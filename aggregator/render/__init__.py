"""Rendering: an edition becomes the files of its site. Pure; nothing is read but templates.

edition | views (every look-up done) | templates (HTML, Markdown, text) + JSON + feeds -> {path: bytes}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from aggregator.models import Brief, Edition
from aggregator.render import documents, feeds
from aggregator.render.ahead import days_ahead
from aggregator.render.build import brief_view, by_category, edition_view
from aggregator.render.changes import correction_log
from aggregator.render.crawlers import crawler_files
from aggregator.render.icalendar import icalendar
from aggregator.render.ledger import edition_ledger, ledger_csv, ledger_json, story_ledger
from aggregator.render.links import dead_links
from aggregator.render.mail import mail_files
from aggregator.render.method import method_view
from aggregator.render.search import FOLDER as SEARCH
from aggregator.render.search import assets, search_of
from aggregator.render.shelves import ARCHIVE, all_days, shelves
from aggregator.render.templates import Templates, policy, standard
from aggregator.render.text import contact_link
from aggregator.render.views import BriefView, LedgerView, Site

__all__ = ["BriefForm", "dead_links", "render_brief", "render_edition"]

BriefForm = Literal["html", "md", "txt", "json"]


def render_edition(
    edition: Edition,
    *,
    templates: Path | None = None,
    earlier: Iterable[date] = (),
    indexes: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """Return the site of `edition`: each file's path, with slashes, and its bytes.

    `templates` is a folder whose files stand in for the project's own of the same name; `earlier` are the
    other days whose pages stand beside it, and `indexes` the search indexes published before, by month.

    Raises:
        TemplateError: if a template is missing or wrong.
        PublishError: if one of `indexes` cannot be read.
        ValueError: if two briefs have the same slug.
    """
    look = Templates(templates) if templates else standard()
    files: dict[str, bytes] = {}
    for path, text in _files(edition, look, tuple(earlier), indexes or {}):
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


def _files(
    edition: Edition, look: Templates, earlier: tuple[date, ...], indexes: Mapping[str, bytes]
) -> Iterator[tuple[str, str]]:
    views = tuple(brief_view(brief, _site(edition, "../../")) for brief in edition.briefs)
    for brief, view in zip(edition.briefs, views, strict=True):
        yield from _story(brief, view, look, _site(edition, "../../"))
    yield "index.html", _front(edition, views, look)
    yield from _records(edition, views, look)
    yield from _moved(edition, look)
    yield from _lists(edition, views, look, earlier)
    yield from _search(edition, views, look, indexes)
    yield from mail_files(views, look, _site(edition, "../")).items()
    yield from _feeds(edition, views)
    yield from crawler_files(
        edition, by_category(views), all_days(edition, earlier), _base_url(edition)
    ).items()
    if events := days_ahead(edition):
        yield "calendar.ics", icalendar(edition, events, _base_url(edition))
    yield "edition.json", documents.edition_json(edition)
    yield "manifest.json", documents.manifest_json(edition)
    yield "report.json", documents.report_json(edition)
    yield "brief.schema.json", documents.brief_schema()
    yield "edition.schema.json", documents.edition_schema()


def _story(brief: Brief, view: BriefView, look: Templates, site: Site) -> Iterator[tuple[str, str]]:
    folder = f"stories/{brief.slug}"
    yield f"{folder}/index.html", _page(view, "html", look, site)
    yield f"{folder}/brief.md", _page(view, "md", look, site)
    yield f"{folder}/brief.txt", _page(view, "txt", look, site)
    yield f"{folder}/brief.json", documents.brief_json(brief)


def _records(edition: Edition, views: tuple[BriefView, ...], look: Templates) -> Iterator[tuple[str, str]]:
    """Yield what a reporter asks for: the ledgers, how it was made, and what was taken back."""
    ledgers = [story_ledger(brief, view) for brief, view in zip(edition.briefs, views, strict=True)]
    for ledger, view in zip(ledgers, views, strict=True):
        yield from _ledger(ledger, f"stories/{view.slug}/", look, _site(edition, "../../"))
    site = _site(edition, "")
    yield from _ledger(edition_ledger(edition, views, ledgers), "", look, site)
    yield "methodology.html", _html("methodology.html", look, site, method=method_view(edition))
    yield "corrections.html", _html("corrections.html", look, site, corrections=correction_log(edition))


def _ledger(ledger: LedgerView, folder: str, look: Templates, site: Site) -> Iterator[tuple[str, str]]:
    yield f"{folder}ledger.html", _html("ledger.html", look, site, ledger=ledger)
    yield f"{folder}ledger.csv", ledger_csv(ledger)
    yield f"{folder}ledger.json", ledger_json(ledger)


def _moved(edition: Edition, look: Templates) -> Iterator[tuple[str, str]]:
    """Yield a page at the address of each story that another took over, which leads there."""
    titles = {brief.slug: brief.title for brief in edition.briefs}
    for old, slug in sorted(edition.moved.items()):
        title = titles.get(slug, slug)
        yield (
            f"stories/{old}/index.html",
            _html("moved.html", look, _site(edition, "../../"), slug=slug, title=title),
        )


def _lists(
    edition: Edition, views: tuple[BriefView, ...], look: Templates, earlier: tuple[date, ...]
) -> Iterator[tuple[str, str]]:
    for shelf in shelves(edition, views):
        yield f"{shelf.folder}index.html", _html("shelf.html", look, _site(edition, "../../"), page=shelf)
    days = all_days(edition, earlier)
    yield f"{ARCHIVE}/index.html", _html("archive.html", look, _site(edition, "../"), days=days)


def _search(
    edition: Edition, views: tuple[BriefView, ...], look: Templates, indexes: Mapping[str, bytes]
) -> Iterator[tuple[str, str]]:
    """The search page, what it loads, and the months' indexes."""
    found = search_of(views, indexes)
    style = look.style + look.text("search.css")
    page = look.render(
        "search.html",
        "html",
        search=found.view(),
        site=_site(edition, "../"),
        style=style,
        policy=policy(style, scripts=True),
    )
    yield f"{SEARCH}/index.html", page
    yield f"{SEARCH}/search.js", look.text("search.js")
    yield from assets().items()
    yield from found.files.items()


def _feeds(edition: Edition, views: tuple[BriefView, ...]) -> Iterator[tuple[str, str]]:
    base_url = _base_url(edition)
    yield from feeds.files(feeds.whole(edition, views, base_url)).items()
    for category in by_category(views):
        yield from feeds.files(feeds.of_category(edition, category, base_url)).items()


def _base_url(edition: Edition) -> str:
    return edition.base_url.rstrip("/") + "/" if edition.base_url else ""


def _site(edition: Edition, root: str) -> Site:
    return Site(
        title=edition.title,
        root=root,
        base_url=_base_url(edition),
        at=edition.at,
        language=edition.language,
        contact=edition.contact,
        contact_link=contact_link(edition.contact),
    )


def _page(view: BriefView, form: Literal["html", "md", "txt"], look: Templates, site: Site | None) -> str:
    name = "story.html" if form == "html" else f"brief.{form}"
    return look.render(name, form, brief=view, site=site, style=look.style, policy=look.policy)


def _front(edition: Edition, views: tuple[BriefView, ...], look: Templates) -> str:
    return _html("index.html", look, _site(edition, ""), edition=edition_view(edition, views))


def _html(name: str, look: Templates, site: Site, **context: object) -> str:
    return look.render(name, "html", site=site, style=look.style, policy=look.policy, **context)
