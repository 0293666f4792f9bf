"""What was lost of a feed's items, counted by reason: a sloppy feed makes a few lines in a report. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.fetch.plain import shortened
from aggregator.fetch.reasons import Reason, problem
from aggregator.models import Feed, Problem

EXAMPLES = 3
"""Items named in a problem that stands for several."""

LOST = frozenset({Reason.LISTED_TWICE, Reason.EMPTY_ITEM, Reason.BAD_ITEM, Reason.OVER_MAX_ITEMS})
"""Reasons for which an item gives no entry; with any other it loses only a part."""


class Losses:
    """What was lost of one feed, by reason, with the items it was lost of."""

    def __init__(self) -> None:
        self._items: dict[Reason, list[str]] = {}

    def add(self, reason: Reason, item: str) -> None:
        """Count one item."""
        self._items.setdefault(reason, []).append(item)

    def problems(self, feed: Feed) -> tuple[Problem, ...]:
        """Return one problem per reason, in the order of `Reason`."""
        return tuple(
            problem(feed.name, reason, _sentence(reason, self._items[reason]), url=feed.url)
            for reason in Reason
            if reason in self._items
        )


SENTENCES = {
    Reason.LISTED_TWICE: "Items that list an article again: {}.",
    Reason.EMPTY_ITEM: "Items without title, text or address: {}.",
    Reason.BAD_ITEM: "Items that are not as their format wants them: {}.",
    Reason.OVER_MAX_ITEMS: "Items over the limit of one run (fetch.max_items_per_feed): {}.",
    Reason.BAD_LINK: "Items whose address is no web address; their text is kept: {}.",
    Reason.BAD_DATE: "Items whose date cannot be read; they count as undated: {}.",
    Reason.FUTURE_DATE: "Items dated more than a day ahead; they count as undated: {}.",
    Reason.CUT: "Items whose title or text was cut: {}.",
}


def _sentence(reason: Reason, items: Sequence[str]) -> str:
    names = [f"«{shortened(name, 60)}»" for name in items[:EXAMPLES] if name]
    more = f" ({', '.join(names)}{', …' if len(items) > len(names) else ''})" if names else ""
    return SENTENCES[reason].format(f"{len(items)}{more}")
