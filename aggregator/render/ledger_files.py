"""A ledger as a table for spreadsheets (CSV, RFC 4180) and as JSON.

Rows are written by story, so that the ledger of an edition is those of its stories one after the other.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from aggregator.render.spool import listed
from aggregator.render.text import plain
from aggregator.render.views import LedgerRow, LedgerView

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
    "revisions",
    "url",
    "feed",
    "article",
)
"""The columns of the table, and the names in the JSON."""

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection), also behind
# white space or a quotation mark; the apostrophe makes it text.
_FORMULA = tuple("=+-@\t\r|%")


def csv_head() -> str:
    """Return the line of names that a table begins with."""
    return _written([COLUMNS])


def csv_rows(rows: Sequence[LedgerRow]) -> str:
    """Return rows as lines of a table; no cell is a formula."""
    records = map(_record, rows)
    return _written([_cell(record[column]) for column in COLUMNS] for record in records)


def json_rows(rows: Sequence[LedgerRow]) -> Iterator[str]:
    """Yield each row as JSON."""
    for row in rows:
        yield json.dumps(_record(row), ensure_ascii=False)


def json_head(ledger: LedgerView) -> dict[str, object]:
    """Return what stands before the sources."""
    return {
        "title": plain(ledger.title),
        "counts": {count.name: count.value for count in ledger.counts},
        "left_out": {f"{group.step}: {group.reason}": group.count for group in ledger.left_out},
    }


def ledger_json(ledger: LedgerView) -> str:
    """Return a ledger with its rows as JSON."""
    return "".join(listed(json_head(ledger), "sources", json_rows(ledger.rows)))


def _written(rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


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
        "revisions": "; ".join(f"{one.read.isoformat()} {', '.join(one.changed)}" for one in row.revisions),
        "url": source.link,
        "feed": plain(row.feed),
        "article": row.article,
    }


def _cell(value: str | int) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.lstrip(" '\"").startswith(_FORMULA) else text
