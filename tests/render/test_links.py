"""No link within an edition is dead, and one that is gets found wherever it points."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest

from aggregator.render import LinkCheck, render_edition
from aggregator.render.links import MOST_OPEN
from tests.render.sample import edition, full_brief

HOME = "https://brief.example/news"


def told(files: dict[str, bytes], base_url: str = "", beside: Collection[str] = ()) -> list[tuple[str, str]]:
    links = LinkCheck(base_url)
    passed = {path: b"".join(pieces) for path, pieces in links.passing((p, (c,)) for p, c in files.items())}
    assert passed == files
    return [(one.subject, one.detail) for one in links.dead(beside)]


@pytest.mark.parametrize("base_url", ["", HOME])
def test_no_link_of_an_edition_is_dead(base_url: str) -> None:
    files = render_edition(edition(base_url=base_url), earlier=[date(2026, 9, 14)])
    beside = {"archive/2026-09-14/index.html", "stories/hostile-a1/index.html"}
    assert told(files, base_url=base_url, beside=beside) == []
    assert {where for where, _ in told(files, base_url=base_url)} == {
        "archive/index.html",
        f"stories/{full_brief().slug}/index.html",
    }


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("gone.html", "there is no a/gone.html"),
        ("../index.html#nowhere", "index.html has no #nowhere"),
        ("#nowhere", "a/index.html has no #nowhere"),
        ("../..//x/", "there is no ../x/index.html"),
        ("b%20c.txt", ""),
        ("../index.html#here", ""),
        ("../", ""),
        ("..", ""),
        (".", ""),
        ("?q=1", ""),
        ("https://elsewhere.example/gone", ""),
        ("//elsewhere.example/gone", ""),
        ("mailto:desk@brief.example", ""),
        (f"{HOME}/", ""),
        (f"{HOME}/a/", ""),
        (f"{HOME}/gone/", "there is no gone/index.html"),
        ("http://[broken", "it is no address"),
    ],
)
def test_each_link_is_followed_as_a_browser_would(link: str, wrong: str) -> None:
    files = {
        "a/index.html": f'<a href="{link}">x</a>'.encode(),
        "a/b c.txt": b"",
        "index.html": b'<p id="here">x</p>',
    }
    expected = [("a/index.html", f"{link} leads nowhere: {wrong}")] if wrong else []
    assert told(files, base_url=f"{HOME}/") == expected


def test_scripts_styles_and_pictures_are_links_too() -> None:
    page = b'<link href="a.css"><script src="b.js"></script><img src="c.png"><form action="d"></form>'
    assert len(told({"index.html": page})) == 4


def test_links_that_were_found_to_lead_somewhere_are_let_go_and_no_dead_one_is_lost() -> None:
    links = LinkCheck()
    stories = MOST_OPEN // 2
    for place in range(stories):
        page = b'<a href="brief.txt">x</a><a href="../../index.html#here">x</a><a href="../gone.html">x</a>'
        links.read(f"stories/{place}/index.html", page)
        links.paths.add(f"stories/{place}/brief.txt")
    assert links._open < 3 * stories
    links.read("index.html", b'<p id="there">x</p>')
    found = [(one.subject, one.detail) for one in links.dead()]
    assert len(found) == 2 * stories
    assert set(found) == {
        (f"stories/{place}/index.html", f"{written} leads nowhere: {why}")
        for place in range(stories)
        for written, why in (
            ("../../index.html#here", "index.html has no #here"),
            ("../gone.html", "there is no stories/gone.html"),
        )
    }
