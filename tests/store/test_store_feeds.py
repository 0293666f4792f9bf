"""Feeds and entries: what is kept of a visit, and what is still to be read after it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.identity import article_id
from aggregator.models import Article, Completeness, Entry, Problem
from aggregator.store import EntryOutcome, EntryState, FeedVisit, Store

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
ADDRESSES = [article_id("https://harbour.example/1")]
FEED, OTHER = "https://harbour.example/rss", "https://valley.example/rss"


def entry(number: int, *, feed: str = FEED, title: str = "") -> Entry:
    url = f"https://harbour.example/{number}"
    return Entry(feed=feed, id=f"guid-{number}", url=url, title=title or f"Ferry {number} delayed")


def visit(
    *entries: Entry, feed: str = FEED, status: str = "ok", problems: Sequence[Problem] = ()
) -> FeedVisit:
    return FeedVisit(
        feed=feed, at=NOW, status=status, entries=entries, problems=tuple(problems), etag='W/"1"'
    )


def problem(reason: str) -> Problem:
    return Problem(step="fetch", subject="Harbour Post", reason=reason)


def article(
    name: str, text: str = "The ferry left.", completeness: Completeness = Completeness.FULL
) -> Article:
    return Article(id=name, text=text, completeness=completeness)


def outcome(of: Entry, state: EntryState = EntryState.READ, read: Article | None = None) -> EntryOutcome:
    return EntryOutcome(entry=of, at=NOW, state=state, article=read, content_hash=read.text if read else "")


def pending(store: Store, *feeds: str, now: datetime = NOW) -> list[str]:
    return [one.entry.id for one in store.feeds.pending(feeds or (FEED,), now)]


def texts(store: Store) -> dict[str, str]:
    return {stored.article.id: stored.article.text for stored in store.texts.articles()}


@given(etag=st.text(st.characters(codec="utf-8", exclude_characters="\0")), modified=st.text(max_size=60))
def test_validators_come_back_as_they_came(etag: str, modified: str) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "s.sqlite") as store:
        store.feeds.save_visit(FeedVisit(feed=FEED, at=NOW, status="ok", etag=etag, last_modified=modified))
        state = store.feeds.states()[FEED]
    assert (state.etag, state.last_modified) == (etag, modified)


def test_what_is_known_of_some_feeds_alone(store: Store) -> None:
    urls = [f"https://post.example/{number}?a='b,\"ü" for number in range(3)]
    store.feeds.save_visits([visit(feed=url) for url in urls])
    assert store.feeds.states().keys() == set(urls)
    assert store.feeds.states([urls[2], urls[0], "https://new.example/"]).keys() == {urls[0], urls[2]}
    assert store.feeds.states([]) == {}


def test_what_was_wrong_in_a_feed_stands_while_it_is_unchanged(store: Store) -> None:
    store.feeds.save_visit(visit(entry(1), problems=[problem("moved"), problem("item_without_title")]))
    for _ in range(2):
        store.feeds.save_visit(visit(status="not_modified", problems=[problem("moved")]))
    assert [one.reason for one in store.feeds.feed_problems(FEED)] == ["moved", "item_without_title"]
    store.feeds.save_visit(visit(entry(1)))
    assert store.feeds.feed_problems(FEED) == ()


def test_a_failure_stands_until_the_feed_answers_again(store: Store) -> None:
    store.feeds.save_visit(visit(entry(1), problems=[problem("item_without_title")]))
    for _ in range(2):
        store.feeds.save_visit(visit(status="failed", problems=[problem("timeout")]))
    state = store.feeds.states()[FEED]
    assert (state.failures, state.last_success) == (2, NOW)
    assert [one.reason for one in store.feeds.feed_problems(FEED)] == ["item_without_title", "timeout"]
    store.feeds.save_visit(visit(status="not_modified"))
    assert store.feeds.states()[FEED].failures == 0
    assert [one.reason for one in store.feeds.feed_problems(FEED)] == ["item_without_title"]


def test_a_feed_that_asked_us_to_wait_is_remembered(store: Store) -> None:
    later = NOW + timedelta(hours=2)
    store.feeds.save_visit(replace(visit(status="failed"), skip_until=later))
    assert store.feeds.states()[FEED].skip_until == later
    store.feeds.save_visit(visit())
    assert store.feeds.states()[FEED].skip_until is None


def test_entries_are_read_once_and_again_when_their_title_changes(store: Store) -> None:
    assert store.feeds.save_visit(visit(entry(1), entry(2))) == 2
    store.feeds.save_outcomes([outcome(entry(1), read=article("a")), outcome(entry(2), EntryState.REFUSED)])
    assert pending(store) == []
    assert store.feeds.save_visit(visit(entry(1), replace(entry(2), text="the feed's text varies"))) == 0
    assert store.feeds.save_visit(visit(entry(1, title="Correction: ferry 1 was on time"))) == 1
    assert pending(store) == ["guid-1"]


def test_of_two_items_with_one_id_the_first_counts_at_every_visit(store: Store) -> None:
    twice = visit(entry(1), entry(1, title="The same id again"))
    assert store.feeds.save_visit(twice) == 1
    store.feeds.save_outcomes([outcome(entry(1), read=article("a"))])
    assert store.feeds.save_visit(twice) == 0


def test_entries_wait_in_the_order_of_the_feeds(store: Store) -> None:
    store.feeds.save_visit(visit(entry(2), entry(1)))
    store.feeds.save_visit(visit(entry(3, feed=OTHER), feed=OTHER))
    assert pending(store, OTHER, FEED) == ["guid-3", "guid-1", "guid-2"]
    assert pending(store, OTHER) == ["guid-3"]


def test_a_page_is_asked_for_again_when_its_time_has_come(store: Store) -> None:
    store.feeds.save_visit(visit(entry(1)))
    later = NOW + timedelta(hours=1)
    store.feeds.save_outcomes([replace(outcome(entry(1), EntryState.RETRY), retry_at=later)])
    assert pending(store, now=later - timedelta(seconds=1)) == []
    assert pending(store, now=later) == ["guid-1"]
    assert [one.attempts for one in store.feeds.pending((FEED,), later)] == [1]


@pytest.mark.parametrize("second_first", [False, True])
def test_of_two_entries_that_lead_to_one_article_the_same_wins_whichever_is_quicker(
    store: Store, *, second_first: bool
) -> None:
    store.feeds.save_visit(visit(entry(1), entry(2)))
    found = [outcome(entry(1), read=article("a", "one")), outcome(entry(2), read=article("a", "two"))]
    for one in reversed(found) if second_first else found:
        store.feeds.save_outcomes([one])
    assert texts(store) == {"a": "one"}


def test_a_page_read_in_full_is_not_replaced_by_the_feeds_text(store: Store) -> None:
    store.feeds.save_visit(visit(entry(1)))
    store.feeds.save_outcomes([outcome(entry(1), read=article("a", "whole"))])
    store.feeds.save_outcomes([outcome(entry(1), read=article("a", "teaser", Completeness.FEED_ONLY))])
    assert texts(store) == {"a": "whole"}
    store.feeds.save_outcomes([outcome(entry(1), read=article("a", "corrected"))])
    assert texts(store) == {"a": "corrected"}


def test_problems_of_entries_are_replaced_and_age(store: Store) -> None:
    store.feeds.save_visit(visit(entry(1)))
    refused = replace(outcome(entry(1), EntryState.REFUSED), problems=(problem("http_404"),))
    store.feeds.save_outcomes([refused])
    store.feeds.save_outcomes([replace(refused, problems=(problem("not_english"),))])
    assert [one.reason for one in store.feeds.problems([FEED], NOW)] == ["not_english"]
    assert store.feeds.problems([FEED], NOW + timedelta(seconds=1)) == ()
    assert store.feeds.problems([OTHER], NOW) == ()


def test_addresses_dealt_with_are_known_by_their_first_entry(store: Store) -> None:
    same = replace(entry(1, feed=OTHER), id="other-guid")
    store.feeds.save_visit(visit(entry(1)))
    store.feeds.save_visit(visit(same, feed=OTHER))
    assert store.feeds.taken(ADDRESSES) == {}
    store.feeds.save_outcomes([outcome(entry(1), read=article("a")), outcome(same, EntryState.DUPLICATE)])
    assert list(store.feeds.taken(ADDRESSES).values()) == [(FEED, "guid-1")]


def test_failing_since_is_the_first_failure_in_a_row(store: Store) -> None:
    def failing_since(status: str, hours: int) -> datetime | None:
        store.feeds.save_visit(replace(visit(status=status), at=NOW + timedelta(hours=hours)))
        return store.feeds.states()[FEED].failing_since

    assert failing_since("ok", 0) is None
    assert failing_since("failed", 1) == NOW + timedelta(hours=1)
    assert failing_since("failed", 2) == NOW + timedelta(hours=1)
    assert failing_since("not_modified", 3) is None
    assert failing_since("failed", 4) == NOW + timedelta(hours=4)


def test_activity_counts_by_date_and_over_the_time_a_feed_is_known(store: Store) -> None:
    ages = [0.5, 1, 3, 6, 20]
    dated = [replace(entry(n), published=NOW - timedelta(days=age)) for n, age in enumerate(ages)]
    store.feeds.save_visit(visit(*dated))
    store.feeds.save_visit(visit(entry(1), entry(2), feed=OTHER))
    activity = store.feeds.activity(NOW, 7)
    assert (activity[FEED].items, activity[FEED].days) == (4, 7)
    assert (activity[OTHER].items, activity[OTHER].a_day) == (2, 2.0), "undated, first seen now"
    later = store.feeds.activity(NOW + timedelta(days=30), 7)
    assert (later[FEED].items, later[FEED].days) == (0, 7)
