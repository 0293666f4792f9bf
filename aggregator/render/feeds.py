"""Stories as feeds, one item a story: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

An item's id is its story's, so it stays the same however often the brief changes; its dates are the brief's,
never the clock's. Without a public address the links of a feed are relative to it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from html import escape

from feedgenerator import Atom1Feed, Rss201rev2Feed

from aggregator.identity import slug
from aggregator.models import Edition
from aggregator.render.text import counted, plain
from aggregator.render.views import BriefView, CategoryView

JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What the three forms of one feed say. `folder` is where they lie ("" or ending in a slash)."""

    name: str
    title: str
    language: str
    at: datetime
    base_url: str
    folder: str
    home: str
    stories: tuple[BriefView, ...]

    @property
    def description(self) -> str:
        """The feed in one sentence."""
        return f"{self.title}: what we know, what is still unclear, and the evidence."

    def link(self, folder: str) -> str:
        """Return the address of a page, from anywhere or else from this feed; `folder` ends in a slash."""
        if self.base_url:
            return f"{self.base_url}{folder}"
        return f"{'../' * self.folder.count('/')}{folder}index.html"

    def own(self, file: str) -> str | None:
        """Return the address of the feed itself, None without a public one."""
        return f"{self.base_url}{self.folder}{file}" if self.base_url else None

    def id(self, file: str) -> str:
        """Return the feed's own id: its public address, or else a name made of its titles."""
        return self.own(file) or f"urn:aggregator:feed:{self.name}"


def whole(edition: Edition, stories: tuple[BriefView, ...], base_url: str) -> Channel:
    """Return the feed of all stories of an edition, in the order of their weight."""
    title = plain(edition.title)
    return Channel(
        name=slug(title),
        title=title,
        language=edition.language,
        at=edition.at,
        base_url=base_url,
        folder="",
        home="",
        stories=stories,
    )


def of_category(edition: Edition, category: CategoryView, base_url: str) -> Channel:
    """Return the feed of one category."""
    title = plain(edition.title)
    return Channel(
        name=f"{slug(title)}:{category.slug}",
        title=f"{title}: {plain(category.name)}",
        language=edition.language,
        at=edition.at,
        base_url=base_url,
        folder=f"feeds/{category.slug}/",
        home=f"categories/{category.slug}/",
        stories=category.briefs,
    )


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
    for story in channel.stories:
        feed.add_item(
            title=plain(story.title),
            link=channel.link(f"stories/{story.slug}/"),
            description=_description(story),
            pubdate=story.updated,
            unique_id=_id(story),
            unique_id_is_permalink=False,
            categories=[plain(story.category)],
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
    for story in channel.stories:
        feed.add_item(
            title=plain(story.title),
            link=channel.link(f"stories/{story.slug}/"),
            description=_description(story),
            pubdate=story.published,
            updateddate=story.updated,
            unique_id=_id(story),
            categories=[plain(story.category)],
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
        "items": [_json_item(channel, story) for story in channel.stories],
    }
    return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


def _json_item(channel: Channel, story: BriefView) -> dict[str, object]:
    return {
        "id": _id(story),
        "url": channel.link(f"stories/{story.slug}/"),
        "title": plain(story.title),
        "content_html": _description(story),
        "summary": plain(story.summary),
        "date_published": story.published.isoformat(),
        "date_modified": story.updated.isoformat(),
        "tags": [plain(story.category)],
    }


def _id(story: BriefView) -> str:
    return f"urn:aggregator:story:{plain(story.story)}"


def _description(story: BriefView) -> str:
    """An item's description is HTML by custom, so its text is escaped before XML escapes it again."""
    tally = f"{story.known} known, {story.unclear} unclear"
    width = f"{counted(story.outlets, 'outlet')}, {counted(story.origins, 'origin')}"
    summary = f"<p>{escape(plain(story.summary))}</p>" if story.summary else ""
    return f"{summary}<p>{tally} · {width}</p>"
