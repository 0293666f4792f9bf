"""Articles that their outlets changed: what they said before is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.identity import article_id, content_hash
from aggregator.models import Article, Completeness, Entry
from aggregator.store import EntryOutcome, EntryState, FeedVisit
from aggregator.store.visits import EDIT_GAP, MAX_EDITS

if TYPE_CHECKING:
    from aggregator.store import Store

NOW = datetime(2031, 5, 4, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED, OTHER = "https://harbour.example/rss", "https://valley.example/rss"
URL, COPY = "https://harbour.example/1", "https://valley.example/copy"
ID = article_id(URL)


def entry(number: int = 1, *, feed: str = FEED, updated: datetime | None = None) -> Entry:
    url = f"https://harbour.example/{number}"
    return Entry(feed=feed, id=f"g{number}", url=url, title="Ferry", published=NOW, updated=updated)


def save(
    store: Store,
    text: str,
    at: datetime,
    *,
    of: Entry | None = None,
    url: str = URL,
    completeness: Completeness = Completeness.FULL,
) -> None:
    read = Article(id=ID, text=text, url=url, completeness=completeness)
    outcome = EntryOutcome(
        entry=of or entry(), at=at, state=EntryState.READ, article=read, content_hash=content_hash(read)
    )
    store.feeds.save_outcomes([outcome])


def texts(store: Store) -> list[str]:
    return [one.article.text for one in store.texts.revisions(ID)]


def due(store: Store, at: datetime) -> list[str]:
    return [one.entry.id for one in store.feeds.pending((FEED,), at)]


def list_again(store: Store, at: datetime, *items: Entry) -> None:
    store.feeds.save_visit(FeedVisit(feed=FEED, at=at, status="ok", entries=items))


def test_every_form_of_an_edited_article_is_kept_the_oldest_first(store: Store) -> None:
    for hours, text in enumerate(["One is dead.", "Two are dead.", "Two are dead.", "Three are dead."]):
        save(store, text, NOW + hours * HOUR)
    assert texts(store) == ["One is dead.", "Two are dead.", "Three are dead."]
    assert [one.fetched for one in store.texts.revisions(ID)] == [NOW, NOW + 2 * HOUR, NOW + 3 * HOUR]
    assert [one.article.text for one in store.texts.articles()] == ["Three are dead."]
    assert store.texts.edited() == (ID,)
    assert store.texts.edited(since=NOW + 3 * HOUR) == (ID,)
    assert store.texts.edited(since=NOW + 4 * HOUR) == ()


@pytest.mark.parametrize("before", [Completeness.PARTIAL, Completeness.FEED_ONLY])
def test_reading_more_of_it_is_no_edit(store: Store, before: Completeness) -> None:
    save(store, "One is dead.", NOW, completeness=before)
    save(store, "One is dead. The ferry left.", NOW + HOUR)
    assert texts(store) == ["One is dead. The ferry left."]
    save(store, "One is dead.", NOW + 2 * HOUR, completeness=before)
    assert texts(store) == ["One is dead. The ferry left."], "a worse reading takes no place"


def test_another_entry_of_one_article_is_no_edit(store: Store) -> None:
    save(store, "As the harbour says.", NOW, of=entry(2))
    save(store, "As it stands.", NOW, of=entry(1))
    assert texts(store) == ["As it stands."]
    save(store, "Later, from elsewhere.", NOW + HOUR, of=entry(1, feed=OTHER))
    assert texts(store) == ["As it stands."]


@pytest.mark.parametrize("owner_first", [True, False])
@pytest.mark.parametrize("hours", [0, 1])
def test_the_owner_s_page_wins_over_a_copy_whichever_came_first(
    store: Store,
    owner_first: bool,  # noqa: FBT001
    hours: int,
) -> None:
    own = ("The original.", FEED, URL)
    copy = ("The copy.", "https://aaa.example/rss", COPY)
    for turn, (text, feed, url) in enumerate([own, copy] if owner_first else [copy, own]):
        save(store, text, NOW + turn * hours * HOUR, of=entry(feed=feed), url=url)
    assert texts(store) == ["The original."]


def test_an_item_that_was_changed_is_read_again_when_an_hour_has_passed(store: Store) -> None:
    list_again(store, NOW, entry())
    save(store, "One is dead.", NOW)
    changed = entry(updated=NOW + HOUR / 4)
    list_again(store, NOW + HOUR / 2, changed)
    assert due(store, NOW + HOUR / 2) == []
    assert due(store, NOW + EDIT_GAP) == ["g1"]
    save(store, "Two are dead.", NOW + EDIT_GAP, of=changed)
    list_again(store, NOW + 2 * HOUR, changed)
    assert due(store, NOW + 9 * HOUR) == [], "the same change is read once"


def test_an_item_that_is_changed_without_end_is_not_read_without_end(store: Store) -> None:
    read = 0
    for turn in range(20):
        at = NOW + turn * 2 * HOUR
        list_again(store, at, entry(updated=at - HOUR / 2 if turn else None))
        if due(store, at):
            read += 1
            save(store, f"Version {turn}.", at)
    assert read == 1 + MAX_EDITS


def test_a_feed_that_stamps_all_its_items_with_its_own_time_is_not_believed(store: Store) -> None:
    items = [entry(number) for number in range(20)]
    list_again(store, NOW, *items)
    for one in items:
        save(store, "One is dead.", NOW, of=one)
    list_again(store, NOW + 2 * HOUR, *(entry(number, updated=NOW + HOUR) for number in range(20)))
    assert due(store, NOW + 9 * HOUR) == []
    some = [entry(number, updated=NOW + 3 * HOUR if number < 2 else None) for number in range(20)]
    list_again(store, NOW + 4 * HOUR, *some)
    assert due(store, NOW + 4 * HOUR) == ["g0", "g1"]
