"""What the trained reader made of texts, remembered from run to run for `./run bench faults`.

Reading articles and comparing sentences are pure functions in which no fault strikes, and take most of a run.
So they are done once for each text; fetching, extracting, grouping, weighing, writing and every commit are
done in each run as ever.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from aggregator import codec

if TYPE_CHECKING:
    from aggregator.models import Annotation, Article, Comparison

A = TypeVar("A")


class Memory:
    """The reader's answers by what it was asked, in a file of our own."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[tuple[str, ...], Any] = {}
        if file.exists():
            self._known = pickle.loads(file.read_bytes())  # noqa: S301 - written by `save` of another run
        self._before = len(self._known)

    def install(self) -> None:
        """Put the memory before the reader of this process."""
        from aggregator import annotate  # noqa: PLC0415 - loaded already where this is called
        from aggregator.annotate import comparing  # noqa: PLC0415 - as above

        annotate.annotate = self._reading(annotate.annotate)  # type: ignore[assignment]
        comparing._compared = self._comparing(comparing._compared)  # type: ignore[assignment]  # noqa: SLF001

    def save(self) -> None:
        """Keep for later runs what was asked for the first time, whole or not at all."""
        if len(self._known) > self._before:
            fresh = self._file.with_suffix(".tmp")
            fresh.write_bytes(pickle.dumps(self._known))
            fresh.replace(self._file)

    def _reading(self, read: Callable[[Article], Annotation]) -> Callable[[Article], Annotation]:
        return lambda article: self._asked((sha256(codec.dumps(article)).hexdigest(),), lambda: read(article))

    def _comparing(self, compare: Callable[[str, str], Comparison]) -> Callable[[str, str], Comparison]:
        return lambda a, b: self._asked((a, b), lambda: compare(a, b))

    def _asked(self, question: tuple[str, ...], answer: Callable[[], A]) -> A:
        if question not in self._known:
            self._known[question] = answer()
        found: A = self._known[question]
        return found
