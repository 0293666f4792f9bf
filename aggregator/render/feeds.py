"""Feeds in their three forms: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

An item's dates are its story's, never the clock's. Without a public address the links of a feed are relative
to it.
"""

from __future__ import annotations

import json
from datetime import datetime

from feedgenerator import Atom1Feed, Rss201rev2Feed

from aggregator.render.channels import Channel, Item

JSON_FEED = "https://jsonfeed.org/version/1.1"


def files(channel: Channel) -> dict[str, str]:
    """Return a feed in all its forms, by path."""
    folder = channel.folder
    return {
        f"{folder}feed.xml": rss(channel),
        f"{folder}atom.xml": atom(channel),
        f"{folder}feed.json": json_feed(channel),
    }


class _Rss(Rss201rev2Feed):  # type: ignore[misc]  # feedgenerator has no types
    """A feed whose build date is the edition's, so that the same edition is the same bytes."""

    def latest_post_date(self) -> datetime:
        at: datetime = self.feed["at"]
        return at


class _Atom(Atom1Feed):  # type: ignore[misc]  # as above
    """Atom, dated by the edition."""

    def latest_post_date(self) -> datetime:
        at: datetime = self.feed["at"]
        return at


def rss(channel: Channel) -> str:
    """Return a channel as RSS 2.0."""
    feed = _Rss(
        title=channel.title,
        link=channel.link(channel.home),
        description=channel.description,
        language=channel.language,
        feed_url=channel.own("feed.xml"),
        at=channel.at,
    )
    for item in channel.items:
        feed.add_item(
            title=item.title,
            link=channel.link(item.folder),
            description=item.html,
            pubdate=item.updated,
            unique_id=item.id,
            unique_id_is_permalink=False,
            categories=[item.category],
        )
    return str(feed.writeString("utf-8")) + "\n"


def atom(channel: Channel) -> str:
    """Return a channel as Atom."""
    feed = _Atom(
        title=channel.title,
        link=channel.link(channel.home),
        description=channel.description,
        language=channel.language,
        author_name=channel.title,
        feed_url=channel.own("atom.xml"),
        feed_guid=channel.id("atom.xml"),
        at=channel.at,
    )
    for item in channel.items:
        feed.add_item(
            title=item.title,
            link=channel.link(item.folder),
            description=item.html,
            pubdate=item.published,
            updateddate=item.updated,
            unique_id=item.id,
            categories=[item.category],
        )
    return str(feed.writeString("utf-8")) + "\n"


def json_feed(channel: Channel) -> str:
    """Return a channel as JSON Feed 1.1; the feed's own addresses must be public ones."""
    head: dict[str, object] = {"version": JSON_FEED, "title": channel.title}
    if channel.base_url:
        head |= {"home_page_url": channel.link(channel.home), "feed_url": channel.own("feed.json")}
    head |= {
        "description": channel.description,
        "authors": [{"name": channel.title}],
        "language": channel.language,
        "items": [_json_item(channel, item) for item in channel.items],
    }
    return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


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
