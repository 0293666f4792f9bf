"""What feeds say: of all stories, of one category, of one story. `feeds` writes them in their three forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape

from aggregator.evidence import sha256
from aggregator.identity import slug
from aggregator.models import Edition
from aggregator.render.text import counted, plain
from aggregator.render.views import BriefView, CategoryView, ChangeView, StoryView, TeaserView

TITLE_CHARS = 100
"""How much of a line stands in the title of an item about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed; `folder` is where its page lies, and `html` its text."""

    id: str
    title: str
    folder: str
    html: str
    summary: str
    published: datetime
    updated: datetime
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What the three forms of one feed say. `folder` is where they lie ("" or ending in a slash).

    `items` makes them anew each time it is called: a feed of all stories is never held whole.
    """

    name: str
    title: str
    language: str
    at: datetime
    base_url: str
    folder: str
    home: str
    items: Callable[[], Iterable[Item]]

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


def whole(edition: Edition, stories: Sequence[TeaserView], base_url: str) -> Channel:
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
        items=partial(map, _story, stories),
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
        items=partial(map, _story, category.briefs),
    )


def of_story(edition: Edition, brief: BriefView, base_url: str) -> Channel:
    """Return the feed of one story: its newest version, then its corrections.

    A version has an id of its own, so that who follows a story is told when its lines change. The feed is
    dated by its story: while that stands, so do the bytes.
    """
    folder = f"stories/{brief.slug}/"
    return Channel(
        name=f"story:{plain(brief.story)}",
        title=f"{plain(edition.title)}: {plain(brief.title)}",
        language=edition.language,
        at=brief.updated,
        base_url=base_url,
        folder=folder,
        home=folder,
        items=lambda: (_version(brief, folder), *_corrections(brief, folder)),
    )


def story_id(story: str) -> str:
    """Return the id of a story in feeds."""
    return f"urn:aggregator:story:{plain(story)}"


def _story(story: TeaserView) -> Item:
    return Item(
        id=story_id(story.story),
        title=plain(story.title),
        folder=f"stories/{story.slug}/",
        html=_told(story),
        summary=plain(story.summary),
        published=story.published,
        updated=story.updated,
        category=plain(story.category),
    )


def _version(brief: BriefView, folder: str) -> Item:
    news = "".join(f"<li>{escape(_news(change))}</li>" for change in brief.news)
    return Item(
        id=f"{story_id(brief.story)}:{brief.updated.isoformat()}",
        title=plain(brief.title),
        folder=folder,
        html=_told(brief) + (f"<ul>{news}</ul>" if news else ""),
        summary=plain(brief.summary),
        published=brief.updated,
        updated=brief.updated,
        category=plain(brief.category),
    )


def _news(change: ChangeView) -> str:
    told = change.now or change.then
    return f"{change.word.capitalize()}: {plain(told.text) if told else plain(change.note)}"


def _corrections(brief: BriefView, folder: str) -> Iterator[Item]:
    for place, change in enumerate(reversed(brief.corrections)):
        then = plain(change.then.text) if change.then else ""
        short = f"{then[:TITLE_CHARS].rstrip()}…" if len(then) > TITLE_CHARS else then
        mark = sha256(f"{change.at.isoformat()} {place} {then}")[:16]
        yield Item(
            id=f"{story_id(brief.story)}:correction:{mark}",
            title=f"Correction: {short}",
            folder=folder,
            html=f"<p>Then: {escape(then)}</p><p>Now: {escape(_now(change))}</p>",
            summary=f"Correction: {then}",
            published=change.at,
            updated=change.at,
            category=plain(brief.category),
        )


def _now(change: ChangeView) -> str:
    if change.now:
        return f"{change.now.word}: {plain(change.now.text)}"
    return f"{change.word}: {plain(change.note)}"


def _told(story: StoryView) -> str:
    """An item's text is HTML by custom, so what it is made of is escaped before XML escapes it again."""
    tally = f"{story.known} known, {story.unclear} unclear"
    width = f"{counted(story.outlets, 'outlet')}, {counted(story.origins, 'origin')}"
    summary = f"<p>{escape(plain(story.summary))}</p>" if story.summary else ""
    return f"{summary}<p>{tally} · {width}</p>"
