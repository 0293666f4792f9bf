"""The newsroom's content as an editor writes it: `outlets.yaml` and one Markdown file an article.

An article file is YAML front matter between two `---` lines and paragraphs separated by blank lines:

    articles/<story>/<id>.md        the folder is the story; `<id>` is unique in the whole newsroom

The fields of the front matter are those of `Piece`, those of the outlets file are those of `Outlet`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeVar

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

AT = datetime(2026, 9, 15, 18, 0, tzinfo=UTC)
"""The hour at which the sample newsroom is read; its articles are of this day and the day before."""

FRONT_MATTER = "---\n"
LISTED_IN = "outlets.yaml"

FEED_FILES = {"rss": "rss.xml", "atom": "atom.xml", "rdf": "index.rdf", "json": "feed.json"}

R = TypeVar("R", bound="_Record")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Photo(_Record):
    """A picture's words. With `first`, the outlet prints them as the first paragraph of its text."""

    caption: str
    credit: str
    first: bool = False


class Comment(_Record):
    """What a reader wrote under an article."""

    name: str
    text: str


class Piece(_Record):
    """One article.

    `copy_of` names the article whose paragraphs this one prints before its own, less those numbered
    in `drop` (from 1); `credit` names who wrote them.
    """

    id: str
    story: str
    outlet: str
    title: str
    published: AwareDatetime
    updated: AwareDatetime | None = None
    by: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    standfirst: str = ""
    dateline: str = ""
    credit: str = ""
    copy_of: str = ""
    drop: tuple[int, ...] = ()
    photo: Photo | None = None
    tags: tuple[str, ...] = ()
    correction: str = ""
    opinion: bool = False
    comments: tuple[Comment, ...] = ()
    paywall_after: int = 0
    """Paragraphs shown before the paywall; 0 for none."""
    page: Literal["ok", "gone", "blocked"] = "ok"
    """Whether the page can be read: `gone` answers 410, `blocked` is disallowed in robots.txt."""
    feed_link: str = ""
    """The link printed in the feed in place of the page's address."""
    feed_copies: int = 1
    """How often the feed lists it."""

    @property
    def path(self) -> str:
        """The page's path on the server; its last part is the article's id."""
        kind = "members" if self.page == "blocked" else f"{self.published:%Y/%m/%d}"
        return f"/{self.outlet}/{kind}/{self.id}"

    @property
    def summary(self) -> str:
        """What the feed and the top of the page say of the article."""
        return self.standfirst or self.paragraphs[0]


class Outlet(_Record):
    """One outlet: how it presents itself and how its feed behaves."""

    id: str
    name: str
    family: str
    category: str
    kind: Literal["outlet", "wire", "official", "aggregator", "trade", "science"] = "outlet"
    tagline: str = ""
    language: str = "en"
    layout: Literal["broadsheet", "tabloid", "public", "agency", "magazine", "classic"] = "broadsheet"
    feed: Literal["rss", "atom", "rdf", "json"] = "rss"
    feed_text: Literal["summary", "full"] = "summary"
    behaviour: Literal["ok", "error", "missing", "hangs", "moved"] = "ok"

    @property
    def feed_path(self) -> str:
        """The feed's path on the server."""
        return f"/{self.id}/{FEED_FILES[self.feed]}"

    @property
    def listed_feed_path(self) -> str:
        """The path people know; a feed that has moved answers there with its new address."""
        return f"/{self.id}/feed" if self.behaviour == "moved" else self.feed_path


class Family(_Record):
    """Outlets of one owner."""

    name: str
    owner: str
    kind: str = "private"
    wire_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Newsroom:
    """All outlets and articles, by id; articles come oldest first."""

    families: Mapping[str, Family]
    outlets: Mapping[str, Outlet]
    pieces: Mapping[str, Piece]

    def of_outlet(self, outlet: str) -> tuple[Piece, ...]:
        """The outlet's articles, newest first."""
        return tuple(piece for piece in reversed(tuple(self.pieces.values())) if piece.outlet == outlet)

    def of_story(self, story: str) -> tuple[Piece, ...]:
        """The articles in the story's folder, oldest first."""
        return tuple(piece for piece in self.pieces.values() if piece.story == story)


def load_newsroom(folder: Traversable | None = None) -> Newsroom:
    """Read the newsroom in `folder`, by default the one that ships with the package.

    Raises:
        ConfigError: if a file cannot be used; the message names it and the field.
    """
    folder = folder or files("aggregator.demo")
    listed = yaml.safe_load((folder / LISTED_IN).read_text(encoding="utf-8"))
    families = {name: _checked(Family, fields, LISTED_IN) for name, fields in listed["families"].items()}
    outlets = {
        name: _checked(Outlet, {"id": name, **fields}, LISTED_IN)
        for name, fields in listed["outlets"].items()
    }
    written = [
        _read_piece(story.name, file) for story in _visible(folder / "articles") for file in _visible(story)
    ]
    return Newsroom(families, outlets, _printed(written, outlets))


def _visible(folder: Traversable) -> list[Traversable]:
    """The folder's entries by name, less what editors and file systems leave behind."""
    return sorted(
        (entry for entry in folder.iterdir() if entry.name[0] not in "._"), key=lambda entry: entry.name
    )


def _read_piece(story: str, file: Traversable) -> Piece:
    """Read one article file."""
    where = f"{story}/{file.name}"
    opening, found, rest = file.read_text(encoding="utf-8").partition(FRONT_MATTER)
    head, closed, text = rest.partition("\n" + FRONT_MATTER)
    if opening or not found or not closed:
        raise ConfigError(f"{where}: an article begins with front matter between two lines of ---")
    paragraphs = tuple(" ".join(block.split()) for block in text.split("\n\n") if block.strip())
    fields = {
        "id": file.name.removesuffix(".md"),
        "story": story,
        "paragraphs": paragraphs,
        **yaml.safe_load(head),
    }
    return _checked(Piece, fields, where)


def _checked(kind: type[R], fields: Mapping[str, object], where: str) -> R:
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        raise ConfigError(f"{where}: {error}") from error


def _printed(written: Sequence[Piece], outlets: Mapping[str, Outlet]) -> dict[str, Piece]:
    """All pieces by id, oldest first, with copied paragraphs in place."""
    originals = {piece.id: piece for piece in written}
    if len(originals) != len(written):
        raise ConfigError("articles: two files of one name")
    if strangers := {piece.outlet for piece in written} - set(outlets):
        raise ConfigError(f"articles: {LISTED_IN} does not name {', '.join(sorted(strangers))}")
    ordered = sorted(written, key=lambda piece: (piece.published, piece.id))
    return {piece.id: _with_copied_text(piece, originals) for piece in ordered}


def _with_copied_text(piece: Piece, originals: Mapping[str, Piece]) -> Piece:
    if not piece.copy_of:
        return piece
    source = originals[piece.copy_of].paragraphs
    kept = tuple(text for number, text in enumerate(source, start=1) if number not in piece.drop)
    return piece.model_copy(update={"paragraphs": kept + piece.paragraphs})
