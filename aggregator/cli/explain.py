"""Why a line stands in a brief: `explain`, from line to sentences, verdict, origins, articles and feeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.console import print_json
from aggregator.cli.editions import origin_letters
from aggregator.cli.options import examples, json_option, output_option
from aggregator.cli.shelf import find_brief
from aggregator.errors import InputError
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.models import Brief, Evidence, Line

Row = dict[str, Any]


@click.command(epilog=examples("explain 1", "explain 1 known.2", "explain 1 unclear.1 --json"))
@click.argument("story", metavar="STORY")
@click.argument("line", metavar="[LINE]", default="")
@output_option
@json_option
def explain(story: str, line: str, output: Path, as_json: bool) -> None:
    """Show why a line stands in a story's brief, and what it rests on.

    STORY is as in `aggregator show`. LINE is a section's name and the line's place in it, such as known.2;
    without LINE the lines are listed with their names. For a line: its verdict with all reasons, the
    sentences behind and against it, and for each its outlet, origin, article and feed.
    """
    brief = find_brief(output, story)
    lines = dict(_named(brief))
    if not line:
        rows = [{"line": name, "text": one.text, "note": one.note} for name, one in lines.items()]
        print_json(rows) if as_json else _list(rows)
    elif line in lines:
        row = _row(brief, line, lines[line])
        print_json(row) if as_json else _tell(row)
    else:
        raise InputError(f"no line {line!r} in {brief.slug}; `aggregator explain {story}` lists them")


def _named(brief: Brief) -> Iterator[tuple[str, Line]]:
    for section in brief.sections:
        for place, line in enumerate(section.lines, 1):
            yield f"{section.key}.{place}", line


def _list(rows: list[Row]) -> None:
    for row in rows:
        note = f" ({row['note']})" if row["note"] else ""
        click.echo(printable(f"{row['line']:<16} {row['text']}{note}"))


def _row(brief: Brief, name: str, line: Line) -> Row:
    return {
        "line": name,
        "text": line.text,
        "standing": line.standing.value if line.standing else "",
        "reasons": [reason.value for reason in line.reasons],
        "note": line.note,
        "outlets": line.outlets,
        "origins": line.origins,
        "for": [_sentence(brief, one) for one in line.evidence],
        "against": [_sentence(brief, one) for one in line.opposing],
    }


def _sentence(brief: Brief, evidence: Evidence) -> Row:
    entry = next(one for one in brief.sources if one.article == evidence.article)
    return {
        "no": entry.number,
        "sentence": evidence.text,
        "characters": [evidence.start, evidence.end],
        "sha256": evidence.sha256,
        "outlet": entry.outlet,
        "feed": entry.feed,
        "origin": origin_letters(brief)[entry.origin],
        "origin_why": list(entry.origin_why),
        "title": entry.title,
        "address": entry.url,
        "published": entry.published.isoformat() if entry.published else "",
    }


def _tell(row: Row) -> None:
    verdict = ", ".join([row["standing"] or "no verdict of its own", *row["reasons"]])
    note = f" ({row['note']})" if row["note"] else ""
    _say(f"{row['line']}: {row['text']}", "", f"Verdict: {verdict}{note}")
    _say(f"Counted: outlets {row['outlets']}, origins {row['origins']}")
    for title, key in (("Rests on", "for"), ("Against it", "against")):
        for sentence in row[key]:
            _say("", f"{title} {_whose(sentence)}", f"  “{sentence['sentence']}”")
            place = "-".join(map(str, sentence["characters"]))
            _say(f"  {sentence['title']}, {sentence['published']}, characters {place}")
            _say(f"  {sentence['address']}")


def _whose(sentence: Row) -> str:
    why = f" ({'; '.join(sentence['origin_why'])})" if sentence["origin_why"] else ""
    feed = f", feed {sentence['feed']}" if sentence["feed"] else ""
    return f"[{sentence['no']}] {sentence['outlet']}, origin {sentence['origin']}{why}{feed}"


def _say(*lines: str) -> None:
    for line in lines:
        click.echo(printable(line))
