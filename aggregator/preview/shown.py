"""What is shown: a published folder as it lies there, or the same edition under other templates."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Protocol

from aggregator import codec
from aggregator.errors import InputError, TemplateError
from aggregator.models import Edition
from aggregator.publish import CURRENT, archived_days, archived_indexes
from aggregator.render import render_edition

EDITION_FILE = "edition.json"


class Shown(Protocol):
    """Files by their path."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, None if there is none.

        Raises:
            TemplateError: if it cannot be made.
        """

    def changed(self) -> None:
        """Take note that something it is made of may have changed."""


class Folder:
    """The files of a folder; nothing outside it, and nothing hidden, whatever a path says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, None if there is none."""
        steps = path.split("/")
        if not all(steps) or any(step.startswith(".") or "\\" in step or "\0" in step for step in steps):
            return None
        root = self.folder.resolve()  # `current` is a link that a run replaces
        file = root.joinpath(*steps).resolve()
        return file.read_bytes() if file.is_relative_to(root) and file.is_file() else None

    def changed(self) -> None:
        """Nothing is kept, so there is nothing to do."""


class Draft:
    """A published edition under other templates: made anew in memory, the folder stays as it is."""

    def __init__(self, folder: Path, templates: Path) -> None:
        self._folder = Folder(folder)
        self._templates = templates
        self._lock = threading.Lock()
        self._made: dict[str, bytes] | TemplateError | None = None

    def read(self, path: str) -> bytes | None:
        """Return a file of the edition as these templates make it, else one of the folder.

        Raises:
            TemplateError: if a template is wrong; the message names file and line.
        """
        with self._lock:
            if self._made is None:
                self._made = self._make()
            made = self._made
        if isinstance(made, TemplateError):
            raise TemplateError(str(made)) from made
        return made[path] if path in made else self._folder.read(path)

    def changed(self) -> None:
        """Make everything anew when it is next asked for."""
        with self._lock:
            self._made = None

    def _make(self) -> dict[str, bytes] | TemplateError:
        try:
            edition = codec.loads(Edition, self._edition())
            folder = self._folder.folder
            return render_edition(
                edition,
                templates=self._templates,
                earlier=archived_days(folder),
                indexes=archived_indexes(folder),
            )
        except TemplateError as error:
            return error

    def _edition(self) -> bytes:
        found = self._folder.read(EDITION_FILE)
        if found is None:
            raise InputError(f"{self._folder.folder} holds no {EDITION_FILE}, so nothing can be made of it")
        return found


def place_of(place: Path) -> Path:
    """Return the folder to show: `place` itself, or the current edition of an output folder.

    Raises:
        InputError: if no page lies there.
    """
    for folder in (place / CURRENT, place):
        if (folder / "index.html").is_file():
            return folder
    raise InputError(f"no page lies in {place}; `aggregator run` makes an edition")
