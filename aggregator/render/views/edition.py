"""An edition as its templates see it: the front page, lists, the ledger, the methodology."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.models import Rule, StepVersion
from aggregator.render.views.brief import BriefView, TeaserView
from aggregator.render.views.lines import LineView, SourceView


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
class CategoryView:
    """The stories of one category, heaviest first. `slug` is the category in an address."""

    name: str
    slug: str
    anchor: str
    briefs: tuple[TeaserView, ...]


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
    """The front page: the heaviest story, the others in the order of their weight, and all by category.

    `dated` counts the lines to watch that stand in the calendar; with none there is no calendar.
    `corrected` counts what this edition takes back.
    """

    title: str
    at: datetime
    lead: BriefView | None
    others: tuple[TeaserView, ...]
    categories: tuple[CategoryView, ...]
    dated: int
    corrected: int
    counts: tuple[CountView, ...]
    left_out: tuple[LeftOutView, ...]
    left_out_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView:
    """A later form of a source: when it was read, and what had changed, in words."""

    read: datetime
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A source in the ledger: all that is known of it, and the lines that rest on it alone."""

    source: SourceView
    story: str
    slug: str
    article: str
    url: str
    feed: str
    joined: tuple[str, ...]
    alone: tuple[LineView, ...]
    notices: tuple[str, ...]
    revisions: tuple[RevisionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletView:
    """An outlet of the edition: how many of its articles were read, how many of those in full."""

    name: str
    owner: str
    kind: str
    interest: str
    articles: int
    full: int
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerView:
    """The reporter's ledger of a story, or of the whole edition, which lists outlets instead of sources.

    `origins` are those of the story; `brief` is none for the edition.
    """

    title: str
    brief: BriefView | None
    briefs: tuple[TeaserView, ...]
    counts: tuple[CountView, ...]
    rows: tuple[LedgerRow, ...]
    outlets: tuple[OutletView, ...]
    left_out: tuple[LeftOutView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """A reason for a standing, and how many lines of the edition have it."""

    code: str
    words: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """How the edition was made: rules by section of the settings, reasons, what joins articles."""

    rules: tuple[tuple[str, tuple[Rule, ...]], ...]
    reasons: tuple[ReasonView, ...]
    joins: tuple[ReasonView, ...]
    program: str
    steps: tuple[StepVersion, ...]

    def value(self, name: str) -> str:
        """Return the value in force of "section.name", "" where the edition does not record it."""
        section, _, wanted = name.partition(".")
        rules = next((rules for key, rules in self.rules if key == section), ())
        return next((rule.value for rule in rules if rule.name == wanted), "")
