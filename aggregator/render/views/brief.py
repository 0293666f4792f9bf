"""A brief as its templates see it: whole on its own page, short in lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from aggregator.render.views.exhibits import AgreementView, ChangeView, TimelineView
from aggregator.render.views.lines import LineView, OriginView, SectionView, SourceView

WEIGHED = ("known", "unclear")
"""The sections whose lines are counted, compared by origin, and shown in lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """What every list and every page says of a story. `known` and `unclear` count lines.

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
    articles: int
    weighs: tuple[str, ...]
    outlets: int
    origins: int
    known: int
    unclear: int
    changed_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView(StoryView):
    """A brief as its own page sees it, whole. `linked_data` is JSON-LD."""

    sections: tuple[SectionView, ...]
    sources: tuple[SourceView, ...]
    origin_groups: tuple[OriginView, ...]
    linked_data: Markup
    agreement: AgreementView | None
    timeline: TimelineView | None
    changes: tuple[ChangeView, ...]
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
    def marks(self) -> tuple[str, ...]:
        """The shapes of its lines under What We Know and What's Still Unclear, in the order of print."""
        weighed = (section for section in self.sections if section.key in WEIGHED)
        return tuple(line.mark or "unclear" for section in weighed for line in section.lines)

    def first_lines(self, key: str, most: int) -> tuple[LineView, ...]:
        """Return the first lines of a section, none where there is no such section."""
        return next((section.lines[:most] for section in self.sections if section.key == key), ())

    @property
    def change_counts(self) -> tuple[tuple[str, int], ...]:
        """How many lines changed in each way: ("new", 3), ..."""
        kinds = [change.word for change in self.changes]
        return tuple((kind, kinds.count(kind)) for kind in dict.fromkeys(kinds))


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaserLine:
    """A line in a list: its text, its standing, and who supports it."""

    text: str
    standing: str
    mark: str
    word: str
    note: str
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaserView(StoryView):
    """A story in a list: what `BriefView` has by the same names, without its lines and their proof.

    An edition's lists hold all of its stories, so each must be small. `outlet_names` are those of its
    sources; `top_known` and `top_unclear` its first lines, which only the heaviest stories have.
    """

    marks: tuple[str, ...]
    change_counts: tuple[tuple[str, int], ...]
    outlet_names: tuple[str, ...]
    top_known: tuple[TeaserLine, ...] = ()
    top_unclear: tuple[TeaserLine, ...] = ()
