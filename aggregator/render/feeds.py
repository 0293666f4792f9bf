"""Feeds in their three forms: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, item by item.

An item's dates are its story's, never the clock's. Without a public address the links of a feed are relative
to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from aggregator.render.channels import Channel, Item
from aggregator.render.spool import Spool, listed

JSON_FEED = "https://jsonfeed.org/version/1.1"


def files(channel: Channel) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield a feed in all its forms, by path."""
    folder = channel.folder
    yield f"{folder}feed.xml", _written(_rss(channel))
    yield f"{folder}atom.xml", _written(_atom(channel))
    yield f"{folder}feed.json", _json(channel)


class _OneByOne(SyndicationFeed):  # type: ignore[misc]  # feedgenerator has no types
    """A feed that is dated by its edition, and whose items are made one by one as they are written."""

    def latest_post_date(self) -> datetime:
        at: datetime = self.feed["at"]
        return at

    def write_items(self, handler: Any) -> None:
        for item in self.feed["made"]:
            self.items.clear()
            self.add_item(**item)
            super().write_items(handler)


class _Rss(_OneByOne, Rss201rev2Feed):  # type: ignore[misc]  # as above
    """RSS 2.0."""


class _Atom(_OneByOne, Atom1Feed):  # type: ignore[misc]  # as above
    """Atom."""


def _written(feed: _Rss | _Atom) -> Iterator[bytes]:
    """Yield a feed as its library writes it."""
    with Spool() as spool:
        feed.write(spool, "utf-8")
        spool.add("\n")
        yield from spool.read()


def _rss(channel: Channel) -> _Rss:
    return _Rss(
        title=channel.title,
        link=channel.link(channel.home),
        description=channel.description,
        language=channel.language,
        feed_url=channel.own("feed.xml"),
        at=channel.at,
        made=(_item(channel, item) | {"pubdate": item.updated} for item in channel.items()),
    )


def _atom(channel: Channel) -> _Atom:
    return _Atom(
        title=channel.title,
        link=channel.link(channel.home),
        description=channel.description,
        language=channel.language,
        author_name=channel.title,
        feed_url=channel.own("atom.xml"),
        feed_guid=channel.id("atom.xml"),
        at=channel.at,
        made=(
            _item(channel, item) | {"pubdate": item.published, "updateddate": item.updated}
            for item in channel.items()
        ),
    )


def _item(channel: Channel, item: Item) -> dict[str, object]:
    return {
        "title": item.title,
        "link": channel.link(item.folder),
        "description": item.html,
        "unique_id": item.id,
        "unique_id_is_permalink": False,
        "categories": [item.category],
    }


def _json(channel: Channel) -> Iterator[bytes]:
    """Yield a channel as JSON Feed 1.1; the feed's own addresses must be public ones."""
    head: dict[str, object] = {"version": JSON_FEED, "title": channel.title}
    if channel.base_url:
        head |= {"home_page_url": channel.link(channel.home), "feed_url": channel.own("feed.json")}
    head |= {
        "description": channel.description,
        "authors": [{"name": channel.title}],
        "language": channel.language,
    }
    items = (json.dumps(_json_item(channel, item), ensure_ascii=False, indent=1) for item in channel.items())
    return (piece.encode() for piece in listed(head, "items", items))


def _json_item(channel: Channel, item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "url": channel.link(item.folder),
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "tags": [item.category],
    }
