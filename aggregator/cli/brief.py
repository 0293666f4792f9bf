"""`brief`: one brief from whatever is at hand, without a store and without feeds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.inputs import STDIN, input_name, is_address, read_inputs
from aggregator.cli.lines import Tally, replacing
from aggregator.cli.options import at_option, examples, feeds_option, now_or, settings_from
from aggregator.errors import InputError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from aggregator.cli.console import Console
    from aggregator.config import Settings
    from aggregator.models import Article, Brief, Problem
    from aggregator.render import BriefForm

FORMATS: tuple[BriefForm, ...] = ("txt", "md", "html", "json")


def _input(_context: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> Sequence[str]:
    for one in given:
        if not (is_address(one) or one == STDIN or Path(one).is_file()):
            raise click.BadParameter(f"{one!r} is neither an address nor a file")
    return given


@click.command(
    epilog=examples(
        "brief first.html second.txt",
        "brief https://news.example/story https://other.example/same-story --format html > brief.html",
        "brief articles.jsonl -o briefs/",
    )
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", callback=_input)
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: txt; with -o all]")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write into this folder, named after the story, in place of standard output.",
)
@at_option
@feeds_option
@click.pass_context
def brief(
    context: click.Context,
    inputs: Sequence[str],
    form: BriefForm | None,
    out: Path | None,
    at: datetime | None,
    feeds_file: Path | None,
) -> None:
    """Write one brief from addresses, pages, texts or JSON lines.

    All that is given is taken for one story. INPUT is an address, a file (.html, .txt, .md, .jsonl, also
    gzipped) or - for standard input. Without -o the brief alone goes to standard output.
    """
    settings, now = settings_from(feeds_file), now_or(at)
    tally = Tally("brief")
    names: dict[str, str] = {}
    articles = _articles(read_inputs(inputs, settings, now), tally, names)
    if not articles:
        tally.finish(context)
    made = _named(write_brief(articles, settings, now), names)
    if out is None:
        print_brief(made, form or "txt")
    else:
        _write(made, [form] if form else FORMATS, out, context.obj)
    tally.finish(context)


def write_brief(articles: Sequence[Article], settings: Settings, at: datetime) -> Brief:
    """Return the brief of one story's articles, every line of it proved."""
    from aggregator.annotate import annotate_all, compare
    from aggregator.compose import compose, verify_brief
    from aggregator.corroborate import corroborate
    from aggregator.identity import article_id
    from aggregator.models import Story
    from aggregator.pipeline.proof import proved

    members = {article.id: article for article in sorted(articles, key=lambda article: article.id)}
    story = Story(id=article_id(" ".join(members)), articles=tuple(members))
    annotations = dict(zip(members, annotate_all(members.values()), strict=True))
    if not any(annotation.claims for annotation in annotations.values()):
        raise InputError("no input states anything that a brief could be made of")
    assessment = corroborate(story, tuple(members.values()), annotations, settings.policy, compare)
    made = compose(story, tuple(members.values()), annotations, assessment, settings, at, compare)
    held, faults = proved(made, members, verify_brief)
    if held is None:
        raise VerificationError(f"no brief of it can be proved: {faults[0].detail or faults[0].reason}")
    if not any(held.section(key) for key in ("summary", "known", "unclear", "context")):
        raise InputError("no input holds a sentence that a brief could be made of")
    return held


def _articles(
    found: Iterable[tuple[str, Article | Problem]], tally: Tally, names: dict[str, str]
) -> list[Article]:
    """Return the articles, each once, noting in `names` by article id which input each came from."""
    from aggregator.models import Problem

    articles: dict[str, Article] = {}
    for given, one in found:
        if isinstance(one, Problem):
            tally.refuse(one.subject, one.detail or one.reason)
        else:
            articles.setdefault(one.id, one)
            names.setdefault(one.id, input_name(given))
            tally.good += 1
    return list(articles.values())


def _named(made: Brief, names: Mapping[str, str]) -> Brief:
    """Return the brief with sources that have no title listed under the name of their input."""
    listed = (
        source if source.title else replace(source, title=names[source.article]) for source in made.sources
    )
    return replace(made, sources=tuple(listed))


def print_brief(made: Brief, form: BriefForm) -> None:
    """Print a brief, and nothing else, to standard output."""
    from aggregator.render import render_brief

    text = render_brief(made, form)
    click.echo(text, nl=not text.endswith("\n"))


def _write(made: Brief, forms: Sequence[BriefForm], folder: Path, console: Console) -> None:
    from aggregator.render import render_brief

    folder.mkdir(parents=True, exist_ok=True)
    for form in forms:
        path = folder / f"{made.slug}.{form}"
        with replacing(path) as file:
            file.write(render_brief(made, form).encode())
        console.note(str(path))
