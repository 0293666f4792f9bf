"""An editor's choices over days: stored, applied after every clustering, named, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.config import Settings
from aggregator.errors import InputError
from aggregator.identity import content_hash
from aggregator.models import Article, Entry, Mend, MendKind, Story
from aggregator.pipeline.context import Walk
from aggregator.pipeline.edition import ground_of
from aggregator.pipeline.mends import states
from aggregator.pipeline.stories import group, recent
from aggregator.pipeline.why import why_there
from aggregator.runner import runner_for
from aggregator.store import EntryOutcome, EntryState, FeedVisit, Store
from tests.cluster.test_mending import NORTH, RULING, SOUTH, mend
from tests.cluster.test_stories import TEXTS, grouped

NOW = datetime(2031, 5, 4, 18, tzinfo=UTC)
SETTINGS = Settings(version=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def read(store: Store, *names: str, at: datetime = NOW) -> None:
    for name in names:
        entry = Entry(feed="f", id=name, url=f"https://post.example/{name}", title=name)
        store.feeds.save_visit(FeedVisit(feed="f", at=at, status="ok", entries=(entry,)))
        title, text = TEXTS[name]
        article = Article(id=name, title=title, text=text, published=at, fetched=at)
        made = EntryOutcome(
            entry=entry, at=at, state=EntryState.READ, article=article, content_hash=content_hash(article)
        )
        store.feeds.save_outcomes([made])


def walk(store: Store, at: datetime = NOW) -> tuple[Story, ...]:
    one = Walk(
        settings=SETTINGS,
        now=at,
        output=Path(),
        store=store,
        runner=runner_for(1),
        progress=lambda *_: None,
    )
    return group(one, recent(one))


def seen(store: Store) -> str:
    one = Walk(
        settings=SETTINGS,
        now=NOW,
        output=Path(),
        store=store,
        runner=runner_for(1),
        progress=lambda *_: None,
    )
    return ground_of(one).seen


def story_of(stories: tuple[Story, ...], article: str) -> Story:
    return next(story for story in stories if article in story.articles)


def state(store: Store) -> list[str]:
    return [one.state for one in states(store)]


def test_a_merge_holds_in_every_later_run_and_the_story_keeps_one_address(store: Store) -> None:
    read(store, *NORTH, RULING[0])
    before = walk(store)
    north, ruling = story_of(before, NORTH[0]), story_of(before, RULING[0])
    store.mends.save(mend(MendKind.MERGE, ruling.articles, north.articles), NOW)
    assert state(store) == ["waiting"]
    merged = walk(store)
    assert [story.id for story in merged] == [north.id]
    assert store.stories.redirects() == {ruling.id: north.id}
    assert state(store) == ["held"]

    read(store, *SOUTH, RULING[1], at=NOW + timedelta(days=1))
    later = walk(store, NOW + timedelta(days=1))
    assert story_of(later, NORTH[0]) == Story(id=north.id, articles=NORTH + RULING)
    assert walk(store, NOW + timedelta(days=1)) == later
    assert state(store) == ["held"]


def test_a_merge_taken_back_gives_back_the_stories_and_their_ids(store: Store) -> None:
    read(store, *TEXTS)
    before = walk(store)
    for pair in ((NORTH, SOUTH), (SOUTH, RULING)):
        store.mends.save(mend(MendKind.MERGE, *pair), NOW)
        assert len(walk(store)) == len(before) - 1
        store.mends.undo()
        assert walk(store) == before
        assert store.stories.redirects() == {}


def test_a_split_taken_back_gives_back_the_story_and_its_id(store: Store) -> None:
    read(store, *RULING)
    (before,) = walk(store)
    store.mends.save(mend(MendKind.SPLIT, RULING[:1], RULING[1:]), NOW)
    parts = walk(store)
    assert [story.articles for story in sorted(parts, key=lambda one: one.articles)] == [
        RULING[:1],
        RULING[1:],
    ]
    assert before.id in {story.id for story in parts}
    store.mends.undo()
    assert walk(store) == (before,)


def test_a_choice_is_something_new_and_so_is_taking_it_back(store: Store) -> None:
    read(store, *NORTH, *SOUTH)
    walk(store)
    first = seen(store)
    store.mends.save(mend(MendKind.MERGE, NORTH, SOUTH), NOW)
    assert seen(store) != first
    store.mends.undo()
    assert seen(store) == first


def test_a_choice_whose_articles_are_gone_is_kept_and_ignored(store: Store) -> None:
    read(store, *NORTH)
    gone = mend(MendKind.MERGE, ["gone"], NORTH)
    store.mends.save(gone, NOW)
    (found,) = walk(store)
    assert found.articles == NORTH
    assert state(store) == ["ignored"]
    assert [stored.mend for stored in store.mends.all()] == [gone]


@pytest.mark.parametrize("last", [MendKind.MOVE, MendKind.PIN])
def test_of_two_choices_the_report_says_which_holds(store: Store, last: MendKind) -> None:
    read(store, *NORTH, *RULING)
    store.mends.save(mend(MendKind.MOVE, NORTH[:1], RULING), NOW)
    store.mends.save(mend(last, NORTH[:1], NORTH[1:]), NOW)
    store.mends.save(Mend(kind=MendKind.SPLIT, articles=RULING, others=NORTH), NOW)
    assert NORTH in {story.articles for story in walk(store)}
    assert [(one.number, one.kind, one.state) for one in states(store)] == [
        (1, "move", "overruled"),
        (2, last.value, "held"),
        (3, "split", "held"),
    ]


def test_why_weighs_the_last_clustering_and_nothing_read_since(store: Store) -> None:
    with pytest.raises(InputError, match="nothing has been clustered"):
        why_there(store, SETTINGS, NORTH[0])
    read(store, *NORTH[:2])
    (found,) = walk(store)
    first = why_there(store, SETTINGS, NORTH[0])
    assert (first.story, [tie.article for tie in first.ties]) == (found.id, [NORTH[1]])
    read(store, NORTH[2], at=NOW + timedelta(hours=1))
    assert why_there(store, SETTINGS, NORTH[0]) == first
    with pytest.raises(InputError, match="read since"):
        why_there(store, SETTINGS, NORTH[2])


def test_a_merge_goes_on_when_the_articles_it_was_made_of_are_too_old(store: Store) -> None:
    read(store, NORTH[0], RULING[0])
    walk(store)
    store.mends.save(mend(MendKind.MERGE, NORTH[:1], RULING[:1]), NOW)
    (first,) = walk(store)
    days = [NOW + timedelta(days=number) for number in (5, 12)]
    read(store, NORTH[1], RULING[1], at=days[0])
    walk(store, days[0])
    read(store, NORTH[2], at=days[1])
    (last,) = walk(store, days[1])
    assert last == Story(id=first.id, articles=(*NORTH[1:], RULING[1]))
    assert state(store) == ["held"]


def test_what_is_known_of_the_live_articles_is_kept_from_run_to_run(store: Store) -> None:
    days = [NOW + timedelta(days=number) for number in (1, 2, 3)]
    read(store, *NORTH)
    walk(store)
    assert store.stories.counted() == (0, None)  # another article of that hour may still come
    read(store, *SOUTH, at=days[0])
    walk(store, days[0])
    assert store.stories.counted() == (3, days[0])
    read(store, *RULING, "alone", at=days[1])
    walk(store, days[1])
    assert store.stories.counted() == (3, days[0])
    kept, done = store.stories.stream(), store.stories.clustered()
    assert kept is not None
    assert set(kept.marks) == {*NORTH, *SOUTH, *RULING, "alone"}
    walk(store, days[2])
    assert store.stories.clustered() == done


def test_runs_that_go_on_find_the_stories_of_one_that_begins_anew(store: Store, tmp_path: Path) -> None:
    days = [NOW + timedelta(days=number) for number in range(4)]
    lots = (NORTH[:1], (*SOUTH, *NORTH[1:]), RULING, ("alone",))
    for names, day in zip(lots, days, strict=True):
        read(store, *names, at=day)
        walk(store, day)
    with Store(tmp_path / "other.sqlite") as other:
        for names, day in zip(lots, days, strict=True):
            read(other, *names, at=day)
        walk(other, days[-1])
        assert grouped(other.stories.known()) == grouped(store.stories.known())
        assert other.stories.frequencies() == store.stories.frequencies()
