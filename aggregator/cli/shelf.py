"""Published editions on disk: where they lie, and how a person names a story in one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.models import Brief, Edition

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
    from pydantic import ValidationError

    from aggregator import codec
    from aggregator.models import Edition

    path = edition_file(place)
    try:
        return codec.loads(Edition, path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path} is no edition: {where or 'the file'}: {first['msg']}") from error


def find_brief(edition: Edition, name: str) -> Brief:
    """Return the brief of a story by its number in the edition, its id or address, or the start of one.

    Raises:
        InputError: if no story, or more than one, is meant.
    """
    if name.isdecimal() and 1 <= int(name) <= len(edition.briefs):
        return edition.briefs[int(name) - 1]
    exact = [brief for brief in edition.briefs if name in (brief.story, brief.slug)]
    meant = exact or _starting_with(edition.briefs, name)
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise InputError(f"no story {name!r} in edition {edition.id}; `aggregator stories` lists them")
    raise InputError(f"{name!r} may mean {', '.join(brief.slug for brief in meant)}")


def store_folder(path: Path) -> Path | None:
    """Return the output folder that an edition's file lies in, known by the store beside the editions."""
    from aggregator.store import store_path

    return next((folder for folder in path.resolve().parents if store_path(folder).is_file()), None)


def _starting_with(briefs: Sequence[Brief], name: str) -> list[Brief]:
    return [
        brief for brief in briefs if name and (brief.story.startswith(name) or brief.slug.startswith(name))
    ]
