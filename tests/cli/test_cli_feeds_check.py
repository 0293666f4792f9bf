"""`feeds check` over all feeds, on a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from pytest_httpserver import HTTPServer

from aggregator.fetch import Fault
from tests.cli.samples import Invoke
from tests.cli.stories import settings

DOCS = Path(__file__).parents[2] / "docs/commands.md"

Write = Callable[..., None]


def rss(name: str, age: float) -> str:
    date = datetime.now(UTC) - timedelta(days=age)
    return (
        f'<rss version="2.0"><channel><title>{name}</title><item><title>{name}</title><guid>{name}</guid>'
        f"<pubDate>{date:%a, %d %b %Y %H:%M:%S} +0000</pubDate><description>{name * 20}</description>"
        "</item></channel></rss>"
    )


@pytest.fixture
def write(httpserver: HTTPServer, tmp_path: Path) -> Write:
    """Serve feeds whose newest items have these ages in days and write the settings; None is a dead feed."""

    def written(**ages: float | None) -> None:
        for name, age in ages.items():
            request = httpserver.expect_request(f"/{name}")
            if age is None:
                request.respond_with_data("gone", status=410)
            else:
                request.respond_with_data(rss(name, age), content_type="application/rss+xml")
        read = yaml.safe_load(settings(""))
        read["feeds"] = [
            {"name": name, "url": httpserver.url_for(f"/{name}"), "family": "post", "category": "local"}
            for name in ages
        ]
        (tmp_path / "feeds.yaml").write_text(yaml.safe_dump(read), encoding="utf-8")

    return written


def test_all_well_is_0(invoke: Invoke, write: Write) -> None:
    write(quay=1, harbour=2)
    result = invoke("feeds", "check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 feeds checked, 0 with something wrong" in result.stderr


def test_what_is_wrong_is_listed_and_ends_with_1(invoke: Invoke, write: Write) -> None:
    write(quay=1, harbour=20, gone=None)
    result = invoke("feeds", "check")
    assert result.exit_code == 1
    assert [line.split()[:2] for line in result.stdout.splitlines()] == [
        ["fault", "name"],
        ["stale", "harbour"],
        ["dead", "gone"],
    ]
    assert "3 feeds checked, 2 with something wrong" in result.stderr


def test_the_list_for_a_script_has_every_feed(invoke: Invoke, write: Write) -> None:
    write(harbour=20, gone=None, quay=1)
    result = invoke("feeds", "check", "--json", "--stale-days", "30")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    assert [(row["name"], row["status"], row["items"]) for row in rows] == [
        ("harbour", "ok", 1),
        ("gone", "failed", 0),
        ("quay", "ok", 1),
    ]
    assert [[one["fault"] for one in row["findings"]] for row in rows] == [[], ["dead"], []]
    assert "410" in rows[1]["findings"][0]["detail"]


def test_every_fault_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for fault in Fault:
        assert f"| `{fault}` |" in text
