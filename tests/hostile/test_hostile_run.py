"""A hostile outlet through the whole run, beside honest ones: they are published, and nothing of it acts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from xml.parsers.expat import ParserCreate

import pytest
from click.testing import CliRunner
from lxml import html
from pytest_httpserver import HTTPServer

from aggregator.cli.console import FORMULA_STARTS, csv_cell
from aggregator.cli.root import program
from aggregator.publish import _STEP
from tests.cli.stories import AT, PIECES, feed, settings

SCRIPTS = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    '"><svg/onload=alert(4)>',
    "&lt;script&gt;alert(5)&lt;/script&gt;",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "[x](javascript:alert(6))",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202egnp.exe",
    "=cmd|' /C calc'!A1",
    "\r\nBEGIN:VEVENT\r\nSUMMARY:owned",
    "]]><x/>",
    "../../../../etc/passwd",
    "CON",
    "a" * 5_000,
]  # fmt: skip
LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "http://news.example@127.0.0.1:9/",
    'http://a.example/"onmouseover="alert(1)',
]
BRIDGE = (
    "The Selby Bridge was closed to all traffic on Monday after engineers found a crack in its main girder, "
    "the Selby city council said. Ferries will run between the two banks every 20 minutes from Tuesday."
)


OWN_SCRIPTS = {("search", "search.js")}
"""Pages that may have a script of their own, and which."""


def evil_feed() -> str:
    """Items on the honest papers' own story, so that they get into its brief, each with a poisoned field."""
    items = []
    for number, bad in enumerate(SCRIPTS):
        safe = escape(bad.replace("\x1b", "&#27;").replace("\x07", ""))
        items.append(
            f"<item><title>Selby Bridge closed after crack in girder {safe}</title>"
            f"<link>{escape(LINKS[number % len(LINKS)])}</link><guid>{safe}{number}</guid>"
            f"<author>{safe}</author><category>{safe}</category>"
            f'<enclosure url="{escape(LINKS[number % len(LINKS)])}" type="text/html" length="1"/>'
            f"<description>{escape(f'<p>{BRIDGE} {bad}</p>')}</description>"
            "<pubDate>Tue, 15 Sep 2026 10:00:00 GMT</pubDate></item>"
        )
    head = f'<?xml version="1.1"?><rss version="2.0"><channel><title>{safe}</title>'
    return f"{head}{''.join(items)}</channel></rss>"


EVIL_PAGE = (
    "<html><head><title>Selby Bridge closed after crack found in main girder</title>"
    "<base href='javascript:'>"
    "<link rel=canonical href='javascript:alert(1)'>"
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Selby Bridge closed after crack '
    '<script>alert(7)<\\/script>","author":"<img src=x onerror=alert(8)>","url":"javascript:alert(9)",'
    '"datePublished":"2026-09-15T10:00:00Z"}</script></head><body><article>'
    f"<p onclick=alert(1)>{BRIDGE} &lt;script&gt;alert(10)&lt;/script&gt;</p><p>{BRIDGE}</p>"
    "</article></body></html>"
)


