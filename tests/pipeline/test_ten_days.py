"""Ten days of two stories that grow, are told under new headlines and end: every address still leads on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator import codec
from aggregator.config import Settings
from aggregator.models import Edition
from aggregator.pipeline import run
from aggregator.render import LinkCheck
from tests.fetch.conftest import Server, sends_feed, sends_page, serving
from tests.pipeline.fetching import AT_ONCE

if TYPE_CHECKING:
    from pathlib import Path

FIRST = datetime(2026, 9, 1, 18, 0, tzinfo=UTC)
DAYS = 10
OUTLETS = ("Tarn Post", "Vale Mercury")
FERRY = (
    "The harbour ferry Osprey lost its engine off Tarn on Tuesday with forty passengers aboard.",
    "The port of Tarn said that all forty passengers were brought ashore in two lifeboats.",
    "The Osprey's owner, Tarn Lines, said that the ferry would stay in port until it is inspected.",
)
POOL = (
    "The council of Selby voted on Tuesday to build a new swimming pool at the old mill.",
    "Building starts in spring and is to cost four million, the mayor of Selby, Ida Brask, said.",
)
HEADLINES = (
    "Harbour ferry Osprey loses its engine off Tarn",
    "Osprey ferry: inspectors board the ship in Tarn",
    "Tarn Lines says the Osprey ferry was inspected in March",
    "Engine of the Osprey ferry taken ashore in Tarn",
    "Tarn waits for its ferry as the Osprey stays in port",
    "Port of Tarn closes the Osprey ferry's pier",
    "Osprey ferry inquiry hears from the captain in Tarn",
    "Harbour ferry Osprey may sail again, the port of Tarn says",
    "Tarn Lines replaces the engine of the Osprey ferry",
    "The Osprey ferry sails from Tarn again",
)
POOL_DAYS = 3
"""Days on which the second story is told; then it falls out of the edition."""


def tell(server: Server, day: int) -> None:
    """Put the day's articles on both outlets' sites."""
    for outlet in OUTLETS:
        items = []
        for past in range(day + 1):
            items.append(article(server, outlet, past, "ferry", HEADLINES[past], FERRY))
            if past < POOL_DAYS:
                items.append(
                    article(server, outlet, past, "pool", f"Selby votes for a pool, day {past}", POOL)
                )
        body = f'<rss version="2.0"><channel><title>{outlet}</title>{"".join(items)}</channel></rss>'
        server.routes[f"/{outlet[:4].strip()}/rss"] = sends_feed(body.encode())


def article(server: Server, outlet: str, day: int, name: str, title: str, text: tuple[str, ...]) -> str:
    """Serve an article, and return the item of the feed that leads to it."""
    path = f"/{outlet[:4].strip()}/{name}-{day}"
    news = f"On day {day + 1} the {outlet} counted {day + 11} letters from readers about it."
    paragraphs = "".join(f"<p>{one}</p>" for one in (*text, news))
    page = f"<html><head><title>{title}</title></head><body><article>{paragraphs}</article></body></html>"
    server.routes[path] = sends_page(page.encode())
    told = FIRST + timedelta(days=day, hours=-3)
    return (
        f"<item><guid>{path}</guid><title>{title}</title><link>{path}</link>"
        f"<pubDate>{told:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
    )


def settings(server: Server) -> Settings:
    feeds = [
        {
            "name": name,
            "url": f"{server.url}/{name[:4].strip()}/rss",
            "family": name.lower().replace(" ", "-"),
        }
        for name in OUTLETS
    ]
    return Settings.model_validate(
        {
            "version": 1,
            "fetch": AT_ONCE,
            "edition": {"base_url": "https://brief.example/"},
            "families": {feed["family"]: {"name": feed["name"]} for feed in feeds},
            "feeds": [feed | {"category": "local"} for feed in feeds],
        }
    )


def stories(output: Path) -> dict[str, str]:
    edition = codec.loads(Edition, (output / "current" / "edition.json").read_bytes())
    return {brief.story: brief.slug for brief in edition.briefs}


def pages(output: Path) -> set[str]:
    root = output / "current"
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def dead_links(output: Path) -> list[str]:
    links = LinkCheck("https://brief.example/")
    for path in sorted(pages(output)):
        if path.endswith(".html"):
            links.read(path, (output / "current" / path).read_bytes())
        links.paths.add(path)
    return [f"{one.subject}: {one.detail}" for one in links.dead()]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_addresses_stay_over_ten_days(tmp_path: Path) -> None:
    slugs: dict[str, str] = {}
    permanent: set[str] = set()
    titles: set[str] = set()
    with serving() as server:
        for day in range(DAYS):
            tell(server, day)
            report = run(settings(server), output=tmp_path, at=FIRST + timedelta(days=day))
            assert not report.unchanged, day
            found = stories(tmp_path)
            assert {story: slug for story, slug in found.items() if slugs.get(story, slug) != slug} == {}
            slugs |= found
            there = pages(tmp_path)
            assert permanent <= there, day
            permanent |= {path for path in there if path.startswith(("stories/", "archive/", "categories/"))}
            titles.add((tmp_path / "current" / "index.html").read_text(encoding="utf-8"))
            assert dead_links(tmp_path) == [], day
    assert len(slugs) == 2, "each story kept its name"
    assert len([path for path in permanent if path.startswith("archive/20")]) == DAYS
    assert len(titles) == DAYS
