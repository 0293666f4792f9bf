"""What changed in a brief, and the log of what was taken back, as templates see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aggregator.models import CORRECTING, Brief, Change, ChangeKind, Edition, Line
from aggregator.render.proof import Witnesses
from aggregator.render.views import STANDINGS, ChangeView, SaidView, SectionView, mark_of

WORDS = {
    ChangeKind.NEW: "new",
    ChangeKind.FIRMER: "firmer",
    ChangeKind.WEAKER: "weaker",
    ChangeKind.WITHDRAWN: "withdrawn",
    ChangeKind.ANSWERED: "answered",
}
"""What each kind of change is called."""

ORDER = (
    ChangeKind.WITHDRAWN,
    ChangeKind.WEAKER,
    ChangeKind.ANSWERED,
    ChangeKind.FIRMER,
    ChangeKind.NEW,
)
"""What was taken back stands first: a reader may have relied on it."""


def change_views(
    changes: Sequence[Change], sections: Sequence[SectionView], witnesses: Witnesses
) -> tuple[ChangeView, ...]:
    """Return changes of a brief; a line that stands on its page is linked there."""
    anchors: dict[str, str] = {}
    for line in (line for section in sections for line in section.lines if line.standing):
        anchors.setdefault(line.text, f"#{line.anchor}")
    outlets = {article: source.outlet for article, source in witnesses.sources.items()}
    ordered = sorted(changes, key=lambda change: ORDER.index(change.kind))
    return tuple(_view(change, anchors, outlets) for change in ordered)


def correction_views(brief: Brief, witnesses: Witnesses) -> tuple[ChangeView, ...]:
    """Return all corrections of a brief, newest first."""
    outlets = {article: source.outlet for article, source in witnesses.sources.items()}
    newest_first = sorted(brief.corrections, key=lambda change: change.at, reverse=True)
    return tuple(_view(change, {}, outlets) for change in newest_first)


def corrected_articles(edition: Edition) -> frozenset[str]:
    """Return the articles whose sentences stand in the log of corrections."""
    lines = (line for entry in edition.corrections for line in (entry.change.then, entry.change.now) if line)
    return frozenset(piece.article for line in lines for piece in line.evidence)


def correction_log(edition: Edition, outlets: Mapping[str, str]) -> tuple[ChangeView, ...]:
    """Return all corrections of all editions, newest first, with their stories; `outlets` by article."""
    newest_first = sorted(edition.corrections, key=lambda entry: entry.change.at, reverse=True)
    return tuple(
        _view(
            entry.change,
            {},
            outlets,
            entry.title,
            f"stories/{edition.moved.get(entry.slug, entry.slug)}/index.html",
        )
        for entry in newest_first
    )


def _view(
    change: Change,
    anchors: Mapping[str, str],
    outlets: Mapping[str, str],
    story: str = "",
    link: str = "",
) -> ChangeView:
    return ChangeView(
        kind=change.kind.value,
        word=WORDS[change.kind],
        correcting=change.kind in CORRECTING,
        at=change.at,
        then=_said(change.then, {}, outlets),
        now=_said(change.now, anchors, outlets),
        note=change.note,
        story=story,
        link=link,
    )


def _said(line: Line | None, anchors: Mapping[str, str], outlets: Mapping[str, str]) -> SaidView | None:
    if line is None:
        return None
    mark = mark_of(line.standing.value if line.standing else "", [reason.value for reason in line.reasons])
    return SaidView(
        text=f"{line.question} {line.text}" if line.question else line.text,
        mark=mark,
        word=STANDINGS.get(mark, ""),
        origins=line.origins,
        link=anchors.get(line.text, ""),
        quotes=tuple((outlets.get(piece.article, ""), piece.text) for piece in line.evidence),
    )
