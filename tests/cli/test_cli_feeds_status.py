"""`feeds status`: what past runs found, from a store written by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.models import Entry, Problem
from aggregator.store import FeedVisit, Store, store_path
from tests.cli.samples import AT, Invoke
from tests.cli.stories import settings

BASE = "https://news.example"
GOOD, BAD = f"{BASE}/post-0.xml", f"{BASE}/times-1.xml"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A store that saw one feed succeed and another fail for two days."""
    (tmp_path / "feeds.yaml").write_text(settings(BASE), encoding="utf-8")
    output = tmp_path / "output"
    broken = Problem(step="fetch", subject="Selby Times", reason="http_500", detail="The server broke.")
    items = tuple(
        Entry(feed=GOOD, id=str(n), url="", title=f"Item {n}", published=AT - timedelta(days=n))
        for n in range(14)
    )
    with Store(store_path(output)) as store:
        store.feeds.save_visit(FeedVisit(feed=GOOD, at=AT, status="ok", entries=items))
        for hours in (48, 24, 0):
            store.feeds.save_visit(
                FeedVisit(
                    feed=BAD,
                    at=AT - timedelta(hours=hours),
                    status="failed",
                    problems=(broken,),
                    skip_until=AT + timedelta(hours=1),
                    waits_for="backoff",
                )
            )
    return output


def test_status_is_what_the_store_knows(invoke: Invoke, output: Path) -> None:
    result = invoke("feeds", "status", "--at", "2026-09-15T18:30Z", "--json")
    assert result.exit_code == 0
    good, bad, unasked = json.loads(result.stdout)
    assert (good["status"], good["last_success"], good["items_a_day"]) == ("ok", "2026-09-15T18:00:00Z", 1.0)
    assert (good["failures"], good["last_error"], good["next_poll"]) == (0, "", "next run")
    assert (bad["failures"], bad["failing_since"]) == (3, "2026-09-13T18:00:00Z")
    assert bad["last_error"] == "http_500: The server broke."
    assert (bad["last_success"], bad["next_poll"]) == ("", "2026-09-15T19:00:00Z")
    assert (good["waits_for"], bad["waits_for"]) == ("", "backoff")
    assert (unasked["status"], unasked["items_a_day"]) == ("", 0.0)


@pytest.mark.parametrize(("days", "code"), [("1.9", 1), ("2.1", 0), ("0", 1)])
def test_a_feed_that_fails_for_too_long_ends_with_1(
    days: str, code: int, invoke: Invoke, output: Path
) -> None:
    result = invoke("feeds", "status", "--at", AT.isoformat(), "--failing-days", days)
    assert result.exit_code == code
    assert "Selby Times" in result.stdout


def test_before_the_first_run_there_is_nothing_to_tell(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(settings(BASE), encoding="utf-8")
    result = invoke("feeds", "status")
    assert result.exit_code == 0
    assert "Harbour Post" in result.stdout
    assert not (tmp_path / "output").exists()


def test_a_feed_that_is_gone_is_shown_and_can_be_asked_again(invoke: Invoke, output: Path) -> None:
    ended = Problem(step="fetch", subject="Selby Times", reason="gone", detail="It is gone for good (410).")
    gone = FeedVisit(feed=BAD, at=AT, status="gone", gone_since=AT, problems=(ended,), entries=None)
    with Store(store_path(output)) as store:
        store.feeds.save_visit(gone)
    bad = json.loads(invoke("feeds", "status", "--at", AT.isoformat(), "--json").stdout)[1]
    assert (bad["status"], bad["next_poll"], bad["gone_since"]) == ("gone", "never", "2026-09-15T18:00:00Z")
    done = invoke("feeds", "again", "Selby Times")
    assert done.exit_code == 0
    assert BAD in done.stdout
    bad = json.loads(invoke("feeds", "status", "--at", AT.isoformat(), "--json").stdout)[1]
    assert (bad["next_poll"], bad["gone_since"]) == ("next run", "")


@pytest.mark.parametrize(("name", "code"), [("Nobody's Gazette", 2), ("https://elsewhere.example/rss", 2)])
def test_only_a_feed_of_the_settings_can_be_asked_again(
    invoke: Invoke, output: Path, name: str, code: int
) -> None:
    assert invoke("feeds", "again", name).exit_code == code
