"""The steps one by one, over files: `extract`, `annotate`, `cluster`, `match`."""

from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aggregator.cli.inputs import page_bytes, page_id
from aggregator.cli.lines import BadLineError, Record, Tally, read_records, writing
from aggregator.cli.options import examples, feeds_option, result_option, settings_from
from aggregator.cli.records import article_from, sentence_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from aggregator.config import ExtractSettings
    from aggregator.models import Article, Problem

T = TypeVar("T")

FOUND = ("sentences", "entities", "events", "claims")
"""What `annotate` adds to a record; everything else stays as it was given."""

ARTICLES = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command(
    epilog=examples("extract page.html", "extract pages/*.html -o articles.jsonl", "extract - < page.html")
)
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...", type=ARTICLES)
@result_option
@feeds_option
@click.pass_context
def extract(context: click.Context, pages: Sequence[Path], out: Path, feeds_file: Path | None) -> None:
    """Read articles out of HTML pages.

    Writes a JSON line for each PAGE (a file, also gzipped, or - for standard input): id (the file's name
    without its ending), url, title, authors, published, outlet, language, text, completeness.
    """
    from aggregator.extract import article_record
    from aggregator.models import Problem

    settings = settings_from(feeds_file).extract
    tally = Tally("extract")
    with writing(out) as write:
        for page in pages:
            found = _extracted(page, settings)
            if isinstance(found, Problem):
                tally.refuse(str(page), found.detail or found.reason)
            else:
                tally.good += 1
                write(article_record(found, page_id(page)))
        tally.check()
    tally.finish(context)


@click.command(
    epilog=examples("annotate articles.jsonl -o annotated.jsonl", "extract page.html | aggregator annotate -")
)
@click.argument("articles", type=ARTICLES)
@result_option
@click.pass_context
def annotate(context: click.Context, articles: Path, out: Path) -> None:
    """Find sentences, names, events and claims in articles.

    ARTICLES are JSON lines with id and text, and url, outlet, title and published where known; - is
    standard input. Each comes out as it was, with sentences, entities, events and claims added. Offsets
    count the characters of its text.
    """
    tally = Tally("annotate")
    _write_all(_annotated(articles, tally), out, tally)
    tally.finish(context)


@click.command(epilog=examples("cluster articles.jsonl -o stories.jsonl"))
@click.argument("articles", type=ARTICLES)
@result_option
@feeds_option
@click.pass_context
def cluster(context: click.Context, articles: Path, out: Path, feeds_file: Path | None) -> None:
    """Group articles on the same event into stories.

    ARTICLES are JSON lines with id and a title or a text, better both, and published; - is standard
    input. Writes a JSON line for each: id, story.
    """
    from aggregator.cluster import cluster as group

    settings = settings_from(feeds_file).cluster
    tally = Tally("cluster")
    ids, found = _distinct(articles, tally)
    tally.check()
    stories = group(found, settings=settings)
    story_of = {article: story.id for story in stories for article in story.articles}
    with writing(out) as write:
        for article in found:
            write({"id": ids[article.id], "story": story_of[article.id]})
    tally.finish(context)


@click.command(epilog=examples("match pairs.jsonl -o matches.jsonl"))
@click.argument("pairs", type=ARTICLES)
@result_option
@click.pass_context
def match(context: click.Context, pairs: Path, out: Path) -> None:
    """Say whether two sentences make the same claim.

    PAIRS are JSON lines with two sentences a and b; - is standard input. Writes a JSON line for each:
    score (0 to 1: how surely they speak of one matter), same (true or false), relation (same, conflict or
    different), and the pair's id if it has one.
    """
    tally = Tally("match")
    _write_all(_matched(pairs, tally), out, tally)
    tally.finish(context)


def _write_all(records: Iterable[Record], out: Path, tally: Tally) -> None:
    with writing(out) as write:
        for record in records:
            tally.good += 1
            write(record)
        tally.check()


def _extracted(page: Path, settings: ExtractSettings) -> Article | Problem:
    from aggregator.extract import extract_page
    from aggregator.models import Problem

    try:
        body = page_bytes(page)
    except OSError as error:
        return Problem(
            step="extract", subject=str(page), reason="unreadable", detail=error.strerror or str(error)
        )
    # Whoever names a page wants it read, whatever its language; the line says which it is.
    return extract_page(body, url="", settings=settings, languages=None)


def _parsed(path: Path, tally: Tally, parse: Callable[[Record], T]) -> Iterator[tuple[str, Record, T]]:
    """Yield where each record stands, the record, and what `parse` makes of it; refuse what it cannot use."""
    for where, given in read_records(path, tally):
        try:
            made = parse(given)
        except BadLineError as error:
            tally.refuse(where, str(error))
        else:
            yield where, given, made


def _annotated(path: Path, tally: Tally) -> Iterator[Record]:
    from aggregator.annotate import annotate_all, record

    waiting: deque[tuple[Record, Article]] = deque()

    def articles() -> Iterator[Article]:
        for _, given, article in _parsed(path, tally, partial(article_from, needs_text=True)):
            waiting.append((given, article))
            yield article

    for annotation in annotate_all(articles()):
        given, article = waiting.popleft()
        found = record(article, annotation)
        yield {**given, **{field: found[field] for field in FOUND}}


def _distinct(path: Path, tally: Tally) -> tuple[dict[str, Any], list[Article]]:
    """Read articles, each id once; return the ids as they were given, by article id, and the articles."""
    ids: dict[str, Any] = {}
    found: list[Article] = []
    for where, given, article in _parsed(path, tally, partial(article_from, needs_text=False)):
        if article.id in ids:
            tally.refuse(where, f"the id {article.id!r} was there before")
            continue
        ids[article.id] = given["id"]
        found.append(article)
        tally.good += 1
    return ids, found


def _matched(path: Path, tally: Tally) -> Iterator[Record]:
    from aggregator.annotate import annotate_all, compare
    from aggregator.corroborate import match_texts

    waiting: deque[tuple[Record, Article, Article]] = deque()

    def sentences() -> Iterator[Article]:
        for _, given, pair in _parsed(path, tally, _pair):
            waiting.append((given, *pair))
            yield from pair

    annotations = annotate_all(sentences())
    for first, second in zip(annotations, annotations, strict=True):
        given, a, b = waiting.popleft()
        found = match_texts(a, b, first, second, compare)
        named = {"id": given["id"]} if "id" in given else {}
        yield {**named, "score": found.score, "same": found.same, "relation": found.relation.value}


def _pair(given: Record) -> tuple[Article, Article]:
    from aggregator.models import Article

    a, b = (Article(id=side, text=sentence_from(given, side)) for side in ("a", "b"))
    return a, b
