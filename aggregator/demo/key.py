"""What the briefs made of the sample newsroom must and must not say, and the check against it.

The key, `key.yaml`, is written by hand from the articles; its format is described at its top.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import yaml
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, ValidationError

from aggregator import codec
from aggregator.errors import ConfigError
from aggregator.models import Brief, Edition, FigureTable, Line, Reason, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

Pattern = Annotated[re.Pattern[str], BeforeValidator(lambda text: re.compile(text, re.IGNORECASE))]
"""A regular expression that does not mind case."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Saying(_Record):
    """A line that should be there: `say` are patterns that must all be found in it."""

    say: tuple[Pattern, ...]
    why: str = ""


class UnclearSaying(Saying):
    """A line marked unclear, with at least these reasons."""

    reasons: tuple[Reason, ...]


class Ban(Saying):
    """A line that must not be there, unless one of `unless` is found in it too or it is in `allowed_in`."""

    unless: tuple[Pattern, ...] = ()
    confirmed_only: bool = False
    allowed_in: tuple[str, ...] = ()


class FigureKey(_Record):
    """A table of one quantity with these values."""

    about: str
    kind: str
    values: tuple[str, ...]
    """Patterns, each for a whole figure as a source prints it."""


class StoryKey(_Record):
    """What is expected of one story's brief."""

    about: str
    articles: tuple[str, ...]
    may: tuple[str, ...] = ()
    outlets: int
    origins: tuple[int, int]
    """The least and the most."""
    confirmed: tuple[Saying, ...] = ()
    unclear: tuple[UnclearSaying, ...] = ()
    never: tuple[Ban, ...] = ()
    figures: tuple[FigureKey, ...] = ()
    questions: tuple[Saying, ...] = ()


class LeftOut(_Record):
    """A problem the edition must list: what it is about, and its reason code."""

    about: Pattern
    reason: Pattern


class Key(_Record):
    """The whole of `key.yaml`."""

    version: int
    at: AwareDatetime
    stories: dict[str, StoryKey]
    left_out: tuple[LeftOut, ...] = ()
    nowhere: tuple[Pattern, ...] = ()


def load_key(file: Traversable | None = None) -> Key:
    """Read the key in `file`, by default the one of the sample newsroom.

    Raises:
        ConfigError: if it does not have the format it describes.
    """
    file = file or files("aggregator.demo") / "key.yaml"
    try:
        return Key.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise ConfigError(f"{file.name}: {error}") from error


def check_edition(edition: Edition, key: Key) -> list[str]:
    """Return what in `edition` goes against `key`: one sentence each, `<story> <rule>: <what>`.

    Rules are `missing` (no brief), `articles`, `outlets`, `origins`, `confirmed`, `unclear`, `never`,
    `figures` and `questions`; for the edition as a whole `left_out` and `nowhere`.
    """
    found = [
        violation for name, story in key.stories.items() for violation in _check_story(edition, name, story)
    ]
    return found + [f"edition {violation}" for violation in _check_whole(edition, key)]


def check_text(text: str, key: Key) -> list[str]:
    """Return what in `text`, an edition in any form, must not be written anywhere."""
    hits = [hit for pattern in key.nowhere if (hit := pattern.search(text))]
    return [f"nowhere: “{hit.group()}” is written" for hit in hits]


def brief_of(edition: Edition, story: StoryKey) -> Brief | None:
    """Return the brief that holds most of the story's articles, or None if none holds any."""
    wanted = set(story.articles)
    held = [(len(wanted & _piece_ids(brief)), brief) for brief in edition.briefs]
    count, brief = max(held, key=lambda pair: pair[0], default=(0, None))
    return brief if count else None


def _check_whole(edition: Edition, key: Key) -> Iterator[str]:
    for wanted in key.left_out:
        if not any(
            wanted.reason.search(problem.reason)
            and wanted.about.search(f"{problem.subject} {problem.url} {problem.detail}")
            for problem in edition.left_out
        ):
            yield f"left_out: nothing about “{wanted.about.pattern}” with “{wanted.reason.pattern}”"
    yield from check_text(codec.dumps(edition).decode(), key)


