"""The walk over an edition: one story after the other, then what is made of all of them.

briefs, one at a time | view -> the story's files | what the lists need is gathered, long files set aside
| front page, lists, records, mail, feeds, search -> the files that were set aside
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from aggregator.models import Brief, Edition
from aggregator.render import channels, documents, feeds
from aggregator.render.categories import by_category
from aggregator.render.changes import correction_log
from aggregator.render.counts import count_views, left_out_views
from aggregator.render.crawlers import crawler_files
from aggregator.render.frame import Frame
from aggregator.render.gathered import Gathered
from aggregator.render.icalendar import icalendar
from aggregator.render.ledger import edition_ledger
from aggregator.render.ledger_files import csv_head, json_head
from aggregator.render.linked import CARD
from aggregator.render.mail import mail_files
from aggregator.render.method import method_view
from aggregator.render.search import FOLDER as SEARCH
from aggregator.render.search import Search, assets
from aggregator.render.shelves import ARCHIVE, all_days, shelves
from aggregator.render.spool import AFTER_LIST, Spool, before_list, list_spool
from aggregator.render.story import StoryFiles
from aggregator.render.templates import Templates, policy
from aggregator.render.views import EditionView

File = tuple[str, Iterable[bytes]]
"""A file of a site: its path, with slashes, and its content in pieces, to be read before the next file."""


def walk(
    edition: Edition,
    briefs: Iterable[Brief],
    look: Templates,
    earlier: tuple[date, ...],
    indexes: Mapping[str, bytes],
) -> Iterator[File]:
    """Yield the files of a site; `briefs` are read once, and let go one by one."""
    frame, gathered = Frame(edition, look), Gathered(edition)
    with list_spool() as whole, Spool() as csv, list_spool() as sources:
        for brief in briefs:
            story = StoryFiles(brief, frame)
            yield from map(_encoded, story.files())
            yield from story.feeds()
            gathered.add(brief, story.view)
            story.set_aside(whole, csv, sources)
        yield from _lists(frame, gathered)
        yield from map(_encoded, _texts(frame, gathered, earlier))
        yield from _feeds(frame, gathered)
        yield from _search(frame, gathered, indexes)
        yield CARD, (look.raw(CARD),)
        yield "edition.json", _list(documents.edition_head(edition), "briefs", whole)
        yield "ledger.csv", _chain(csv_head(), csv)
        head = json_head(edition_ledger(edition, (), ()))
        yield "ledger.json", _list(head, "sources", sources)


def _encoded(file: tuple[str, str]) -> File:
    path, text = file
    return path, (text.encode(),)


def _page(path: str, pieces: Iterable[str]) -> File:
    return path, (piece.encode() for piece in pieces)


def _list(head: object, name: str, items: Spool) -> Iterator[bytes]:
    yield before_list(head, name).encode()
    yield from items.read()
    yield AFTER_LIST.encode()


def _chain(head: str, rest: Spool) -> Iterator[bytes]:
    yield head.encode()
    yield from rest.read()


def _texts(frame: Frame, gathered: Gathered, earlier: tuple[date, ...]) -> Iterator[tuple[str, str]]:
    edition, stories = frame.edition, gathered.stories
    yield from _records(frame, gathered)
    yield from _moved(frame, gathered)
    yield from mail_files(stories, frame.look, frame.site("../")).items()
    days = all_days(edition, earlier)
    yield f"{ARCHIVE}/index.html", frame.html("archive.html", "../", days=days)
    yield from crawler_files(edition, by_category(stories), days, frame.base_url).items()
    if gathered.ahead:
        yield "calendar.ics", icalendar(edition, gathered.ahead, frame.base_url)
    yield "manifest.json", documents.manifest_json(edition)
    yield "report.json", documents.report_json(edition)
    yield "brief.schema.json", documents.brief_schema()
    yield "edition.schema.json", documents.edition_schema()


def edition_view(edition: Edition, gathered: Gathered) -> EditionView:
    """Return the front page of `edition`."""
    return EditionView(
        title=edition.title,
        at=edition.at,
        lead=gathered.lead,
        others=tuple(gathered.stories[1:]),
        categories=by_category(gathered.stories),
        dated=len(gathered.ahead),
        corrected=sum(entry.change.at == edition.at for entry in edition.corrections),
        counts=count_views(edition.counts),
        left_out=left_out_views(edition.left_out),
        left_out_total=len(edition.left_out),
    )


def _records(frame: Frame, gathered: Gathered) -> Iterator[tuple[str, str]]:
    """Yield what a reporter asks for beside the ledger: how the edition was made, and what was taken back."""
    edition = frame.edition
    method = method_view(edition, gathered.reasons, gathered.joins)
    corrections = correction_log(edition, gathered.corrected)
    yield "methodology.html", frame.html("methodology.html", "", method=method)
    yield "corrections.html", frame.html("corrections.html", "", corrections=corrections)


def _moved(frame: Frame, gathered: Gathered) -> Iterator[tuple[str, str]]:
    """Yield a page at the address of each story that another took over, which leads there."""
    titles = {story.slug: story.title for story in gathered.stories}
    for old, slug in sorted(frame.edition.moved.items()):
        page = frame.html("moved.html", "../../", slug=slug, title=titles.get(slug, slug))
        yield f"stories/{old}/index.html", page


def _lists(frame: Frame, gathered: Gathered) -> Iterator[File]:
    """Yield the pages that list stories, in pieces."""
    edition = frame.edition
    yield _page("index.html", frame.pieces("index.html", "", edition=edition_view(edition, gathered)))
    ledger = edition_ledger(edition, gathered.stories, gathered.outlets)
    yield _page("ledger.html", frame.pieces("ledger.html", "", ledger=ledger))
    for shelf in shelves(edition, gathered.stories):
        yield _page(f"{shelf.folder}index.html", frame.pieces("shelf.html", "../../", page=shelf))


def _search(frame: Frame, gathered: Gathered, indexes: Mapping[str, bytes]) -> Iterator[File]:
    """The search page, what it loads, and the months' indexes."""
    look, found = frame.look, Search(gathered.stories, indexes)
    style = look.style + look.text("search.css")
    page = look.render(
        "search.html",
        "html",
        search=found.view(),
        site=frame.site("../"),
        style=style,
        policy=policy(style, scripts=True),
    )
    yield _encoded((f"{SEARCH}/index.html", page))
    yield _encoded((f"{SEARCH}/search.js", look.text("search.js")))
    yield from map(_encoded, assets().items())
    yield from found.files()


def _feeds(frame: Frame, gathered: Gathered) -> Iterator[File]:
    yield from feeds.files(channels.whole(frame.edition, gathered.stories, frame.base_url))
    for category in by_category(gathered.stories):
        yield from feeds.files(channels.of_category(frame.edition, category, frame.base_url))
