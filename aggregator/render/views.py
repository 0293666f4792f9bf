"""What a template sees: briefs and editions with every look-up done. Documented in docs/edition.md.

Text is as the sources have it: the environment of each form cleans and escapes whatever a template prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The edition around a page. `root` is the way from the page to the site's top folder ("../../").

    `contact` is where a wrong line is reported, and `contact_link` the link there, "" if it is no address.
    """

    title: str
    root: str
    base_url: str
    at: datetime
    language: str
    contact: str = ""
    contact_link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A source. `link` is its address if it is plain http or https, else ""; `origin` a letter."""

    number: int
    outlet: str
    owner: str
    kind: str
    title: str
    link: str
    authors: tuple[str, ...]
    published: datetime | None
    fetched: datetime | None
    read: str
    origin: str
    only_here: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of a quoted sentence; `marked` where the line above it prints these words."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence behind a line, and the sources of one origin that print it in the same words."""

    runs: tuple[Run, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginView:
    """One witness: its letter, its outlets, why they are one, and what it says of the line at hand."""

    letter: str
    outlets: tuple[str, ...]
    why: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line with its standing ("confirmed", "unclear" or ""), its sources by number, and its proof."""

    anchor: str
    text: str
    question: str
    standing: str
    reasons: tuple[str, ...]
    note: str
    outlets: int
    origins: int
    cites: tuple[int, ...]
    support: tuple[OriginView, ...]
    against: tuple[OriginView, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """The outlets that support it, each once."""
        return tuple(dict.fromkeys(outlet for origin in self.support for outlet in origin.outlets))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One source's figure."""

    value: str
    outlet: str
    said_by: str
    as_of: str
    cite: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A quantity with more than one value; `kind` is "conflict" or "update"."""

    anchor: str
    counted: str
    kind: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    """Another story; `link` leads there from this page, "" where there is no site around it."""

    title: str
    tie: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section as printed; `related` and `sources` hold what only those two sections have."""

    key: str
    title: str
    lines: tuple[LineView, ...] = ()
    tables: tuple[TableView, ...] = ()
    related: tuple[RelatedView, ...] = ()
    sources: tuple[SourceView, ...] = ()

    @property
    def count(self) -> int:
        """How many things stand in it."""
        return len(self.lines) + len(self.related) + len(self.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """A brief as its templates see it. `known` and `unclear` count lines; `linked_data` is JSON-LD.

    `story` is the id of its story, `category_slug` the folder of its category.
    """

    story: str
    title: str
    slug: str
    category: str
    category_slug: str
    published: datetime
    updated: datetime
    summary: str
    sections: tuple[SectionView, ...]
    sources: tuple[SourceView, ...]
    origin_groups: tuple[OriginView, ...]
    articles: int
    outlets: int
    origins: int
    known: int
    unclear: int
    linked_data: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """The stories of one category, heaviest first. `slug` is the category in an address."""

    name: str
    slug: str
    anchor: str
    briefs: tuple[BriefView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfView:
    """A page that lists stories: of a category, or of a day. `folder` is where it lies.

    `feeds` is the folder of its own feeds, "" if those of the whole edition are its feeds.
    """

    title: str
    folder: str
    feeds: str
    categories: tuple[CategoryView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutItem:
    """One thing left out."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutView:
    """Things left out for one reason; `items` are the first of them, `more` counts the others."""

    step: str
    reason: str
    count: int
    items: tuple[LeftOutItem, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountView:
    """A count of the run: "feeds polled", 63."""

    name: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """The front page: the heaviest story, then the others by category.

    `dated` counts the lines to watch that stand in the calendar; with none there is no calendar.
    """

    title: str
    at: datetime
    lead: BriefView | None
    categories: tuple[CategoryView, ...]
    dated: int
    counts: tuple[CountView, ...]
    left_out: tuple[LeftOutView, ...]
    left_out_total: int
