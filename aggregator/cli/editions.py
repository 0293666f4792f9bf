"""What has been published: `show`, `sources`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.console import iso, print_csv, print_json, print_table, short
from aggregator.cli.options import examples, output_option
from aggregator.cli.shelf import find_brief
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.models import Brief, SourceEntry
    from aggregator.render import BriefForm

SOURCE_COLUMNS = (
    "no",
    "outlet",
    "owner",
    "kind",
    "title",
    "address",
    "authors",
    "published",
    "fetched",
    "complete",
    "origin",
    "origin_why",
    "only_here",
    "lines_only_here",
)

TABLE_COLUMNS = ("no", "outlet", "owner", "published", "fetched", "complete", "origin", "only_here")
"""What fits on a screen; titles and addresses stand below, whole, for copying."""


@click.command(epilog=examples("show 1", "show 1 --format md > brief.md", "show harbour-bridge-closed"))
@click.argument("story", metavar="STORY")
@click.option(
    "--format",
    "form",
    type=click.Choice(["txt", "md", "html", "json"]),
    default="txt",
    show_default=True,
    help="Form of the brief.",
)
@output_option
def show(story: str, form: BriefForm, output: Path) -> None:
    """Print the brief of a story of the current edition.

    STORY is its number in `aggregator stories`, its id or its address, or the start of one of these. A
    story of an earlier edition is found by its address.
    """
    from aggregator.cli.brief import print_brief

    print_brief(find_brief(output, story), form)


@click.command(epilog=examples("sources 1", "sources 1 --format csv > sources.csv"))
@click.argument("story", metavar="STORY")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="For a screen, a spreadsheet or a script.",
)
@output_option
def sources(story: str, form: str, output: Path) -> None:
    """List the sources of a story's brief.

    For each article: where and when it was published, its origin, and what it alone supplied. STORY is
    as in `aggregator show`. Articles of the same origin count once. only_here is how many claims no other
    article makes; lines_only_here (CSV and JSON) are the lines of the brief among them.
    """
    brief = find_brief(output, story)
    letters = origin_letters(brief)
    rows = [_source_row(entry, brief, letters[entry.origin]) for entry in brief.sources]
    if form == "json":
        print_json(rows)
    elif form == "csv":
        print_csv(SOURCE_COLUMNS, [[_flat(row[name]) for name in SOURCE_COLUMNS] for row in rows])
    else:
        times = [{name: short(row[name]) for name in ("published", "fetched")} for row in rows]
        shown = [
            [(row | time)[name] for name in TABLE_COLUMNS] for row, time in zip(rows, times, strict=True)
        ]
        print_table(TABLE_COLUMNS, shown, wide=["outlet", "owner"])
        for row in rows:
            click.echo(printable(f"[{row['no']}] {row['title']}"))
            click.echo(printable(f"    {row['address']}"))


def origin_letters(brief: Brief) -> dict[str, str]:
    """Return the letter of each origin, as the brief prints it: in the order of their first source."""
    from aggregator.render.proof import letter

    origins = dict.fromkeys(entry.origin for entry in brief.sources)
    return {origin: letter(place) for place, origin in enumerate(origins)}


def _source_row(entry: SourceEntry, brief: Brief, letter: str) -> dict[str, Any]:
    return {
        "no": entry.number,
        "article": entry.article,
        "outlet": entry.outlet,
        "owner": entry.owner,
        "kind": entry.kind,
        "title": entry.title,
        "address": entry.url,
        "authors": list(entry.authors),
        "published": iso(entry.published),
        "fetched": iso(entry.fetched),
        "complete": entry.completeness.value,
        "origin": letter,
        "origin_why": list(entry.origin_why),
        "only_here": entry.only_here,
        "lines_only_here": _lines_only_here(entry, brief),
    }


def _lines_only_here(entry: SourceEntry, brief: Brief) -> list[str]:
    """Return the lines of the brief that rest on this article alone, each once."""
    lines = (line for section in brief.sections for line in section.lines if line.origins == 1)
    mine = (line.text for line in lines if {one.article for one in line.evidence} == {entry.article})
    return list(dict.fromkeys(mine))


def _flat(value: object) -> object:
    return _joined(value) if isinstance(value, list) else value


def _joined(values: Sequence[str]) -> str:
    return " | ".join(values)