@pytest.fixture(scope="module")
def outcome(make_httpserver: HTTPServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """Run over honest and hostile outlets; give the folder, the exit code and what was said."""
    server, folder = make_httpserver, tmp_path_factory.mktemp("hostile")
    base = server.url_for("").rstrip("/")
    server.expect_request("/robots.txt").respond_with_data("", status=404)
    outlets = dict.fromkeys((piece.outlet, piece.family) for piece in PIECES)
    for n, (outlet, family) in enumerate(outlets):
        server.expect_request(f"/{family}-{n}.xml").respond_with_data(
            feed(outlet, base), content_type="text/xml"
        )
    for piece in PIECES:
        server.expect_request(f"/{piece.id}").respond_with_data(piece.page, content_type="text/html")
    paged = evil_feed().replace(escape(LINKS[0]), f"{base}/evil.html")
    bad = {
        "Evil Words": paged,
        "Evil Laughs": '<!DOCTYPE rss [\n<!ENTITY a "'
        + "b" * 99
        + '">\n]><rss><channel><item/></channel></rss>',
        "Evil Head": "<!DOCTYPE rss [" + "\n<!ENTITY " * 20_000 + "<rss/>",
        "Evil File": "MZ\x00\x01" * 999,
        "Evil Loop": "",
        "Evil ../../Name": "{" * 9_999,
    }
    feeds = []
    for n, (name, body) in enumerate(bad.items()):
        server.expect_request(f"/evil-{n}").respond_with_data(body.encode(), content_type="text/xml")
        feeds.append({"name": name, "outlet": name, "family": "times", "url": f"{base}/evil-{n}"})
    server.expect_request("/evil.html").respond_with_data(EVIL_PAGE, content_type="text/html")
    given = settings(base, *({**one, "category": "local"} for one in feeds))
    (folder / "feeds.yaml").write_text(given, encoding="utf-8")
    arguments = ["run", "--feeds", str(folder / "feeds.yaml"), "--output", str(folder / "output"), "--at", AT]
    result = CliRunner().invoke(program, arguments, catch_exceptions=False)
    return folder / "output", result.exit_code, result.output + result.stderr


def pages(output: Path) -> Iterator[tuple[Path, html.HtmlElement]]:
    for path in sorted((output / "current").rglob("*.html")):
        yield path, html.fromstring(path.read_bytes())


def test_the_honest_are_published_and_the_hostile_named(outcome: tuple[Path, int, str]) -> None:
    output, code, _ = outcome
    report = json.loads((output / "report.json").read_text(encoding="utf-8"))
    states = {one["name"]: one["status"] for one in report["feeds"]}
    assert code == 3
    assert {states[piece.outlet] for piece in PIECES} == {"ok"}
    failed = {name for name, state in states.items() if state == "failed"}
    assert failed == {"Evil Laughs", "Evil Head", "Evil File", "Evil Loop", "Evil ../../Name"}
    front = (output / "current/index.html").read_text(encoding="utf-8")
    assert "Selby Bridge" in front


def test_nothing_on_the_pages_acts(outcome: tuple[Path, int, str]) -> None:
    checked = 0
    for path, tree in pages(outcome[0]):
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            checked += 1
            assert element.tag not in {"iframe", "object", "embed", "base"}, path
            assert element.tag != "form" or path.parent.name == "search", path
            assert not any(name.startswith("on") for name in element.attrib), path
            if element.tag == "script" and element.get("src"):
                assert (path.parent.name, element.get("src")) in OWN_SCRIPTS, path
            elif element.tag == "script":
                assert element.get("type") == "application/ld+json", path
                json.loads(element.text or "")
            for name in ("href", "src", "action", "formaction", "xlink:href"):
                scheme = (element.get(name) or "").strip().lower().partition(":")
                assert not scheme[1] or scheme[0] in {"http", "https", "mailto", "data"}, (
                    path,
                    element.get(name),
                )
                assert scheme[0] != "data" or (element.get(name) or "").startswith("data:image/"), path
    assert checked > 100


def test_files_for_machines_hold(outcome: tuple[Path, int, str]) -> None:
    root = outcome[0] / "current"
    for path in sorted(root.rglob("*")):
        assert all(_STEP.fullmatch(step) for step in path.relative_to(root).parts), path
        if path.suffix == ".xml":
            ParserCreate().Parse(path.read_bytes(), True)  # noqa: FBT003 - it takes no names
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".ics":
            lines = path.read_bytes().split(b"\r\n")
            assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") <= 50
            assert not any(line.startswith(b"SUMMARY:owned") for line in lines)
        if path.suffix in {".html", ".xml", ".md", ".txt", ".json", ".ics"}:
            text = path.read_text(encoding="utf-8")
            assert not any(char in text for char in "\x1b\x07\u202e\x00"), path
            assert "root:" not in text, path
            assert "49" not in text.partition("girder ")[2][:4], path


def test_the_console_is_not_steered(outcome: tuple[Path, int, str]) -> None:
    output, _, said = outcome
    for command in (["stories"], ["show", "1"], ["sources", "1"], ["feeds", "status"]):
        arguments = [*command, "--output", str(output), "--feeds", str(output.parent / "feeds.yaml")]
        given = arguments if command[0] in {"stories", "feeds"} else arguments[:-2]
        said += CliRunner().invoke(program, given).output
    assert "Selby Bridge" in said
    assert not any(char in said for char in "\x1b\x07\u202e\x00")


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_cell_is_no_formula(start: str) -> None:
    assert csv_cell(f"{start}cmd|' /C calc'!A1").startswith("'")
    assert csv_cell(f"  {start}1").startswith("'")