def _check_story(edition: Edition, name: str, story: StoryKey) -> Iterator[str]:
    brief = brief_of(edition, story)
    if brief is None:
        yield f"{name} missing: no brief on {story.about}"
        return
    for rule, violations in (
        ("articles", _check_articles(brief, story)),
        ("outlets", _outside(brief.outlets, story.outlets, story.outlets)),
        ("origins", _outside(brief.origins, *story.origins)),
        ("confirmed", _check_confirmed(brief, story)),
        ("unclear", _check_unclear(brief, story)),
        ("never", _check_never(brief, story)),
        ("figures", _check_figures(brief, story)),
        ("questions", _check_questions(brief, story)),
    ):
        yield from (f"{name} {rule}: {violation}" for violation in violations)


def _check_articles(brief: Brief, story: StoryKey) -> Iterator[str]:
    held = _piece_ids(brief)
    yield from (f"{piece} is not in the brief" for piece in story.articles if piece not in held)
    yield from (f"{piece} does not belong here" for piece in sorted(held - {*story.articles, *story.may}))


def _outside(found: int, least: int, most: int) -> Iterator[str]:
    if not least <= found <= most:
        yield f"{found}, expected {least}" + (f" to {most}" if most > least else "")


def _check_confirmed(brief: Brief, story: StoryKey) -> Iterator[str]:
    lines = [line for _, line in _lines(brief) if line.standing is Standing.CONFIRMED]
    for saying in story.confirmed:
        if not any(_says(line, saying.say) for line in lines):
            yield f"no confirmed line says {_spell(saying)}"


def _check_unclear(brief: Brief, story: StoryKey) -> Iterator[str]:
    lines = [line for _, line in _lines(brief) if line.standing is Standing.UNCLEAR]
    for saying in story.unclear:
        said = [line for line in lines if _says(line, saying.say)]
        if not said:
            yield f"no unclear line says {_spell(saying)}"
        elif not any(set(saying.reasons) <= set(line.reasons) for line in said):
            given = sorted({reason.value for line in said for reason in line.reasons})
            wanted = ", ".join(reason.value for reason in saying.reasons)
            yield f"{_spell(saying)} should be unclear as {wanted}, but is {', '.join(given)}"


def _check_never(brief: Brief, story: StoryKey) -> Iterator[str]:
    for ban in story.never:
        for section, line in _lines(brief):
            if section in ban.allowed_in or (ban.confirmed_only and line.standing is not Standing.CONFIRMED):
                continue
            if _says(line, ban.say) and not any(_says(line, (pattern,)) for pattern in ban.unless):
                yield f"{section}: “{_words(line)}” ({ban.why})"


def _check_figures(brief: Brief, story: StoryKey) -> Iterator[str]:
    for wanted in story.figures:
        if not any(_holds(table, wanted) for table in brief.tables):
            yield f"no {wanted.kind} of {wanted.about}: {', '.join(wanted.values)}"


def _holds(table: FigureTable, wanted: FigureKey) -> bool:
    given = " | ".join(row.value for row in table.rows)
    return table.kind == wanted.kind and all(_stands_in(value, given) for value in wanted.values)


def _stands_in(value: str, text: str) -> bool:
    """Whether `value` is in `text` as a whole figure: 37 is neither in 137 nor in 37.5."""
    return re.search(rf"(?<![\w.,])(?:{value})(?!\w|[.,]\d)", text, re.IGNORECASE) is not None


def _check_questions(brief: Brief, story: StoryKey) -> Iterator[str]:
    lines = [line for section, line in _lines(brief) if section in {"unclear", "faq"}]
    for saying in story.questions:
        if not any(_says(line, saying.say) for line in lines):
            yield f"no open question says {_spell(saying)}"


def _lines(brief: Brief) -> Iterator[tuple[str, Line]]:
    for section in brief.sections:
        yield from ((section.key, line) for line in section.lines)


def _says(line: Line, patterns: Sequence[re.Pattern[str]]) -> bool:
    words = _words(line)
    return all(pattern.search(words) for pattern in patterns)


def _words(line: Line) -> str:
    return f"{line.question} {line.text}".strip()


def _spell(saying: Saying) -> str:
    return "“" + " … ".join(pattern.pattern for pattern in saying.say) + "”"


def _piece_ids(brief: Brief) -> set[str]:
    """The newsroom's ids of a brief's sources: the last part of their addresses."""
    return {urlsplit(source.url).path.rsplit("/", 1)[-1] for source in brief.sources}
