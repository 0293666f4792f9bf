"""The store as the walk sees it: six parts over one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.errors import StoreError
from aggregator.store.database import Database
from aggregator.store.editions import EditionStore
from aggregator.store.feeds import FeedStore
from aggregator.store.mends import MendStore
from aggregator.store.migrations import migrate
from aggregator.store.pruning import PruneStore
from aggregator.store.stories import StoryStore
from aggregator.store.texts import TextStore

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

STATE = "state"
"""The folder, beside the editions, of what only the program reads: the store and the run lock."""


def store_path(output: Path) -> Path:
    """Return where the store of an output folder lies."""
    return output / STATE / "store.sqlite"


class Store:
    """The store of one output folder; a context manager that closes it."""

    def __init__(self, path: Path) -> None:
        """Open the store at `path`, make it if there is none, and bring its schema up to date.

        Raises:
            StoreTooNewError: if a newer version of the program has written it.
            StoreCorruptError: if it is damaged or no database at all.
            StoreError: if it cannot be opened, or belongs to another program.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder {path.parent} cannot be made: {error.strerror}") from error
        self._database = Database(path)
        migrate(self._database)
        self.feeds = FeedStore(self._database)
        self.texts = TextStore(self._database)
        self.stories = StoryStore(self._database)
        self.mends = MendStore(self._database)
        self.editions = EditionStore(self._database)
        self.pruning = PruneStore(self._database)

    @classmethod
    def existing(cls, output: Path) -> Store:
        """Open the store of `output` for looking at what is there.

        Raises:
            StoreError: if nothing has been run there yet, or as the constructor does.
        """
        path = store_path(output)
        if not path.is_file():
            raise StoreError(f"there is no store in {output}: run `aggregator run --output {output}` first")
        return cls(path)

    def check(self, *, thorough: bool = False) -> None:
        """Read the whole file for damage; raise StoreCorruptError at the first."""
        self._database.check(thorough=thorough)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
