"""A newsroom of real articles: any JSONL served as one feed for each outlet and one page for each article.

The articles are read from `--data`, served by a real HTTP server on loopback with entity tags, and beside it
the `feeds.yaml` is written with which `aggregator run` reads them, the clock set so that all are news.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

import yaml
from feedgenerator import Rss201rev2Feed

from aggregator.identity import outlet_slug, slug
from aggregator.loopback import Loopback, QuietHandler
from benchmarks._pieces import Piece, by_outlet, clock, read_pieces

DEFAULT_ARTICLES = "article_stream/window_30d.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Resource:
    """What a path answers."""

    body: bytes
    content_type: str

    @property
    def etag(self) -> str:
        """Its entity tag."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The articles while they are served.

    `at` is the clock by which all of them are news; of the paths put into `broken` only half a body is sent.
    """

    base_url: str
    pieces: tuple[Piece, ...]
    at: datetime
    settings: str
    requests: list[tuple[str, int]]
    broken: set[str]

    @property
    def feed_paths(self) -> tuple[str, ...]:
        """Where the feeds stand."""
        return tuple(map(feed_path, by_outlet(self.pieces)))


@contextmanager
def serve(articles: Path, *, port: int = 0) -> Iterator[Newsroom]:
    """Serve the articles of a JSONL file (also gzipped) on loopback while the block runs.

    Args:
        articles: a file of ``{"id", "url", "outlet", "title", "published", "text"}`` a line.
        port: where to listen; 0 for any free port.

    Raises:
        ValueError: if a line is no article; the message names it.
        OSError: if the file cannot be read or the port is taken.
    """
    pieces = tuple(read_pieces(articles))
    requests: list[tuple[str, int]] = []
    broken: set[str] = set()
    site: dict[str, Resource] = {}
    handler = type("Handler", (_Handler,), {"site": site, "requests": requests, "broken": broken})
    with Loopback(handler, port) as server:
        site.update(build_site(pieces, server.base_url))
        at = clock(pieces)
        yield Newsroom(
            base_url=server.base_url,
            pieces=pieces,
            at=at,
            settings=settings_text(pieces, server.base_url, at),
            requests=requests,
            broken=broken,
        )


def build_site(pieces: Sequence[Piece], base_url: str) -> dict[str, Resource]:
    """Return every path with what stands there: feeds, pages and robots.txt."""
    site = {"/robots.txt": Resource(b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")}
    for outlet, own in by_outlet(pieces).items():
        site[feed_path(outlet)] = Resource(_feed(outlet, own, base_url), "application/rss+xml; charset=utf-8")
    for piece in pieces:
        site[piece.path] = Resource(_page(piece, base_url), "text/html; charset=utf-8")
    return site


def feed_path(outlet: str) -> str:
    """Return where an outlet's feed stands."""
    return f"/{slug(outlet)}/rss.xml"


def _feed(outlet: str, pieces: Sequence[Piece], base_url: str) -> bytes:
    feed = Rss201rev2Feed(title=outlet, link=f"{base_url}/", description=outlet, language="en")
    for piece in pieces:
        feed.add_item(
            title=piece.title,
            link=base_url + piece.path,
            unique_id=base_url + piece.path,
            description=piece.summary,
            pubdate=piece.published,
        )
    return str(feed.writeString("utf-8")).encode()


def _page(piece: Piece, base_url: str) -> bytes:
    said = {name: html.escape(getattr(piece, name)) for name in ("title", "outlet", "authors")}
    published = piece.published.isoformat() if piece.published else ""
    paragraphs = "\n".join(f"<p>{html.escape(part)}</p>" for part in piece.text.split("\n") if part.strip())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{said["title"]}</title>
<link rel="canonical" href="{base_url}{piece.path}">
<meta property="og:type" content="article">
<meta property="og:title" content="{said["title"]}">
<meta property="og:site_name" content="{said["outlet"]}">
<meta property="article:published_time" content="{published}">
<meta name="author" content="{said["authors"]}">
</head>
<body>
<header><a href="/">{said["outlet"]}</a></header>
<main><article>
<h1>{said["title"]}</h1>
<p class="byline">{said["authors"]}</p>
<time datetime="{published}">{published[:10]}</time>
{paragraphs}
</article></main>
<footer><a href="/about">About us</a></footer>
</body>
</html>
""".encode()


def settings_text(pieces: Sequence[Piece], base_url: str, at: datetime) -> str:
    """Return the `feeds.yaml` that reads the newsroom: a family an outlet, a window over all articles."""
    outlets = by_outlet(pieces)
    oldest = min((piece.published for piece in pieces if piece.published), default=at)
    families = {outlet_slug(outlet) or slug(outlet): {"name": outlet} for outlet in outlets}
    record = {
        "version": 1,
        "edition": {
            "title": "Real articles",
            "window_hours": (at - oldest) // timedelta(hours=1) + 1,
        },
        "fetch": {
            "user_agent": "aggregator-benchmark (reads its own newsroom on loopback)",
            "allow_private_addresses": True,
            "per_host_gap": 0,
            "poll_max_minutes": 0,
            "max_items_per_feed": max(map(len, outlets.values()), default=1),
        },
        "families": families,
        "feeds": [
            {
                "name": outlet,
                "outlet": outlet,
                "url": base_url + feed_path(outlet),
                "family": outlet_slug(outlet) or slug(outlet),
                "category": "news",
            }
            for outlet in outlets
        ],
    }
    return yaml.safe_dump(record, sort_keys=False, allow_unicode=True)


class _Handler(QuietHandler):
    site: ClassVar[dict[str, Resource]]
    requests: ClassVar[list[tuple[str, int]]]
    broken: ClassVar[set[str]]
    timeout = 10

    def respond(self) -> None:
        """Answer with what stands at the path, or that the reader's copy is current."""
        resource = self.site.get(self.path.partition("?")[0])
        if resource is None:
            self._answer(HTTPStatus.NOT_FOUND, Resource(b"Not Found", "text/plain"))
        elif self.headers.get("If-None-Match") == resource.etag:
            self._answer(HTTPStatus.NOT_MODIFIED, Resource(b"", resource.content_type), resource.etag)
        else:
            self._answer(HTTPStatus.OK, resource, resource.etag)

    def _answer(self, status: HTTPStatus, resource: Resource, etag: str = "") -> None:
        self.requests.append((self.path, int(status)))
        self.send_response(status)
        self.send_header("Content-Type", resource.content_type)
        if etag:
            self.send_header("ETag", etag)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(resource.body)))
        self.end_headers()
        if self.path in self.broken and resource.body:
            self.wfile.write(resource.body[: len(resource.body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(resource.body)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which articles are served, where, and where their settings go."""
    parser.add_argument("--articles", type=Path, default=Path(DEFAULT_ARTICLES), help="a file within --data")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--feeds", type=Path, default=Path("newsroom.yaml"), help="the settings to write")


def main(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    with serve(args.data / args.articles, port=args.port) as newsroom:
        args.feeds.write_text(newsroom.settings, encoding="utf-8")
        outlets = len(by_outlet(newsroom.pieces))
        print(f"{len(newsroom.pieces)} articles of {outlets} outlets at {newsroom.base_url}")
        print(f"aggregator run --feeds {args.feeds} --at {newsroom.at.isoformat()}")
        print("Stop with Ctrl-C.", file=sys.stderr)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0
