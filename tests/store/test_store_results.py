"""Articles, annotations, stories, briefs and editions: kept by what they were made from."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import StoreCorruptError, StoreError
from aggregator.models import Annotation, Article, Brief, Edition, Entry, Manifest, Sentence, Story
from aggregator.store import PUBLISHED, EntryOutcome, EntryState, FeedVisit, Store
from aggregator.store.database import BATCH
from aggregator.store.editions import RUNS_KEPT
from tests.render.sample import full_brief

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)


def put(store: Store, name: str, *, content: str = "c", at: datetime = NOW) -> None:
    entry = Entry(feed="f", id=name, url="", title=name)
    store.feeds.save_visit(FeedVisit(feed="f", at=at, status="ok", entries=(entry,)))
    read = Article(id=name, text=f"Text of {name} in Øresund.", published=at, fetched=at)
    store.feeds.save_outcomes(
        [EntryOutcome(entry=entry, at=at, state=EntryState.READ, article=read, content_hash=content)]
    )


def edition(name: str) -> Edition:
    manifest = Manifest(program="aggregator", config_sha256="c", input_sha256="i", steps=(), articles=())
    return Edition(
        id=name, title="T", at=NOW, briefs=(), left_out=(), manifest=manifest, counts={"briefs": 0}
    )


def stories(store: Store, *found: Story, at: datetime = NOW) -> None:
    store.stories.save_stories(found, made_by="v1", input_hash="h", at=at)


def test_articles_come_back_equal_and_by_the_time_they_were_read(store: Store) -> None:
    put(store, "b", at=NOW - timedelta(days=9))
    put(store, "a")
    assert [stored.article.id for stored in store.texts.articles()] == ["a", "b"]
    (recent,) = store.texts.articles(fetched_since=NOW - timedelta(days=1))
    assert recent.article == Article(id="a", text="Text of a in Øresund.", published=NOW, fetched=NOW)
    assert recent.fetched == NOW


def test_articles_are_looked_up_by_their_ids(store: Store) -> None:
    for name in ("a", "b", "c"):
        put(store, name)
    found = store.texts.named(["c", "a", "a", "unknown", *(f"no{n}" for n in range(BATCH))])
    assert {name: article.text for name, article in found.items()} == {
        "a": "Text of a in Øresund.",
        "c": "Text of c in Øresund.",
    }
    assert store.texts.named([]) == {}


def test_the_digest_follows_what_articles_say_and_not_the_order_they_came_in(
    store: Store, tmp_path: Path
) -> None:
    empty = store.texts.digest()
    put(store, "a", content="1")
    put(store, "b", content="2")
    with Store(tmp_path / "other.sqlite") as other:
        put(other, "b", content="2")
        put(other, "a", content="1")
        assert other.texts.digest() == store.texts.digest() != empty
        put(other, "a", content="3")
        assert other.texts.digest() != store.texts.digest()


def test_annotations_are_kept_for_one_version_and_found_by_content(store: Store) -> None:
    found = Annotation(article="a", made_by="v1", sentences=(Sentence(start=0, end=3),))
    store.texts.save_annotations({f"hash{n}": found for n in range(BATCH + 1)}, "v1")
    wanted = [f"hash{n}" for n in range(BATCH + 1)]
    assert store.texts.annotations([*wanted, "unknown"], "v1") == dict.fromkeys(wanted, found)
    assert store.texts.annotations(wanted, "v2") == {}
    store.texts.save_annotations({"hash0": found}, "v2")
    assert store.texts.annotations(["hash0"], "v1") == {}


def test_a_story_that_others_took_over_ends_and_one_that_is_past_stays(store: Store) -> None:
    past, one, two = (
        Story(id="past", articles=("x",)),
        Story(id="one", articles=("a", "b")),
        Story(id="two", articles=("c",)),
    )
    stories(store, past, one, two)
    assert store.stories.clustered() == "h"
    merged = Story(id="one", articles=("a", "b", "c"))
    stories(store, merged)
    assert store.stories.known() == (merged, past)


def test_a_story_keeps_its_first_slug(store: Store) -> None:
    stories(store, Story(id="one", articles=("a",)))
    assert store.stories.save_slug("one", "ferry-delayed") == "ferry-delayed"
    stories(store, Story(id="one", articles=("a", "b")))
    assert store.stories.save_slug("one", "ferry-sunk") == "ferry-delayed"
    assert store.stories.slugs() == {"one": "ferry-delayed"}


def test_a_result_is_good_for_its_inputs_only(store: Store) -> None:
    made = Story(id="one", articles=("a",))
    store.stories.save_result(made, "compose", "one", "h1", NOW)
    assert store.stories.result(Story, "compose", "one", "h1") == made
    assert store.stories.result(Story, "compose", "one", "h2") is None
    assert store.stories.result(Story, "corroborate", "one", "h1") is None
    store.stories.save_result(replace(made, articles=()), "compose", "one", "h2", NOW)
    assert store.stories.result(Story, "compose", "one", "h1") is None


def test_the_newest_edition_is_the_one_made_last(store: Store) -> None:
    assert store.editions.last() is None
    for name, inputs in (("first", "h1"), ("second", "h2"), ("first", "h1")):
        store.editions.save(edition(name), [], inputs, f"seen {name}")
    last = store.editions.last()
    assert last is not None
    assert (last.id, last.input_hash, last.published, last.at) == ("first", "h1", False, NOW)
    assert store.editions.seen() == "seen first"
    store.editions.mark_published("first")
    last = store.editions.last()
    assert last is not None
    assert last.published
    assert store.editions.load("first") == edition("first")
    assert store.editions.load("second") is None


def test_the_briefs_of_an_edition_come_one_by_one_in_its_order(store: Store) -> None:
    first, second, third = (replace(full_brief(), story=name) for name in ("b", "a", "c"))
    for brief in (first, second, third, replace(second, title="As it is now")):
        store.editions.save_brief("e1", brief)
    assert store.editions.brief("e1", "b") == first
    store.editions.save(edition("e1"), ["b", "a"], "h1", "seen")
    kept = [first, replace(second, title="As it is now")]
    assert list(store.editions.briefs("e1")) == kept
    assert store.editions.load("e1") == replace(edition("e1"), briefs=tuple(kept))
    assert store.editions.head("e1") == edition("e1")
    with pytest.raises(StoreCorruptError, match="story c in edition e1"):
        store.editions.brief("e1", "c")


def test_the_briefs_of_an_edition_make_room_for_those_of_the_next(store: Store) -> None:
    store.editions.save_brief("e1", full_brief())
    store.editions.save(edition("e1"), [full_brief().story], "h1", "seen")
    store.editions.save_brief("killed", full_brief())
    store.editions.save_brief("e2", replace(full_brief(), title="Newer"))
    assert list(store.editions.briefs("e1")) == [full_brief()]
    assert list(store.editions.briefs("e2")) == []
    store.editions.save(edition("e2"), [full_brief().story], "h2", "seen")
    assert [list(store.editions.briefs(name)) for name in ("e1", "killed")] == [[], []]
    assert [brief.title for brief in store.editions.briefs("e2")] == ["Newer"]


def test_what_readers_saw_last_of_a_story_is_the_brief_of_a_published_edition(store: Store) -> None:
    for name, title in (("e1", "First"), ("e2", "Second")):
        store.editions.save_brief(name, replace(full_brief(), title=title))
        store.editions.save(edition(name), [full_brief().story], name, "seen")
        if name == "e1":
            store.editions.mark_published(name)
    seen = store.stories.newest_result(Brief, PUBLISHED, full_brief().story)
    assert seen is not None
    assert seen.title == "First"
    store.editions.mark_published("e2")
    assert store.stories.result(Brief, PUBLISHED, full_brief().story, "e2") == replace(
        full_brief(), title="Second"
    )


def test_a_result_is_asked_for_without_reading_it(store: Store) -> None:
    store.stories.save_result(Story(id="one", articles=()), "compose", "one", "h1", NOW)
    assert store.stories.stands("compose", "one", "h1")
    assert not store.stories.stands("compose", "one", "h2")
    assert not store.stories.stands("corroborate", "one", "h1")


def test_only_the_last_reports_are_kept(store: Store) -> None:
    for number in range(RUNS_KEPT + 3):
        store.editions.save_run(started=NOW, seconds=1, exit_code=0, report=str(number))
    kept = store.editions.runs(RUNS_KEPT * 2)
    assert len(kept) == RUNS_KEPT
    assert (kept[0].number, kept[-1].number) == (RUNS_KEPT + 3, 4)
    assert (store.editions.run(), store.editions.run(4)) == (str(RUNS_KEPT + 2), "3")
    assert store.editions.run(3) is None


def test_a_record_that_cannot_be_read_is_damage(store: Store, tmp_path: Path) -> None:
    put(store, "a")
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as connection, connection:
        connection.execute("UPDATE articles SET payload = '{'")
    with pytest.raises(StoreCorruptError, match="article a cannot be read"):
        store.texts.articles()


def test_a_write_that_fails_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as connection, connection:
        connection.execute(
            "CREATE TRIGGER no_articles BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(StoreError, match="full"):
        put(store, "a")
    assert store.texts.articles() == ()
    assert [one.entry.id for one in store.feeds.pending(("f",), NOW)] == ["a"]


def test_a_story_not_seen_for_long_is_closed_and_stays_what_it_was(store: Store) -> None:
    cold, warm = Story(id="cold", articles=("a",)), Story(id="warm", articles=("b",))
    stories(store, cold, warm)
    later = NOW + timedelta(days=50)
    store.stories.save_stories([warm], made_by="v1", input_hash="h", at=later, seen_since=NOW)
    assert store.stories.known(seen_since=later) == (warm,)
    assert store.stories.known() == (cold, warm)
    again = Story(id="warm", articles=("a", "b"))
    store.stories.save_stories([again], made_by="v1", input_hash="h", at=later, seen_since=later)
    assert store.stories.known() == (cold, again)


def test_counts_of_terms_take_the_place_of_those_before(store: Store) -> None:
    assert store.stories.counted() == (0, None)
    store.stories.save_frequencies({(0, ""): 3, (0, "ferri"): 2, (1, "ferri"): 1}, NOW)
    store.stories.save_frequencies({(0, ""): 4, (0, "ferri"): 3}, NOW)
    assert store.stories.counted() == (4, NOW)
    assert store.stories.frequencies() == {(0, ""): 4, (0, "ferri"): 3}
