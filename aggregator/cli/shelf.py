"""Published editions on disk: where they lie, and how a person names a story in one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aggregator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.models import Brief, Edition

T = TypeVar("T")

CURRENT = "current"
EDITION_FILE = "edition.json"


def edition_file(place: Path) -> Path:
    """Return the `edition.json` that `place` means: the file, its folder, or the folder of all editions.

    Raises:
        InputError: if there is none.
    """
    choices = (place, place / EDITION_FILE, place / CURRENT / EDITION_FILE)
    found = next((path for path in choices if path.is_file()), None)
    if found is None:
        raise InputError(f"no edition lies in {place}; `aggregator run` makes one")
    return found


def load_edition(place: Path) -> Edition:
    """Read the edition that `place` means.

    Raises:
        InputError: if there is none, or it cannot be read.
    """
    from aggregator.models import Edition

    return _read(Edition, edition_file(place))


def find_brief(place: Path, name: str) -> Brief:
    """Return the brief of a story by its number in the edition, its id or address, or the start of one.

    Stories that an earlier edition held are found by their address, as readers find them.

    Raises:
        InputError: if no story, or more than one, is meant.
    """
    from aggregator.models import Brief

    edition = load_edition(place)
    if name.isdecimal() and 1 <= int(name) <= len(edition.briefs):
        return edition.briefs[int(name) - 1]
    shelf: dict[str, Brief | Path] = dict(_earlier(edition_file(place).parent))
    shelf |= {brief.slug: brief for brief in edition.briefs}
    found = shelf[_meant(shelf, edition, name)]
    return _read(Brief, found) if isinstance(found, Path) else found


def store_folder(path: Path) -> Path | None:
    """Return the output folder that an edition's file lies in, known by the store beside the editions."""
    from aggregator.store import store_path

    return next((folder for folder in path.resolve().parents if store_path(folder).is_file()), None)


def _earlier(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the addresses of all stories that stand in an edition's folder, and where their briefs lie."""
    for path in sorted(folder.glob("stories/*/brief.json")):
        yield path.parent.name, path


def _meant(slugs: Iterable[str], edition: Edition, name: str) -> str:
    """Return the one address among `slugs` that `name` means."""
    if name in slugs:
        return name
    by_id = {brief.slug for brief in edition.briefs if name and brief.story.startswith(name)}
    meant = sorted(by_id | {slug for slug in slugs if name and slug.startswith(name)})
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise InputError(f"no story {name!r} in edition {edition.id}; `aggregator stories` lists them")
    raise InputError(f"{name!r} may mean {', '.join(meant)}")


def _read(kind: type[T], path: Path) -> T:
    from pydantic import ValidationError

    from aggregator import codec

    try:
        return codec.loads(kind, path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(f"{path} is no {kind.__name__.lower()}: {where}: {first['msg']}") from error
