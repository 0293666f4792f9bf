"""Choices, and where stories went: kept until they are taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.models import Article, Entry, Mend, MendKind, Story
from aggregator.store import EntryOutcome, EntryState, FeedVisit, Store
from aggregator.store.texts import FEW

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
MERGE = Mend(kind=MendKind.MERGE, articles=("a",), others=("b", "c"), stories=("one", "two"))
PIN = Mend(kind=MendKind.PIN, articles=("a",), others=("b",))


def put(store: Store, name: str, url: str = "") -> None:
    entry = Entry(feed="f", id=name, url=url, title=name)
    store.feeds.save_visit(FeedVisit(feed="f", at=NOW, status="ok", entries=(entry,)))
    read = Article(id=name, text="The ferry left.", fetched=NOW)
    store.feeds.save_outcomes(
        [EntryOutcome(entry=entry, at=NOW, state=EntryState.READ, article=read, content_hash="c")]
    )


def cluster(store: Store, *found: Story, at: datetime = NOW) -> None:
    store.stories.save_stories(found, made_by="v1", input_hash="h", at=at)


def story(name: str, articles: str) -> Story:
    return Story(id=name, articles=tuple(articles))


def test_choices_come_back_in_the_order_they_were_made(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        made = [store.mends.save(mend, NOW) for mend in (MERGE, PIN, MERGE)]
    with Store(path) as store:
        assert list(store.mends.all()) == made
    assert [(one.number, one.mend) for one in made] == [(1, MERGE), (2, PIN), (3, MERGE)]


def test_the_last_choice_or_one_by_its_number_is_taken_back(store: Store) -> None:
    assert store.mends.undo() is None
    first, second, third = (store.mends.save(mend, NOW) for mend in (MERGE, PIN, MERGE))
    assert store.mends.undo(7) is None
    assert store.mends.undo(second.number) == second
    assert store.mends.undo() == third
    assert store.mends.all() == (first,)


def test_a_story_that_went_into_another_leads_there_through_all_that_follow(store: Store) -> None:
    cluster(store, story("one", "abc"), story("two", "de"), story("three", "fghijk"))
    assert store.stories.redirects() == {}
    cluster(store, story("one", "abcde"), story("three", "fghijk"))
    assert store.stories.redirects() == {"two": "one"}
    cluster(store, story("three", "abcdefghijk"))
    assert store.stories.redirects() == {"one": "three", "two": "three"}
    assert store.stories.ended() == (story("one", "abcde"), story("two", "de"))


def test_a_story_scattered_over_others_leads_to_the_one_with_most_of_it(store: Store) -> None:
    cluster(store, story("one", "a"), story("two", "b"), story("gone", "cde"))
    cluster(store, story("one", "ac"), story("two", "bde"))
    assert store.stories.redirects() == {"gone": "two"}


def test_a_story_that_comes_back_leads_nowhere(store: Store) -> None:
    cluster(store, story("one", "ab"), story("two", "c"))
    cluster(store, story("one", "abc"))
    cluster(store, story("one", "ab"), story("two", "c"))
    assert store.stories.redirects() == {}
    assert store.stories.known() == (story("one", "ab"), story("two", "c"))


def test_known_stories_stand_by_age(store: Store) -> None:
    cluster(store, story("z", "a"))
    cluster(store, story("z", "a"), story("b", "b"), at=NOW + timedelta(hours=1))
    assert [one.id for one in store.stories.known()] == ["z", "b"]
    assert store.stories.clustered_at() == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("5e1b", ["5e1b"]),
        ("5e", ["5e1b", "5e77"]),
        ("5e7", ["5e77"]),
        ("https://www.post.example/bridge?utm_source=feed", ["5e77"]),
        ("https://post.example/other", []),
        ("%", []),
        ("", []),
    ],
)
def test_an_article_is_meant_by_id_start_or_address(store: Store, name: str, meant: list[str]) -> None:
    put(store, "5e1b")
    put(store, "5e77", "https://post.example/bridge")
    assert [article.id for article in store.texts.meant(name)] == meant


def test_a_whole_id_is_that_article_even_if_others_begin_so(store: Store) -> None:
    for number in range(FEW + 2):
        put(store, f"a{number}")
    put(store, "a")
    assert [article.id for article in store.texts.meant("a")] == ["a"]
    assert len(store.texts.meant("a1")) == 1


def test_choices_follow_with_the_clustering_and_what_was_taken_back_stays_so(store: Store) -> None:
    first, gone = store.mends.save(MERGE, NOW), store.mends.save(PIN, NOW)
    store.mends.undo()
    other = store.mends.save(MERGE, NOW)
    assert other.number == gone.number
    later = replace(MERGE, articles=("d",))
    followed = [replace(one, followed=later) for one in (first, gone)]
    store.stories.save_stories([story("one", "ad")], made_by="v1", input_hash="h", at=NOW, followed=followed)
    assert store.mends.all() == (replace(first, followed=later), other)
    assert [one.now for one in store.mends.all()] == [later, MERGE]


def test_a_choice_is_on_the_disk_before_anything_else_is_said_of_it(store: Store) -> None:
    def waits_for_disk() -> int:
        with store._database.reading() as connection:
            return int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())

    normal, full = 1, 2
    store.editions.mark_published("none")
    assert waits_for_disk() == normal
    store.mends.save(PIN, NOW)
    assert waits_for_disk() == full
    store.editions.mark_published("none")
    assert waits_for_disk() == normal
    store.mends.undo()
    assert waits_for_disk() == full
