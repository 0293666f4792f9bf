"""What a template sees: briefs and editions with every look-up done. Documented in docs/edition.md.

Text is as the sources have it: the environment of each form cleans and escapes whatever a template prints.
"""

from __future__ import annotations

from aggregator.render.views.brief import WEIGHED, BriefView, StoryView, TeaserLine, TeaserView
from aggregator.render.views.edition import (
    CategoryView,
    CountView,
    EditionView,
    LedgerRow,
    LedgerView,
    LeftOutItem,
    LeftOutView,
    MethodView,
    OutletView,
    ReasonView,
    RevisionView,
    ShelfView,
    Site,
)
from aggregator.render.views.exhibits import (
    AgreementRow,
    AgreementView,
    ChangeView,
    LaneView,
    MomentView,
    PointView,
    SaidView,
    TimelineView,
)
from aggregator.render.views.lines import (
    STANDINGS,
    LineView,
    OriginView,
    Quote,
    RelatedView,
    RowView,
    Run,
    SectionView,
    SourceView,
    TableView,
    mark_of,
)

__all__ = [
    "STANDINGS",
    "WEIGHED",
    "AgreementRow",
    "AgreementView",
    "BriefView",
    "CategoryView",
    "ChangeView",
    "CountView",
    "EditionView",
    "LaneView",
    "LedgerRow",
    "LedgerView",
    "LeftOutItem",
    "LeftOutView",
    "LineView",
    "MethodView",
    "MomentView",
    "OriginView",
    "OutletView",
    "PointView",
    "Quote",
    "ReasonView",
    "RelatedView",
    "RevisionView",
    "RowView",
    "Run",
    "SaidView",
    "SectionView",
    "ShelfView",
    "Site",
    "SourceView",
    "StoryView",
    "TableView",
    "TeaserLine",
    "TeaserView",
    "TimelineView",
    "mark_of",
]
