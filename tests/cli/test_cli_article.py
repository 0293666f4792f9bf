"""`article`: the times an article is given, and what was changed in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.cli.article import LOST, TIMES
from aggregator.identity import article_id, content_hash
from aggregator.models import Article, Entry, StatedTime
from aggregator.store import EntryOutcome, EntryState, Store, store_path
from tests.cli.samples import Invoke

AT = datetime(2026, 9, 15, 18, tzinfo=UTC)
URL = "https://post.example/bridge"
FIRST = "The bridge was closed on Monday.\n\nThree people were hurt."


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A store with an article that was changed once, and one that was not."""
    output = tmp_path / "output"
    times = (
        StatedTime(source="record", time=AT - timedelta(hours=3)),
        StatedTime(source="feed", time=AT - timedelta(hours=1), lost="page_first"),
    )
    corrected = "Correction: four people were hurt, not three."
    forms = [
        (URL, FIRST, (), 0),
        (URL, FIRST.replace("Three", "Four"), (corrected,), 2),
        ("https://post.example/pool", "The pool\x1b[2J opened.", (), 0),
    ]
    with Store(store_path(output)) as store:
        for url, text, notices, hours in forms:
            article = Article(
                id=article_id(url),
                text=text,
                title="Bridge closed",
                url=url,
                outlet="Harbour Post",
                published=times[0].time,
                times=times,
                notices=notices,
            )
            entry = Entry(feed="f", id=url, url=url, title="Bridge closed")
            store.feeds.save_outcomes(
                [
                    EntryOutcome(
                        entry=entry,
                        at=AT + timedelta(hours=hours),
                        state=EntryState.READ,
                        article=article,
                        content_hash=content_hash(article),
                    )
                ]
            )
    return output


def test_an_article_is_shown_with_its_times_and_changes(invoke: Invoke, output: Path) -> None:
    result = invoke("article", URL)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Bridge closed",
        f"  {article_id(URL)}  Harbour Post  {URL}",
        "Published 2026-09-15 15:00",
        "  2026-09-15 15:00  the page's record: taken",
        "  2026-09-15 17:00  the feed: the page comes first",
        "Reading 1, 2026-09-15 18:00, full",
        "Reading 2, 2026-09-15 20:00, full",
        "  notice",
        "    + Correction: four people were hurt, not three.",
        "  reworded",
        "    - Three people were hurt.",
        "    + Four people were hurt.",
    ]


def test_a_script_gets_the_same(invoke: Invoke, output: Path) -> None:
    found = json.loads(invoke("article", article_id(URL)[:6], "--json").stdout)
    assert [one["lost"] for one in found["times"]] == ["", "page_first"]
    first, second = found["revisions"]
    assert first["changes"] == []
    assert [change["kind"] for change in second["changes"]] == ["notice", "reworded"]


def test_without_a_name_the_changed_ones_are_listed(invoke: Invoke, output: Path) -> None:
    (row,) = json.loads(invoke("article", "--json").stdout)
    assert (row["article"], row["revisions"]) == (article_id(URL), 2)
    assert "Bridge closed" in invoke("article").stdout


def test_an_article_that_is_not_there_is_named(invoke: Invoke, output: Path) -> None:
    result = invoke("article", "https://nowhere.example/")
    assert result.exit_code == 2
    assert "nowhere.example" in result.stderr


def test_every_source_of_a_time_and_every_reason_has_its_words() -> None:
    said = StatedTime.__doc__ or ""
    assert all(name in said for name in [*TIMES, *(reason for reason in LOST if reason)])
