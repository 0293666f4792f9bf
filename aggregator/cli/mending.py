"""An editor's hand: `stories merge`, `split`, `move`, `pin`, `undo` and `choices`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.console import iso, print_json, print_table, short
from aggregator.cli.named import article_named, story_named, story_with
from aggregator.cli.options import examples, json_option, output_option
from aggregator.errors import InputError
from aggregator.log import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.models import Mend, MendKind
    from aggregator.store import Store

CHOICE_COLUMNS = ("no", "made", "state", "choice")


@click.command(epilog=examples("stories merge 2 5", "stories merge selby-bridge selby-ferries"))
@click.argument("story", metavar="STORY")
@click.argument("other", metavar="OTHER")
@output_option
def merge(story: str, other: str, output: Path) -> None:
    """Make one story of two.

    It goes on at the address of the one with more articles; here, the other's id and address mean it from
    then on. STORY and OTHER are numbers in `aggregator stories`, ids or addresses, or the start of one.
    """
    from aggregator.models import MendKind
    from aggregator.store import Store

    with Store.existing(output) as store:
        one, two = story_named(store, output, story), story_named(store, output, other)
        if one.id == two.id:
            raise InputError(f"{story!r} and {other!r} are one story already: {one.id}")
        _keep(store, MendKind.MERGE, one.articles, two.articles, one.id, two.id)


@click.command(epilog=examples("stories split 2 https://post.example/ferry 5e1b7c0d9a3f2e48"))
@click.argument("story", metavar="STORY")
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@output_option
def split(story: str, articles: Sequence[str], output: Path) -> None:
    """Take articles out of a story, into one of their own.

    What comes later goes to the part it is more like. STORY is as in `stories merge`. ARTICLE is an id, as
    `aggregator sources STORY --format json` prints it, the start of one, or an address.
    """
    from aggregator.models import MendKind
    from aggregator.store import Store

    with Store.existing(output) as store:
        whole = story_named(store, output, story)
        leaving = {article_named(store, name).id for name in articles}
        strange = sorted(leaving - set(whole.articles))
        if strange:
            raise InputError(f"not in story {whole.id}: {', '.join(strange)}")
        staying = [article for article in whole.articles if article not in leaving]
        if not staying:
            raise InputError(f"these are all {len(leaving)} articles of story {whole.id}: nothing would stay")
        _keep(store, MendKind.SPLIT, sorted(leaving), staying, whole.id)


@click.command(epilog=examples("stories move https://post.example/ferry 5"))
@click.argument("article", metavar="ARTICLE")
@click.argument("story", metavar="STORY")
@output_option
def move(article: str, story: str, output: Path) -> None:
    """Put an article into another story.

    ARTICLE and STORY are as in `stories split`.
    """
    from aggregator.models import MendKind
    from aggregator.store import Store

    with Store.existing(output) as store:
        moved, target = article_named(store, article), story_named(store, output, story)
        if moved.id in target.articles:
            raise InputError(
                f"article {moved.id} is in story {target.id} already; `stories pin` keeps it there"
            )
        _keep(store, MendKind.MOVE, [moved.id], target.articles, target.id)


@click.command(epilog=examples("stories pin https://post.example/ferry"))
@click.argument("article", metavar="ARTICLE")
@output_option
def pin(article: str, output: Path) -> None:
    """Keep an article in the story it is in, whatever comes.

    ARTICLE is as in `stories split`.
    """
    from aggregator.models import MendKind
    from aggregator.store import Store

    with Store.existing(output) as store:
        pinned = article_named(store, article)
        story = story_with(store, pinned)
        others = [one for one in story.articles if one != pinned.id]
        if not others:
            raise InputError(f"article {pinned.id} is alone in its story: there is nothing to pin it to")
        _keep(store, MendKind.PIN, [pinned.id], others, story.id)


@click.command(epilog=examples("stories undo", "stories undo 3"))
@click.argument("number", metavar="[NUMBER]", type=click.IntRange(min=1), required=False)
@output_option
def undo(number: int | None, output: Path) -> None:
    """Take back a choice: the last, or the one of that NUMBER in `aggregator stories choices`."""
    from aggregator.store import Store

    with Store.existing(output) as store:
        gone = store.mends.undo(number)
    if gone is None:
        what = f"no choice {number}" if number else "no choice to take back"
        raise InputError(f"there is {what}; `aggregator stories choices` lists them")
    after = " The next run groups without it." if gone.followed else ""
    click.echo(printable(f"Taken back: choice {gone.number}, {in_words(gone.mend)}.{after}"))


@click.command(
    epilog=examples("stories choices", "stories choices --json | jq '.[] | select(.state != \"held\")'")
)
@output_option
@json_option
def choices(output: Path, as_json: bool) -> None:
    """List the choices that stand, and whether the stories are as they want them.

    waiting: the next run applies it; held; overruled: a later choice says otherwise; ignored: no article
    of one side is left.
    """
    from aggregator.pipeline.mends import states
    from aggregator.store import Store

    with Store.existing(output) as store:
        found = states(store)
        told = {stored.number: in_words(stored.mend) for stored in store.mends.all()}
    if as_json:
        print_json(found)
    else:
        rows = [(one.number, short(iso(one.at)), one.state, told[one.number]) for one in found]
        print_table(CHOICE_COLUMNS, rows, wide=["choice"])


def in_words(mend: Mend) -> str:
    """Return what a choice says: `move article 5e1b to story 77aa`."""
    articles = f"article {mend.articles[0]}" if len(mend.articles) == 1 else f"{len(mend.articles)} articles"
    first, last = mend.stories[0], mend.stories[-1]
    return {
        "merge": f"merge stories {first} and {last}",
        "split": f"split {articles} from story {first}",
        "move": f"move {articles} to story {last}",
        "pin": f"pin {articles} in story {last}",
    }[mend.kind.value]


def _keep(
    store: Store, kind: MendKind, articles: Sequence[str], others: Sequence[str], *stories: str
) -> None:
    """Store a choice, and say so."""
    from aggregator.models import Mend

    mend = Mend(kind=kind, articles=tuple(articles), others=tuple(others), stories=stories)
    stored = store.mends.save(mend, datetime.now(UTC))
    click.echo(printable(f"Choice {stored.number}: {in_words(mend)}. The next run applies it."))


COMMANDS = (merge, split, move, pin, undo, choices)
