"""The reporter's ledger: what was read, in full or in part, what was refused and why, every source.

One for each story and one for the edition; `ledger_files` writes them as tables and JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from aggregator.models import Brief, Completeness, Edition, Revision, SourceEntry
from aggregator.render.counts import count_views, left_out_views
from aggregator.render.proof import READ_IN_WORDS, Witnesses
from aggregator.render.teasers import teaser
from aggregator.render.views import (
    BriefView,
    CountView,
    LedgerRow,
    LedgerView,
    LineView,
    OutletView,
    RevisionView,
    TeaserView,
)

CHANGED_IN_WORDS = {
    "title": "headline",
    "added": "paragraphs added",
    "removed": "paragraphs removed",
    "reworded": "paragraphs reworded",
    "notice": "an editorial note",
    "authors": "authors",
    "published": "time of publication",
}
"""What an outlet changed, by the codes of `aggregator.changes`."""


def story_ledger(brief: Brief, view: BriefView) -> LedgerView:
    """Return the ledger of one story."""
    witnesses = Witnesses.of_brief(brief)
    return LedgerView(
        title=view.title,
        brief=view,
        briefs=(teaser(view, lines=False),),
        counts=_story_counts(brief, view),
        rows=tuple(_row(source, view, witnesses) for source in brief.sources),
        outlets=(),
        left_out=(),
    )


def edition_ledger(
    edition: Edition, stories: Sequence[TeaserView], outlets: Sequence[OutletView]
) -> LedgerView:
    """Return the ledger of the whole edition; its sources stand in those of its stories."""
    return LedgerView(
        title=edition.title,
        brief=None,
        briefs=tuple(stories),
        counts=count_views(edition.counts),
        rows=(),
        outlets=tuple(outlets),
        left_out=left_out_views(edition.left_out),
    )


def _story_counts(brief: Brief, view: BriefView) -> tuple[CountView, ...]:
    read = Counter(source.completeness for source in brief.sources)
    counts = {
        "articles": len(brief.sources),
        **{READ_IN_WORDS[how]: read[how] for how in Completeness},
        "outlets": view.outlets,
        "origins": view.origins,
        "lines confirmed": _standing(view, "confirmed"),
        "lines confirmed as said": _standing(view, "record"),
        "lines unclear": _standing(view, "unclear"),
        "lines dropped for want of proof": brief.dropped,
    }
    return tuple(CountView(name=name, value=value) for name, value in counts.items())


def _standing(view: BriefView, mark: str) -> int:
    return sum(line.mark == mark for section in view.sections for line in section.lines)


def _row(entry: SourceEntry, view: BriefView, witnesses: Witnesses) -> LedgerRow:
    source = witnesses.sources[entry.article]
    return LedgerRow(
        source=source,
        story=view.title,
        slug=view.slug,
        article=entry.article,
        url=entry.url,
        feed=entry.feed,
        joined=witnesses.origins[source.origin].why,
        alone=tuple(_alone(source.number, view)),
        notices=entry.notices,
        revisions=tuple(_revision(one) for one in entry.revisions),
    )


def _revision(revision: Revision) -> RevisionView:
    return RevisionView(
        read=revision.read, changed=tuple(CHANGED_IN_WORDS.get(kind, kind) for kind in revision.changed)
    )


def _alone(number: int, view: BriefView) -> Iterable[LineView]:
    """Yield the weighed lines that rest on one source alone."""
    for section in view.sections:
        yield from (line for line in section.lines if line.standing and line.cites == (number,))
