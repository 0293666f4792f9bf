"""The edition as an RSS 2.0 feed, one item a story."""

from __future__ import annotations

from datetime import datetime
from html import escape

from feedgenerator import Rss201rev2Feed

from aggregator.models import Edition
from aggregator.render.text import counted, plain
from aggregator.render.views import BriefView


class _EditionFeed(Rss201rev2Feed):  # type: ignore[misc]  # feedgenerator has no types
    """A feed whose build date is the edition's, so that the same edition is the same bytes."""

    def latest_post_date(self) -> datetime:
        at: datetime = self.feed["at"]
        return at


def rss(edition: Edition, briefs: list[BriefView], base_url: str) -> str:
    """Return the RSS feed of an edition. Without a `base_url` its links are relative to the feed."""
    feed = _EditionFeed(
        title=plain(edition.title),
        link=base_url or "index.html",
        description=f"{plain(edition.title)}: what we know, what is still unclear, and the evidence.",
        language=edition.language,
        feed_url=f"{base_url}feed.xml" if base_url else None,
        at=edition.at,
    )
    for brief, view in zip(edition.briefs, briefs, strict=True):
        feed.add_item(
            title=plain(view.title),
            link=f"{base_url}stories/{view.slug}/" + ("" if base_url else "index.html"),
            description=_description(view),
            pubdate=view.updated,
            unique_id=f"urn:aggregator:story:{plain(brief.story)}",
            unique_id_is_permalink=False,
            categories=[plain(view.category)],
        )
    return str(feed.writeString("utf-8")) + "\n"


def _description(brief: BriefView) -> str:
    """An item's description is HTML by custom, so its text is escaped before XML escapes it again."""
    tally = f"{brief.known} known, {brief.unclear} unclear"
    width = f"{counted(brief.outlets, 'outlet')}, {counted(brief.origins, 'origin')}"
    summary = f"<p>{escape(plain(brief.summary))}</p>" if brief.summary else ""
    return f"{summary}<p>{tally} · {width}</p>"
