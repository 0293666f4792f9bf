"""Sitemaps name the pages there are, and are XML whatever a title says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from lxml import etree
from protego import Protego

from aggregator.render import render_edition
from aggregator.render.text import plain
from tests.render.sample import AT, HOSTILE, edition, full_brief

HOME = "https://brief.example/news/"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def site(**more: object) -> dict[str, bytes]:
    return render_edition(edition(base_url=HOME, **more), earlier=[date(2026, 9, 14)])


def texts(raw: bytes, path: str) -> list[str]:
    tree = etree.fromstring(raw)
    assert tree.tag == f"{{{NAMES['s']}}}urlset"
    return [found.text or "" for found in tree.xpath(path, namespaces=NAMES)]


def test_the_sitemap_names_every_page_once() -> None:
    files = site()
    found = texts(files["sitemap.xml"], "s:url/s:loc")
    gone = {f"stories/{old}/index.html" for old in edition().moved}
    pages = {
        HOME + path.removesuffix("index.html")
        for path in files
        if path.endswith(".html") and path not in gone and not path.startswith(("search/", "mail/"))
    }
    assert len(found) == len(set(found))
    assert set(found) == pages | {f"{HOME}archive/2026-09-14/"}


def test_times_of_change_are_those_of_the_briefs() -> None:
    earlier = AT - timedelta(hours=5)
    files = site(briefs=(replace(full_brief(), updated=earlier),))
    tree = etree.fromstring(files["sitemap.xml"])
    times = {
        url.findtext("s:loc", namespaces=NAMES).removeprefix(HOME): url.findtext(
            "s:lastmod", namespaces=NAMES
        )
        for url in tree
    }
    assert times == {
        "": AT.isoformat(),
        f"stories/{full_brief().slug}/": earlier.isoformat(),
        f"stories/{full_brief().slug}/ledger.html": earlier.isoformat(),
        "corrections.html": AT.isoformat(),
        "ledger.html": AT.isoformat(),
        "methodology.html": AT.isoformat(),
        "categories/world/": earlier.isoformat(),
        "archive/": AT.isoformat(),
        "archive/2026-09-15/": AT.isoformat(),
        "archive/2026-09-14/": None,
    }
    assert all(datetime.fromisoformat(time).tzinfo for time in times.values() if time)


def test_the_news_sitemap_names_the_last_two_days() -> None:
    old = replace(full_brief(), slug="old", related=(), published=AT - timedelta(days=2, seconds=1))
    raw = site(briefs=(full_brief(), old))["news-sitemap.xml"]
    assert texts(raw, "s:url/s:loc") == [f"{HOME}stories/{full_brief().slug}/"]
    assert texts(raw, "//n:publication/n:name") == ["The Brief"]
    assert texts(raw, "//n:publication/n:language") == ["en"]
    assert texts(raw, "//n:publication_date") == ["2026-09-14T07:00:00+00:00"]
    assert texts(raw, "//n:title") == [full_brief().title]


def test_hostile_titles_stay_text() -> None:
    briefs = tuple(
        replace(full_brief(), slug=f"s{n}", title=text, related=()) for n, text in enumerate(HOSTILE)
    )
    raw = site(briefs=briefs, title=HOSTILE[0])["news-sitemap.xml"]
    assert texts(raw, "//n:title") == [plain(text) for text in HOSTILE]
    assert set(texts(raw, "//n:name")) == {HOSTILE[0]}


def test_robots_may_read_everything_and_learn_of_the_sitemaps() -> None:
    robots = Protego.parse(site()["robots.txt"].decode())
    assert robots.can_fetch(f"{HOME}stories/x/", "anyone")
    assert list(robots.sitemaps) == [f"{HOME}sitemap.xml", f"{HOME}news-sitemap.xml"]


def test_without_a_public_address_there_are_no_sitemaps() -> None:
    files = render_edition(edition())
    assert not [path for path in files if re.search("sitemap", path)]
    assert files["robots.txt"] == b"User-agent: *\nDisallow:\n"
