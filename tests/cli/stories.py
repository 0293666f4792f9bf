"""A small newsroom: three outlets of two owners on one event, as texts, JSON lines, pages and feeds."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import yaml

AT = "2026-09-15T18:00Z"


def unwrapped(written: str) -> str:
    """Paragraphs as they stand in a file, each on one line."""
    return "\n\n".join(" ".join(block.split()) for block in written.split("\n\n"))


@dataclass(frozen=True)
class Piece:
    """An article of one outlet."""

    id: str
    outlet: str
    family: str
    title: str
    text: str
    published: str

    @property
    def record(self) -> dict[str, str]:
        return {
            "id": self.id,
            "url": f"https://{self.family}.example/{self.id}",
            "outlet": self.outlet,
            "title": self.title,
            "published": self.published,
            "text": self.text,
        }

    @property
    def page(self) -> str:
        paragraphs = "".join(f"<p>{escape(one)}</p>" for one in self.text.split("\n\n"))
        title = escape(self.title)
        return (
            f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>'
            f'<meta property="og:title" content="{title}">'
            f'<meta property="og:site_name" content="{self.outlet}">'
            f'<meta property="article:published_time" content="{self.published}"></head>'
            "<body><nav><a href='/'>Home</a></nav>"
            f"<article><h1>{title}</h1>{paragraphs}</article></body></html>"
        )


POST = Piece(
    id="post-bridge",
    outlet="Harbour Post",
    family="post",
    title="Selby Bridge closed after crack found in main girder",
    published="2026-09-15T09:00:00+00:00",
    text=unwrapped("""
        The Selby Bridge was closed to all traffic on Monday after engineers found a crack in its
        main girder, the Selby city council said.

        “We will not reopen the bridge until we know that it is safe,” said Mara Lindqvist, the
        city’s chief engineer, at a news conference on Monday evening.

        About 40,000 vehicles cross the bridge on a working day, according to the council. Ferries
        will run every 20 minutes between the two banks from Tuesday, it said.

        It was not immediately clear how long the repairs would take. The crack may have been caused
        by the heat of August, Lindqvist said, but no test result is known yet.
    """),
)
TIMES = Piece(
    id="times-bridge",
    outlet="Selby Times",
    family="times",
    title="Crack shuts Selby Bridge, thousands of commuters stranded",
    published="2026-09-15T11:30:00+00:00",
    text=unwrapped("""
        Thousands of commuters were stranded on Monday when the Selby city council closed the Selby
        Bridge to all traffic. Engineers had found a crack in the main girder of the bridge during
        an inspection.

        Mara Lindqvist, the chief engineer of the city, said the bridge would stay closed until it
        was safe.

        People familiar with the inspection said that the crack was seen as early as June. The
        council declined to comment on that.

        Repairs could cost 3 million crowns, the council said. Some 38,000 vehicles use the bridge
        each working day.
    """),
)
ECHO = Piece(
    id="echo-bridge",
    outlet="Selby Echo",
    family="times",
    title="Selby Bridge stays closed, ferries from Tuesday",
    published="2026-09-15T14:00:00+00:00",
    text=unwrapped("""
        The Selby Bridge stays closed to all traffic after engineers found a crack in its main
        girder on Monday.

        Ferries will run between the two banks every 20 minutes from Tuesday, the Selby city council
        said.

        Opposition councillor Piet Haan demanded an inquiry. “Somebody knew of this crack in June,”
        he said. The council has yet to publish the report of the inspection.
    """),
)
LIBRARY = Piece(
    id="post-library",
    outlet="Harbour Post",
    family="post",
    title="Orlow library lends musical instruments",
    published="2026-09-14T08:00:00+00:00",
    text=unwrapped("""
        The public library of Orlow has begun to lend violins, guitars and drums to its readers. The
        librarian, Ines Falk, said the idea came from a reader who wanted to try a cello before
        buying one.

        Instruments may be kept for four weeks. Most of them were given by families whose children
        had grown up.
    """),
)

BRIDGE_PIECES = (POST, TIMES, ECHO)
PIECES = (*BRIDGE_PIECES, LIBRARY)
FAMILIES = {
    "post": {"name": "Harbour Post", "owner": "Ada Rowe"},
    "times": {"name": "Selby Times", "owner": "Oke Media"},
}


def feed(outlet: str, base_url: str) -> str:
    """The RSS feed of an outlet whose pages stand under `base_url`."""
    items = "".join(
        f"<item><title>{escape(piece.title)}</title><link>{base_url}/{piece.id}</link>"
        f"<guid>{piece.id}</guid><pubDate>{piece.published}</pubDate></item>"
        for piece in PIECES
        if piece.outlet == outlet
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{outlet}</title>{items}</channel></rss>'


def settings(base_url: str, *more: dict[str, str]) -> str:
    """The `feeds.yaml` that reads the newsroom at `base_url`, and `more` feeds."""
    feeds = [
        {
            "name": outlet,
            "outlet": outlet,
            "family": family,
            "category": "local",
            "url": f"{base_url}/{family}-{n}.xml",
        }
        for n, (outlet, family) in enumerate(dict.fromkeys((piece.outlet, piece.family) for piece in PIECES))
    ]
    fetch = {
        "allow_private_addresses": True,
        "per_host_gap": 0,
        "retries": 0,
        "connect_timeout": 2,
        "read_timeout": 2,
        "total_timeout": 4,
    }
    return yaml.safe_dump({"version": 1, "fetch": fetch, "families": FAMILIES, "feeds": [*feeds, *more]})
