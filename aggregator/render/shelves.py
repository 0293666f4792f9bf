"""The pages that list stories: one a category, one a day, and the list of days.

A day's page is the last edition of that day. Publishing carries the pages of earlier days over, so the list
of days needs to be told of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from aggregator.models import Edition
from aggregator.render.categories import by_category
from aggregator.render.text import day
from aggregator.render.views import ShelfView, TeaserView

ARCHIVE = "archive"


def shelves(edition: Edition, stories: Sequence[TeaserView]) -> Iterator[ShelfView]:
    """Return the pages of the categories of an edition and of its day."""
    categories = by_category(stories)
    for category in categories:
        yield ShelfView(
            title=category.name,
            folder=f"categories/{category.slug}/",
            feeds=f"feeds/{category.slug}/",
            categories=(category,),
        )
    folder = f"{ARCHIVE}/{edition.at.date().isoformat()}/"
    yield ShelfView(title=day(edition.at), folder=folder, feeds="", categories=categories)


def all_days(edition: Edition, earlier: Iterable[date]) -> tuple[date, ...]:
    """Return the days that have a page, newest first."""
    return tuple(sorted({edition.at.date(), *earlier}, reverse=True))
