"""The whole newsroom as paths and what stands there: decided here, handed out by `server`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from aggregator.demo.content import AT, Newsroom, Outlet, Piece
from aggregator.demo.feeds import CONTENT_TYPES, render_feed
from aggregator.demo.pages import render_front, render_page

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What a path answers. `hangs` never answers; `location` redirects."""

    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200
    changed: datetime | None = None
    location: str = ""
    hangs: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """The headers, with both validators where the resource can be asked for again."""
        made = {"Content-Type": self.content_type}
        if self.location:
            made["Location"] = self.location
        if self.status == 200 and self.changed:  # noqa: PLR2004 - an HTTP status is its own name
            made["ETag"] = f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'
            made["Last-Modified"] = format_datetime(self.changed, usegmt=True)
        return made


def build_site(newsroom: Newsroom, base_url: str, until: datetime | None = None) -> dict[str, Resource]:
    """Return every path of the newsroom; with `until`, as it stood at that hour.

    An item the newsroom dates in the future is listed all the same: some outlet got its clock wrong.
    """
    shown = newsroom
    if until is not None:
        kept = {
            name: piece
            for name, piece in newsroom.pieces.items()
            if piece.published <= until or _misdated(piece)
        }
        shown = replace(newsroom, pieces=kept)
    site = {"/robots.txt": Resource(body=_robots(newsroom).encode())}
    for outlet in shown.outlets.values():
        site.update(_outlet_paths(outlet, shown, base_url))
    for piece in shown.pieces.values():
        site[piece.path] = _page(piece, shown, base_url)
    return site


def _misdated(piece: Piece) -> bool:
    return piece.published > AT


def _robots(newsroom: Newsroom) -> str:
    """What crawlers are asked to leave alone: the member areas."""
    return "User-agent: *\n" + "".join(f"Disallow: /{name}/members/\n" for name in newsroom.outlets)


def _page(piece: Piece, newsroom: Newsroom, base_url: str) -> Resource:
    if piece.page == "gone":
        return Resource(status=410, body=b"This page has been removed.")
    body = render_page(piece, newsroom, base_url)
    return Resource(body=body, content_type=HTML, changed=piece.updated or piece.published)


def _outlet_paths(outlet: Outlet, newsroom: Newsroom, base_url: str) -> Iterator[tuple[str, Resource]]:
    yield f"/{outlet.id}/", Resource(body=render_front(outlet, newsroom, base_url), content_type=HTML)
    if outlet.behaviour == "moved":
        yield outlet.listed_feed_path, Resource(status=301, location=base_url + outlet.feed_path)
    yield outlet.feed_path, _feed(outlet, newsroom, base_url)


def _feed(outlet: Outlet, newsroom: Newsroom, base_url: str) -> Resource:
    match outlet.behaviour:
        case "error":
            return Resource(status=500, body=b"Internal Server Error")
        case "missing":
            return Resource(status=404, body=b"Not Found")
        case "hangs":
            return Resource(hangs=True)
        case _:
            pieces = newsroom.of_outlet(outlet.id)
            changed = max(
                (piece.updated or piece.published for piece in pieces if not _misdated(piece)), default=AT
            )
            body = render_feed(outlet, pieces, changed, base_url)
            return Resource(body=body, content_type=CONTENT_TYPES[outlet.feed], changed=changed)
