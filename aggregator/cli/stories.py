"""`stories`: what the current edition holds, and why an article is where it is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from aggregator.cli import mending
from aggregator.cli.console import iso, print_json, print_table, short
from aggregator.cli.options import examples, feeds_option, json_option, output_option
from aggregator.cli.shelf import load_edition
from aggregator.cli.why import explain

if TYPE_CHECKING:
    from aggregator.models import Brief

STORY_COLUMNS = (
    "no",
    "story",
    "title",
    "articles",
    "outlets",
    "origins",
    "known",
    "unclear",
    "newest",
    "weight",
    "why",
)


@click.group(
    invoke_without_command=True,
    subcommand_metavar="[COMMAND [ARGS]...]",
    epilog=examples(
        "stories",
        "stories --json | jq -r '.[].slug'",
        "stories --why https://post.example/bridge",
        "stories merge 2 5",
    ),
)
@output_option
@json_option
@click.option("--why", metavar="ARTICLE", help="Tell why this article (id or address) is in its story.")
@feeds_option
@click.pass_context
def stories(
    context: click.Context, output: Path, as_json: bool, why: str | None, feeds_file: Path | None
) -> None:
    """List the stories of the current edition, heaviest first; or mend them.

    The commands below are an editor's: what is chosen with them is kept, and holds in every later run until
    it is taken back.
    """
    if context.invoked_subcommand:
        _refuse_options(context)
    elif why is None:
        _list(output, as_json)
    else:
        explain(output, why, feeds_file, as_json=as_json)


def _refuse_options(context: click.Context) -> None:
    """Refuse options in front of a command of the group, which would not see them."""
    given = (
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    )
    for option in given:
        name = context.invoked_subcommand
        raise click.UsageError(f"{option} stands behind the command: aggregator stories {name} ... {option}")


def _list(output: Path, as_json: bool) -> None:
    edition = load_edition(output)
    rows = [_story_row(number, brief) for number, brief in enumerate(edition.briefs, 1)]
    if as_json:
        print_json(rows)
    else:
        shown = [row | {"newest": short(row["published"]), "why": _why(row["reasons"])} for row in rows]
        table = [[row[name] for name in STORY_COLUMNS] for row in shown]
        print_table(STORY_COLUMNS, table, wide=["title", "why"])


def _story_row(number: int, brief: Brief) -> dict[str, Any]:
    return {
        "no": number,
        "story": brief.story,
        "slug": brief.slug,
        "title": brief.title,
        "category": brief.category,
        "articles": len(brief.sources),
        "outlets": brief.outlets,
        "origins": brief.origins,
        "known": _line_count(brief, "known"),
        "unclear": _line_count(brief, "unclear"),
        "published": iso(brief.published),
        "updated": iso(brief.updated),
        "weight": brief.weight,
        "reasons": [asdict(reason) for reason in brief.weight_reasons],
    }


def _why(reasons: list[dict[str, Any]]) -> str:
    """Return what a story weighs by, in few words: `5 origins, 3 new`."""
    values = {reason["name"]: reason["told"] for reason in reasons if reason["value"]}
    return "; ".join(values.values())


def _line_count(brief: Brief, key: str) -> int:
    section = brief.section(key)
    return len(section.lines) if section else 0


for command in mending.COMMANDS:
    stories.add_command(command)
