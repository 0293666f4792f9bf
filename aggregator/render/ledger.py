"""The reporter's ledger: what was read, in full or in part, what was refused and why, every source.

A page, a table for spreadsheets (CSV) and JSON, at one address with three endings; one for each story and
one for the edition.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from aggregator.models import Brief, Completeness, Edition, SourceEntry
from aggregator.render.build import count_views, left_out_views
from aggregator.render.proof import READ_IN_WORDS, Witnesses
from aggregator.render.text import plain
from aggregator.render.views import (
    BriefView,
    CountView,
    LedgerRow,
    LedgerView,
    LineView,
    OutletView,
)

NOT_KNOWN = "not known"

COLUMNS = (
    "story",
    "number",
    "outlet",
    "owner",
    "interest",
    "kind",
    "origin",
    "joined_by",
    "title",
    "authors",
    "published",
    "fetched",
    "read",
    "lines_alone",
    "claims_alone",
    "notices",
    "url",
    "feed",
    "article",
)
"""The columns of the table, and the names in the JSON."""

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection), also behind
# white space or a quotation mark; the apostrophe makes it text.
_FORMULA = tuple("=+-@\t\r|%")


def story_ledger(brief: Brief, view: BriefView) -> LedgerView:
    """Return the ledger of one story."""
    witnesses = Witnesses.of_brief(brief)
    return LedgerView(
        title=view.title,
        brief=view,
        briefs=(view,),
        counts=_story_counts(brief, view),
        rows=tuple(_row(source, view, witnesses) for source in brief.sources),
        outlets=(),
        left_out=(),
    )


def edition_ledger(edition: Edition, views: Sequence[BriefView], stories: Sequence[LedgerView]) -> LedgerView:
    """Return the ledger of the whole edition, whose rows are those of its `stories`."""
    return LedgerView(
        title=edition.title,
        brief=None,
        briefs=tuple(views),
        counts=count_views(edition.counts),
        rows=tuple(row for story in stories for row in story.rows),
        outlets=_outlets(edition.briefs),
        left_out=left_out_views(edition.left_out),
    )


def ledger_csv(ledger: LedgerView) -> str:
    """Return the rows of a ledger as CSV (RFC 4180); no cell of it is a formula."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in ledger.rows:
        record = _record(row)
        writer.writerow([_cell(record[column]) for column in COLUMNS])
    return text.getvalue()


def ledger_json(ledger: LedgerView) -> str:
    """Return a ledger as JSON, its counts first."""
    document = {
        "title": plain(ledger.title),
        "counts": {count.name: count.value for count in ledger.counts},
        "left_out": {f"{group.step}: {group.reason}": group.count for group in ledger.left_out},
        "sources": [_record(row) for row in ledger.rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


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
    )


def _alone(number: int, view: BriefView) -> Iterable[LineView]:
    """Yield the weighed lines that rest on one source alone."""
    for section in view.sections:
        yield from (line for line in section.lines if line.standing and line.cites == (number,))


def _outlets(briefs: Iterable[Brief]) -> tuple[OutletView, ...]:
    """Return the outlets, those with most articles first; one article in two stories counts once."""
    entries: dict[str, dict[str, SourceEntry]] = {}
    stories: dict[str, set[str]] = {}
    for brief in briefs:
        for source in brief.sources:
            entries.setdefault(source.outlet, {})[source.article] = source
            stories.setdefault(source.outlet, set()).add(brief.story)
    found = [_outlet(name, tuple(own.values()), len(stories[name])) for name, own in entries.items()]
    return tuple(sorted(found, key=lambda outlet: (-outlet.articles, outlet.name)))


def _outlet(name: str, own: Sequence[SourceEntry], stories: int) -> OutletView:
    return OutletView(
        name=name,
        owner=own[0].owner,
        kind=own[0].kind,
        interest=own[0].interest,
        articles=len(own),
        full=sum(source.completeness is Completeness.FULL for source in own),
        stories=stories,
    )


def _record(row: LedgerRow) -> Mapping[str, str | int]:
    source = row.source
    return {
        "story": plain(row.story),
        "number": source.number,
        "outlet": plain(source.outlet),
        "owner": plain(source.owner) or NOT_KNOWN,
        "interest": source.interest or NOT_KNOWN,
        "kind": source.kind,
        "origin": source.origin,
        "joined_by": "; ".join(row.joined),
        "title": plain(source.title),
        "authors": "; ".join(plain(author) for author in source.authors),
        "published": source.published.isoformat() if source.published else "",
        "fetched": source.fetched.isoformat() if source.fetched else "",
        "read": source.read,
        "lines_alone": "; ".join(line.anchor for line in row.alone),
        "claims_alone": source.only_here,
        "notices": "; ".join(plain(notice) for notice in row.notices),
        "url": source.link,
        "feed": plain(row.feed),
        "article": row.article,
    }


def _cell(value: str | int) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.lstrip(" '\"").startswith(_FORMULA) else text
