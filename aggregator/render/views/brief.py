"""A brief as its templates see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from aggregator.render.views.exhibits import AgreementView, ChangeView, TimelineView
from aggregator.render.views.lines import OriginView, SectionView, SourceView


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
    weight_told: str
    outlets: int
    origins: int
    known: int
    unclear: int
    linked_data: Markup
    agreement: AgreementView | None
    timeline: TimelineView | None
    changes: tuple[ChangeView, ...]
    changed_since: datetime | None
    corrections: tuple[ChangeView, ...]

    @property
    def news(self) -> tuple[ChangeView, ...]:
        """The changes that take nothing back; the others stand among the corrections."""
        return tuple(change for change in self.changes if not change.correcting)

    @property
    def changed(self) -> datetime | None:
        """When its lines last changed; none in its first version."""
        return self.changes[0].at if self.changes else None

    @property
    def change_counts(self) -> tuple[tuple[str, int], ...]:
        """How many lines changed in each way: ("new", 3), ..."""
        kinds = [change.word for change in self.changes]
        return tuple((kind, kinds.count(kind)) for kind in dict.fromkeys(kinds))
