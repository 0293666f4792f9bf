"""Search over the whole archive without a server: the stories of each month, looked through in the browser.

    briefs of the edition, months published before -> stories by month -> {search/<month>.json: bytes}

A month says of a story only what the page prints of it; its words and their stems are taken there, as many as
are asked for, so that no index has to be made, held or loaded.

A month none of whose stories changed keeps its file as it is, byte for byte. A story stands in the month of
its last change, and there once, however many editions held it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files

from aggregator.errors import PublishError
from aggregator.render.text import plain
from aggregator.render.views import TeaserView

FOLDER = "search"
ASSETS = ("stemmer.js", "stemmer-license.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A story as it is searched and listed. `day` is that of its last change (2026-09-15)."""

    slug: str
    title: str
    summary: str
    category: str
    day: str
    outlets: tuple[str, ...]

    @property
    def month(self) -> str:
        """The month it stands in: 2026-09."""
        return self.day[:7]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """The search page: the months that have stories, newest first, and what can be chosen from."""

    months: tuple[str, ...]
    stories: int
    categories: tuple[str, ...]
    outlets: tuple[str, ...]


class Search:
    """The archive's stories by month, with an edition's in their new places; one month at a time is held."""

    def __init__(self, stories: Iterable[TeaserView], published: Mapping[str, bytes]) -> None:
        """Take an edition's stories, and the months' files of the edition before, by month."""
        self._published = published
        self._fresh = _by_month(map(_record, stories))
        self._slugs = {record.slug for records in self._fresh.values() for record in records}

    def view(self) -> SearchView:
        """Return what the search page is told.

        Raises:
            PublishError: if a file of the edition before cannot be read.
        """
        months: list[str] = []
        stories, categories, outlets = 0, set[str](), set[str]()
        for month, records, _ in self._months():
            months.append(month)
            stories += len(records)
            categories.update(record.category for record in records)
            outlets.update(name for record in records for name in record.outlets)
        return SearchView(
            months=tuple(months),
            stories=stories,
            categories=tuple(sorted(categories)),
            outlets=tuple(sorted(outlets, key=str.casefold)),
        )

    def files(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield the file of each month, newest first; where nothing changed, as it was.

        Raises:
            PublishError: if a file of the edition before cannot be read.
        """
        for month, records, same in self._months():
            yield f"{FOLDER}/{month}.json", (self._published[month],) if same else _file(records)

    def _months(self) -> Iterator[tuple[str, tuple[Record, ...], bool]]:
        """Yield the months, newest first, with their stories and whether they are as they were."""
        for month in sorted({*self._published, *self._fresh}, reverse=True):
            before = _records(month, self._published[month]) if month in self._published else ()
            kept = (record for record in before if record.slug not in self._slugs)
            records = _ordered([*kept, *self._fresh.get(month, ())])
            if records:
                yield month, records, records == before


def assets() -> dict[str, str]:
    """Return the library that the page's script uses in the browser, and its licence."""
    folder = files("aggregator.render") / "assets"
    return {f"{FOLDER}/{name}": folder.joinpath(name).read_text(encoding="utf-8") for name in ASSETS}


def _record(view: TeaserView) -> Record:
    return Record(
        slug=view.slug,
        title=plain(view.title),
        summary=plain(view.summary),
        category=view.category,
        day=view.updated.date().isoformat(),
        outlets=view.outlet_names,
    )


def _by_month(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    months: dict[str, list[Record]] = {}
    for record in records:
        months.setdefault(record.month, []).append(record)
    return {month: tuple(members) for month, members in months.items()}


def _ordered(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return stories in an order that nothing else decides."""
    return tuple(sorted(records, key=lambda record: (record.day, record.slug), reverse=True))


def _records(month: str, raw: bytes) -> tuple[Record, ...]:
    try:
        stories = json.loads(raw)["stories"]
        return tuple(Record(**story | {"outlets": tuple(story["outlets"])}) for story in stories)
    except (ValueError, LookupError, TypeError) as error:
        raise PublishError(f"{FOLDER}/{month}.json of the edition before cannot be read: {error}") from error


def _file(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield a month's stories as JSON, one a line."""
    yield b'{"stories":['
    for place, record in enumerate(records):
        line = json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":"))
        yield f"{',' if place else ''}\n{line}".encode()
    yield b"\n]}\n"
