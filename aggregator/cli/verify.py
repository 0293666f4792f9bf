"""`verify`: every line of an edition walked back to its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.console import print_json
from aggregator.cli.options import DEFAULT_OUTPUT, examples, json_option, templates_option
from aggregator.cli.shelf import edition_file, load_edition, store_folder
from aggregator.errors import StoreError, VerificationError
from aggregator.log import get_logger, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aggregator.models import Article, Edition, Line, Problem


@click.command(
    epilog=examples("verify", "verify /srv/brief/current", "verify edition.json --store /srv/brief")
)
@click.argument(
    "edition", type=click.Path(exists=True, path_type=Path), default=DEFAULT_OUTPUT, metavar="[EDITION]"
)
@click.option(
    "--store",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The output folder whose store holds the articles, if the edition lies elsewhere.",
)
@templates_option
@json_option
def verify(edition: Path, store: Path | None, templates: Path | None, as_json: bool) -> None:
    """Walk every line of an edition back to its evidence.

    EDITION is an edition's folder or its edition.json; by default the current one in ./output. Each line
    is checked against the articles in the store beside the edition, every file against what the edition
    renders to, and every link within it; what does not hold is named, and the exit code is 7.
    """
    checked = load_edition(edition)
    articles, kept = _stored(checked, edition_file(edition), store)
    problems = (
        *_faults(checked, articles),
        *_record_faults(checked, kept),
        *_page_faults(checked, edition_file(edition).parent, templates),
        *_link_faults(checked, edition_file(edition).parent),
    )
    if as_json:
        lines = sum(len(section.lines) for brief in checked.briefs for section in brief.sections)
        print_json(
            {"edition": checked.id, "stories": len(checked.briefs), "lines": lines, "faults": problems}
        )
    else:
        for problem in problems:
            get_logger("verify").error(problem.reason, where=problem.subject, why=problem.detail)
    if problems:
        raise VerificationError(f"edition {checked.id}: {len(problems)} faults")
    if not as_json:
        click.echo(printable(_all_well(checked)))


def _stored(edition: Edition, path: Path, store: Path | None) -> tuple[Mapping[str, Article], Edition | None]:
    """Return the articles an edition was made from and, if it is the newest, the record kept of it.

    Raises:
        StoreError: if there is none.
    """
    from aggregator.store import Store

    folder = store or store_folder(path)
    if folder is None:
        raise StoreError(f"there is no store beside {path}; name its output folder with --store")
    with Store.existing(folder) as opened:
        return opened.texts.named(edition.manifest.articles), opened.editions.load(edition.id)


def _faults(edition: Edition, articles: Mapping[str, Article]) -> tuple[Problem, ...]:
    from aggregator.compose import verify_brief

    return tuple(problem for brief in edition.briefs for problem in verify_brief(brief, articles))


def _record_faults(edition: Edition, kept: Edition | None) -> tuple[Problem, ...]:
    """Name every brief that is not what the run recorded: its standings, counts and sources among it."""
    from aggregator.models import Problem

    if kept is None or kept == edition:
        return ()
    recorded = {brief.story: brief for brief in kept.briefs}
    changed = [brief.slug for brief in edition.briefs if recorded.get(brief.story) != brief]
    missing = [brief.slug for brief in kept.briefs if brief.story not in {b.story for b in edition.briefs}]
    return tuple(
        Problem(step="verify", subject=name, reason="changed", detail="is not what the run recorded")
        for name in [*changed, *missing] or [edition.id]
    )


def _page_faults(edition: Edition, folder: Path, templates: Path | None) -> tuple[Problem, ...]:
    """Name every file of a published folder that is not what the edition renders to."""
    from aggregator.models import Problem
    from aggregator.publish import archived_days, archived_indexes
    from aggregator.render import edition_files

    if not (folder / "index.html").exists():
        return ()
    made = edition_files(
        edition, templates=templates, earlier=archived_days(folder), indexes=archived_indexes(folder)
    )
    wrong = (path for path, content in made if not _holds(folder / path, content))
    return tuple(
        Problem(step="verify", subject=path, reason="changed", detail="is not what the edition renders to")
        for path in sorted(wrong)
    )


def _holds(file: Path, content: Iterable[bytes]) -> bool:
    """Whether a file holds just this content, which comes in pieces."""
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return all(opened.read(len(piece)) == piece for piece in content) and not opened.read(1)


def _link_faults(edition: Edition, folder: Path) -> tuple[Problem, ...]:
    """Name every link of a published folder's pages, those of earlier editions among them, that is dead."""
    from aggregator.render import LinkCheck

    if not (folder / "index.html").exists():
        return ()
    links = LinkCheck(edition.base_url)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".html":
            links.read(name, path.read_bytes())
        else:
            links.paths.add(name)
    return links.dead()


def _all_well(edition: Edition) -> str:
    lines = _lines(edition)
    evidence = sum(len(line.evidence) for line in lines)
    return (
        f"Edition {edition.id} holds: {len(lines)} lines in {len(edition.briefs)} briefs, "
        f"{evidence} pieces of evidence."
    )


def _lines(edition: Edition) -> list[Line]:
    return [line for brief in edition.briefs for section in brief.sections for line in section.lines]
