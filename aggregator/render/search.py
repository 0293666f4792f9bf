"""Search over the whole archive without a server: an index for each month, made by lunr and read by lunr.js.

    briefs of the edition, indexes published before -> stories by month -> {search/<month>.json: bytes}

A month none of whose stories changed keeps its file as it is, byte for byte. A story stands in the month of
its last change, and there once, however many editions held it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files

from lunr import lunr

from aggregator.errors import PublishError
from aggregator.render.text import plain
from aggregator.render.views import BriefView

FOLDER = "search"
FIELDS = ({"field_name": "title", "boost": 4}, "summary", {"field_name": "outlets", "boost": 2})
"""What is searched; a word of a headline says more about a story than one of its summary."""

_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\W_]+")

ASSETS = ("lunr.js", "lunr-license.txt")


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
    """The search page: the months that have an index, newest first, and what can be chosen from."""

    months: tuple[str, ...]
    stories: int
    categories: tuple[str, ...]
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The archive's stories by month, newest first, and the file of each month."""

    months: Mapping[str, tuple[Record, ...]]
    files: Mapping[str, str]

    def view(self) -> SearchView:
        """Return what the search page is told."""
        records = [record for month in self.months.values() for record in month]
        return SearchView(
            months=tuple(self.months),
            stories=len(records),
            categories=tuple(sorted({record.category for record in records})),
            outlets=tuple(sorted({name for record in records for name in record.outlets}, key=str.casefold)),
        )


def search_of(briefs: Iterable[BriefView], published: Mapping[str, bytes]) -> Search:
    """Return the index of the archive with this edition's stories in it.

    `published` are the months' files of the edition before, by month.

    Raises:
        PublishError: if one of them cannot be read.
    """
    before = {month: _records(month, raw) for month, raw in published.items()}
    fresh = {view.slug: _record(view) for view in briefs}
    kept = [record for month in before.values() for record in month if record.slug not in fresh]
    months = _by_month([*kept, *fresh.values()])
    made = {
        f"{FOLDER}/{month}.json": published[month].decode()
        if before.get(month) == records
        else _file(records)
        for month, records in months.items()
    }
    return Search(months=months, files=made)


def assets() -> dict[str, str]:
    """Return the library that reads the index in the browser, and its licence."""
    folder = files("aggregator.render") / "assets"
    return {f"{FOLDER}/{name}": folder.joinpath(name).read_text(encoding="utf-8") for name in ASSETS}


def _record(view: BriefView) -> Record:
    outlets = {plain(source.outlet) for source in view.sources} - {""}
    return Record(
        slug=view.slug,
        title=plain(view.title),
        summary=plain(view.summary),
        category=view.category,
        day=view.updated.date().isoformat(),
        outlets=tuple(sorted(outlets)),
    )


def _by_month(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    """Return the months, newest first, and in each its stories in an order that nothing else decides."""
    months: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda record: (record.day, record.slug), reverse=True):
        months.setdefault(record.month, []).append(record)
    return {month: tuple(members) for month, members in months.items()}


def _records(month: str, raw: bytes) -> tuple[Record, ...]:
    try:
        stories = json.loads(raw)["stories"]
        return tuple(Record(**story | {"outlets": tuple(story["outlets"])}) for story in stories)
    except (ValueError, LookupError, TypeError) as error:
        raise PublishError(f"{FOLDER}/{month}.json of the edition before cannot be read: {error}") from error


def _file(records: tuple[Record, ...]) -> str:
    """Return a month: its stories, and the index, whose references are places in that list."""
    documents = [
        {
            "id": str(place),
            "title": _words(record.title),
            "summary": _words(record.summary),
            "outlets": _words(" ".join(record.outlets)),
        }
        for place, record in enumerate(records)
    ]
    index = lunr(ref="id", fields=FIELDS, documents=documents).serialize()
    content = {"stories": [asdict(record) for record in records], "index": index}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _words(text: str) -> str:
    """Return the words alone, without a possessive's ending; search.js cuts what is looked for alike."""
    return _BETWEEN.sub(" ", _POSSESSIVE.sub("", text))
