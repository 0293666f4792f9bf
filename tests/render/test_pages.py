"""What holds for every page: whole, linked, safe, the same every time."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from itertools import pairwise
from pathlib import PurePosixPath
from posixpath import normpath

import lxml.html
import pytest
from lxml.html import HtmlElement

from aggregator.models import Edition
from aggregator.render import render_edition
from aggregator.render.text import plain
from tests.render.sample import HOSTILE, edition, full_brief
from tests.render.site import STORY, page, pages, site, text_of

# Everything the templates print; a tag outside this list came from the text of a source.
TAGS = frozenset(
    "html head meta title link script style body a header main article section footer nav h1 h2 h3 p span i "
    "b bdi time ul li dl dt dd details summary div figure blockquote figcaption mark table caption thead "
    "tbody tr th td ol q code svg desc line circle text".split()
)


def test_the_site_has_the_promised_files() -> None:
    top = {path for path in site() if "/" not in path}
    assert top == {
        "index.html",
        "feed.xml",
        "atom.xml",
        "feed.json",
        "robots.txt",
        "calendar.ics",
        "card.png",
        "edition.json",
        "manifest.json",
        "report.json",
        "brief.schema.json",
        "edition.schema.json",
        "methodology.html",
        "corrections.html",
        "ledger.html",
        "ledger.csv",
        "ledger.json",
    }
    for brief in edition().briefs:
        folder = f"stories/{brief.slug}"
        assert {path for path in site() if path.startswith(f"{folder}/")} == {
            f"{folder}/index.html",
            f"{folder}/brief.md",
            f"{folder}/brief.txt",
            f"{folder}/brief.json",
            f"{folder}/ledger.html",
            f"{folder}/ledger.csv",
            f"{folder}/ledger.json",
            f"{folder}/feed.xml",
            f"{folder}/atom.xml",
            f"{folder}/feed.json",
        }


def test_the_same_edition_is_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from aggregator.render import render_edition;"
        "from tests.render.sample import edition;"
        "print(hashlib.sha256(repr(sorted(render_edition(edition()).items())).encode()).hexdigest())"
    )
    here = hashlib.sha256(repr(sorted(site().items())).encode()).hexdigest()
    for seed in ("1", "2"):
        found = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        )
        assert found.stdout.strip() == here


def test_no_text_of_a_source_becomes_markup() -> None:
    for path, tree in pages().items():
        elements = [element for element in tree.iter() if isinstance(element.tag, str)]
        assert {element.tag for element in elements} <= TAGS, path
        for element in elements:
            assert not [name for name in element.attrib if name.startswith("on") or name == "style"], path
        assert all(found.get("type") == "application/ld+json" for found in tree.iter("script")), path
        assert len(list(tree.iter("style"))) == 1


def test_hostile_text_is_shown_as_it_is() -> None:
    found = text_of(page(STORY))
    for text in HOSTILE:
        assert plain(text) in found


def test_links_out_are_plain_web_addresses_and_pass_nothing_on() -> None:
    outward = [a for tree in pages().values() for a in tree.iter("a") if ":" in a.get("href", "")]
    assert outward
    for a in outward:
        assert a.get("href", "").startswith("https://news")
        assert a.get("rel") == "nofollow noopener"


def test_no_page_asks_for_anything() -> None:
    for path, tree in pages().items():
        assert not list(tree.iter("img", "iframe", "video", "audio", "object", "embed", "form", "base")), path
        loaded = [link for link in tree.iter("link") if link.get("rel") in {"stylesheet", "preload", "icon"}]
        assert all(link.get("href", "").startswith("data:") for link in loaded), path
    style = site()[STORY].decode().split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_lets_in_the_style_sheet_and_nothing_else() -> None:
    for path, tree in pages().items():
        policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        style = site()[path].decode().split("<style>")[1].split("</style>")[0]
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert dict(rule.split(" ", 1) for rule in policy.split("; ")) == {
            "default-src": "'none'",
            "style-src": f"'sha256-{digest}'",
            "img-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }


def test_every_link_inside_the_edition_leads_somewhere() -> None:
    trees = pages()
    ids = {path: set(tree.xpath("//@id")) for path, tree in trees.items()}
    for path, tree in trees.items():
        hrefs = [*tree.xpath("//a/@href"), *tree.xpath("//link[@rel='alternate']/@href")]
        for href in (href for href in hrefs if ":" not in href):
            file, _, fragment = href.partition("#")
            target = normpath(str(PurePosixPath(path).parent / file)) if file else path
            if "hostile-a1" in target:
                continue  # the sample's related story is not in the sample's edition
            assert target in site(), (path, href)
            if fragment:
                assert fragment in ids[target], (path, href)


def test_ids_are_unique() -> None:
    for path, tree in pages().items():
        assert [name for name, times in Counter(tree.xpath("//@id")).items() if times > 1] == [], path


def test_landmarks_headings_and_names() -> None:
    for path, tree in pages().items():
        assert tree.get("lang") == "en"
        assert len(list(tree.iter("main"))) == 1, path
        assert len(list(tree.iter("h1"))) == 1, path
        levels = [int(element.tag[1]) for element in tree.iter("h1", "h2", "h3")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        named = set(tree.xpath("//@aria-labelledby"))
        assert named <= set(tree.xpath("//@id")), path
        assert tree.xpath("//a[@class='skip']/@href") == ["#main"]
        assert all(text_of(a) for a in tree.iter("a")), path


def test_a_public_address_makes_canonical_links() -> None:
    public = render_edition(edition(base_url="https://brief.example/news"))
    story, front = public[STORY].decode(), public["index.html"].decode()
    assert f'<link rel="canonical" href="https://brief.example/news/stories/{full_brief().slug}/">' in story
    assert '<link rel="canonical" href="https://brief.example/news/">' in front
    assert "canonical" not in site()[STORY].decode()


@pytest.mark.parametrize("path", ["index.html", STORY])
def test_every_page_says_where_a_wrong_line_is_reported(path: str) -> None:
    def shown(contact: str) -> HtmlElement:
        made = render_edition(edition(contact=contact))[path].decode()
        return lxml.html.document_fromstring(made).find(".//footer/p[@class='contact']")

    mail, room = shown("desk@brief.example"), shown("<b>the desk</b>, room 4")
    assert text_of(mail) == "Report a wrong line: desk@brief.example"
    assert mail.xpath("a/@href") == ["mailto:desk@brief.example"]
    assert (text_of(room), len(room)) == ("Report a wrong line: <b>the desk</b>, room 4", 0)
    assert shown("") is None


def test_two_briefs_of_one_address_are_refused() -> None:
    with pytest.raises(ValueError, match="two briefs"):
        render_edition(edition(briefs=(full_brief(), full_brief())))


def test_memory_of_other_editions_does_not_leak_into_a_page() -> None:
    other: Edition = edition(title="Another Paper")
    assert b"Another Paper" in render_edition(other)[STORY]
    assert b"Another Paper" not in site()[STORY]
    assert re.search(rb"<title>[^<]*The Brief</title>", render_edition(edition())[STORY])
