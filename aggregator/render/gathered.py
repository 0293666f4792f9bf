"""What an edition's lists are made of, gathered while its stories pass one by one.

Nothing whole is kept of a story but of the heaviest, so that an edition of any size takes little memory.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

from aggregator.models import Brief, Completeness, Edition, Reason, SourceEntry
from aggregator.render.ahead import Ahead, days_ahead
from aggregator.render.changes import corrected_articles
from aggregator.render.mail import MOST_WITH_LINES
from aggregator.render.method import joins_of, reasons_of
from aggregator.render.teasers import teaser
from aggregator.render.views import BriefView, OutletView, TeaserView


def _hashes() -> array[int]:
    return array("q")


@dataclass(slots=True)
class _Outlet:
    """An outlet's articles, each by the hash of its id; the first of them says whose it is."""

    first: SourceEntry
    articles: array[int] = field(default_factory=_hashes)
    full: array[int] = field(default_factory=_hashes)
    stories: int = 0


class Gathered:
    """The stories of an edition in short, in the order of their weight, and what is counted over them."""

    def __init__(self, edition: Edition) -> None:
        self.stories: list[TeaserView] = []
        self.lead: BriefView | None = None
        self.reasons: Counter[Reason] = Counter()
        self.joins: Counter[str] = Counter()
        self.corrected: dict[str, str] = {}
        """Outlets of the articles that stand in the log of corrections."""
        self._since = edition.at.date()
        self._ahead: list[Ahead] = []
        self._outlets: dict[str, _Outlet] = {}
        self._in_log = corrected_articles(edition)

    def add(self, brief: Brief, view: BriefView) -> None:
        """Take what the lists need of the next story."""
        if self.lead is None:
            self.lead = view
        self.stories.append(teaser(view, lines=len(self.stories) < MOST_WITH_LINES))
        self.reasons.update(reasons_of(brief))
        self.joins.update(joins_of(brief))
        self._ahead.extend(days_ahead(brief, self._since))
        self._count(brief)

    def _count(self, brief: Brief) -> None:
        for source in brief.sources:
            outlet = self._outlets.setdefault(source.outlet, _Outlet(source))
            outlet.articles.append(hash(source.article))
            if source.completeness is Completeness.FULL:
                outlet.full.append(hash(source.article))
            if source.article in self._in_log:
                self.corrected[source.article] = source.outlet
        for name in {source.outlet for source in brief.sources}:
            self._outlets[name].stories += 1

    @property
    def ahead(self) -> tuple[Ahead, ...]:
        """The lines to watch that have a day, by day."""
        return tuple(sorted(self._ahead, key=lambda ahead: ahead.day))

    @property
    def outlets(self) -> tuple[OutletView, ...]:
        """The outlets, those with most articles first; one article in two stories counts once."""
        found = (
            OutletView(
                name=name,
                owner=outlet.first.owner,
                kind=outlet.first.kind,
                interest=outlet.first.interest,
                articles=len(set(outlet.articles)),
                full=len(set(outlet.full)),
                stories=outlet.stories,
            )
            for name, outlet in self._outlets.items()
        )
        return tuple(sorted(found, key=lambda outlet: (-outlet.articles, outlet.name)))
