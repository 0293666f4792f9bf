"""Feeds of the newsroom: RSS 2.0, Atom 1.0, RSS 1.0 (RDF) and JSON Feed 1.1."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from aggregator.demo.content import Outlet, Piece
from aggregator.demo.pages import environment, printed_paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

CONTENT_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a feed: `html` is the article's text as markup."""

    piece: Piece
    link: str
    guid: str
    html: str


def render_feed(outlet: Outlet, pieces: Sequence[Piece], changed: datetime, base_url: str) -> bytes:
    """Return the outlet's feed of `pieces`, in the format the outlet uses."""
    items = [_item(piece, base_url, copy) for piece in pieces for copy in range(piece.feed_copies)]
    if outlet.feed == "json":
        return _json_feed(outlet, items, base_url)
    template = environment().get_template(f"feeds/{outlet.feed}.xml")
    return template.render(outlet=outlet, items=items, changed=changed, base_url=base_url).encode()


def _item(piece: Piece, base_url: str, copy: int) -> Item:
    """Copies of an item differ as they do in real feeds: by what a campaign hung on the address."""
    link = piece.feed_link or base_url + piece.path
    tracked = f"{link}?utm_source=rss&utm_campaign=top{copy}" if copy else link
    guid = f"{base_url}{piece.path}" + (f"#{copy}" if copy else "")
    return Item(piece, tracked, guid, "".join(f"<p>{escape(text)}</p>" for text in printed_paragraphs(piece)))


def _json_feed(outlet: Outlet, items: Sequence[Item], base_url: str) -> bytes:
    record = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{base_url}/{outlet.id}/",
        "feed_url": base_url + outlet.feed_path,
        "language": outlet.language,
        "items": [
            {
                "id": item.guid,
                "url": item.link,
                "title": item.piece.title,
                "summary": item.piece.summary,
                "date_published": item.piece.published.isoformat(),
                "authors": [{"name": name} for name in item.piece.by],
            }
            | (
                {"content_html": item.html}
                if outlet.feed_text == "full"
                else {"content_text": item.piece.summary}
            )
            for item in items
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=1).encode()
