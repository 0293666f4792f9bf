"""HTML pages of the newsroom: six layouts, each with the clutter real pages have around the story."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2

from aggregator.demo.content import Newsroom, Outlet, Piece

if TYPE_CHECKING:
    from datetime import datetime

OTHERS = 5
"""Links to other articles beside the story."""
WORDS_A_MINUTE = 230
"""Reading speed behind "4 min read"."""


@cache
def environment() -> jinja2.Environment:
    """Return the templates' environment: everything is escaped, and an unknown name is an error."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("aggregator.demo"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters["rfc822"] = format_datetime
    made.filters["for_people"] = _for_people
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a layout prints. `cut` says that a paywall hides the rest of the paragraphs."""

    piece: Piece
    outlet: Outlet
    owner: str
    url: str
    feed_url: str
    paragraphs: tuple[str, ...]
    cut: bool
    others: tuple[Piece, ...]

    @property
    def minutes(self) -> int:
        """Minutes it takes to read."""
        return max(1, round(sum(len(text.split()) for text in self.paragraphs) / WORDS_A_MINUTE))

    @property
    def record(self) -> dict[str, Any]:
        """The page's schema.org record, as JSON-LD carries it."""
        return {
            "@context": "https://schema.org",
            "@type": "OpinionNewsArticle" if self.piece.opinion else "NewsArticle",
            "headline": self.piece.title,
            "datePublished": self.piece.published.isoformat(),
            "dateModified": (self.piece.updated or self.piece.published).isoformat(),
            "author": [{"@type": "Person", "name": name} for name in self.piece.by],
            "publisher": {"@type": "NewsMediaOrganization", "name": self.outlet.name},
            "mainEntityOfPage": self.url,
            "isAccessibleForFree": not self.cut,
            "inLanguage": self.outlet.language,
        }


def render_page(piece: Piece, newsroom: Newsroom, base_url: str) -> bytes:
    """Return the article's page as its outlet lays it out."""
    outlet = newsroom.outlets[piece.outlet]
    paragraphs = printed_paragraphs(piece)
    shown = paragraphs[: piece.paywall_after] if piece.paywall_after else paragraphs
    others = [other for other in newsroom.of_outlet(outlet.id) if other.id != piece.id]
    page = Page(
        piece=piece,
        outlet=outlet,
        owner=newsroom.families[outlet.family].owner,
        url=base_url + piece.path,
        feed_url=base_url + outlet.feed_path,
        paragraphs=shown,
        cut=len(shown) < len(paragraphs),
        others=tuple(others[:OTHERS]),
    )
    return environment().get_template(f"pages/{outlet.layout}.html").render(page=page).encode()


def render_front(outlet: Outlet, newsroom: Newsroom, base_url: str) -> bytes:
    """Return the outlet's front page, a list of its articles."""
    template = environment().get_template("pages/front.html")
    return template.render(outlet=outlet, pieces=newsroom.of_outlet(outlet.id), base_url=base_url).encode()


def printed_paragraphs(piece: Piece) -> tuple[str, ...]:
    """Return the paragraphs as printed: with the dateline, the credit and a photo line that stands first."""
    opening = " ".join(part for part in (piece.dateline, f"({piece.credit})" if piece.credit else "") if part)
    first, *rest = piece.paragraphs
    lines = [f"{opening} — {first}" if opening else first, *rest]
    if piece.photo and piece.photo.first:
        lines.insert(0, f"{piece.photo.caption} {piece.photo.credit}")
    return tuple(lines)


def _for_people(when: datetime) -> str:
    return f"{when.day} {when:%B %Y, %H:%M}"
