"""`article`: what is kept of an article: its times, and what its outlet changed since it was first read."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.console import iso, print_json, print_table, short
from aggregator.cli.named import article_named
from aggregator.cli.options import examples, json_option, output_option
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.changes import Change
    from aggregator.store import Store, StoredArticle

EDITED_COLUMNS = ("article", "outlet", "title", "revisions", "last_read")

TIMES = {
    "record": "the page's record",
    "meta": "the page's metadata",
    "created": "the page's record (created)",
    "markup": "the page's markup",
    "modified": "the page (changed)",
    "feed": "the feed",
    "feed_updated": "the feed (changed)",
    "address": "the address",
    "words": "the page's words",
    "reading": "when it was read",
}
LOST = {
    "": "taken",
    "page_first": "the page comes first",
    "later": "later than it was known",
    "day_only": "only a day",
    "less_sure": "less sure",
    "future": "ahead of the reading",
    "changed": "a change, not the publication",
}
"""Why a time is not the one of publication, in words; docs/fetching.md has the rules."""


@click.command(
    epilog=examples(
        "article",
        "article https://post.example/bridge",
        "article 5f0c --json | jq '.revisions[].changes[] | select(.kind == \"notice\")'",
    )
)
@click.argument("article", metavar="ARTICLE", required=False)
@output_option
@json_option
def article(article: str | None, output: Path, as_json: bool) -> None:
    """Show an article's times and what was changed in it, or list the articles that were changed.

    ARTICLE is an id, the start of one, or an address. All times that feed and page give it are shown, with
    the reason why one of them is taken for its publication, and all its readings with what each changed.
    """
    from aggregator.store import Store

    with Store.existing(output) as store:
        if article is None:
            _list(store, as_json=as_json)
            return
        found = article_named(store, article)
        readings = store.texts.revisions(found.id)
    if as_json:
        print_json(_record(readings))
    else:
        for line in _lines(readings):
            click.echo(printable(line))


def _list(store: Store, *, as_json: bool) -> None:
    rows = [_edited_row(store.texts.revisions(name)) for name in store.texts.edited()]
    if as_json:
        print_json(rows)
    else:
        shown = [row | {"last_read": short(row["last_read"])} for row in rows]
        print_table(EDITED_COLUMNS, [[row[name] for name in EDITED_COLUMNS] for row in shown], wide=["title"])


def _edited_row(readings: Sequence[StoredArticle]) -> dict[str, Any]:
    last = readings[-1]
    return {
        "article": last.article.id,
        "outlet": last.article.outlet,
        "title": last.article.title,
        "revisions": len(readings),
        "last_read": iso(last.fetched),
        "url": last.article.url,
    }


def _record(readings: Sequence[StoredArticle]) -> dict[str, Any]:
    last = readings[-1].article
    revisions = [
        {"number": number, "read": iso(reading.fetched), "title": reading.article.title, "changes": found}
        for number, (reading, found) in enumerate(_with_changes(readings), 1)
    ]
    return {
        "article": last.id,
        "url": last.url,
        "original": last.original,
        "outlet": last.outlet,
        "title": last.title,
        "completeness": last.completeness.value,
        "published": iso(last.published),
        "times": [{"source": one.source, "time": iso(one.time), "lost": one.lost} for one in last.times],
        "revisions": revisions,
    }


def _with_changes(readings: Sequence[StoredArticle]) -> Iterator[tuple[StoredArticle, tuple[Change, ...]]]:
    from aggregator.changes import changes

    yield readings[0], ()
    for before, after in pairwise(readings):
        yield after, changes(before.article, after.article)


def _lines(readings: Sequence[StoredArticle]) -> Iterator[str]:
    last = readings[-1].article
    yield last.title
    yield f"  {last.id}  {last.outlet}  {last.url}"
    if last.original:
        yield f"  a copy, as its page says, of {last.original}"
    yield f"Published {short(iso(last.published)) or 'at an unknown time'}"
    for one in last.times:
        yield f"  {short(iso(one.time))}  {TIMES[one.source]}: {LOST[one.lost]}"
    for number, (reading, found) in enumerate(_with_changes(readings), 1):
        yield f"Reading {number}, {short(iso(reading.fetched))}, {reading.article.completeness}"
        for change in found:
            yield from _change_lines(change)


def _change_lines(change: Change) -> Iterator[str]:
    yield f"  {change.kind}"
    if change.before:
        yield f"    - {change.before}"
    if change.after:
        yield f"    + {change.after}"
