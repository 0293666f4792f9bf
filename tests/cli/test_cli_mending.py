"""`stories --why` and an editor's hand, over a store filled by one clustering."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator import codec
from aggregator.config import Settings
from aggregator.identity import article_id, content_hash
from aggregator.models import Article, Entry, Story
from aggregator.pipeline.context import Walk
from aggregator.pipeline.stories import group, recent
from aggregator.runner import runner_for
from aggregator.store import EntryOutcome, EntryState, FeedVisit, Store, store_path
from tests.cli.samples import Invoke, Shelf
from tests.cli.stories import ECHO, LIBRARY, PIECES, POST, TIMES, Piece

NOW = datetime(2026, 9, 15, 18, tzinfo=UTC)
Cluster = Callable[[], tuple[Story, ...]]


def address(piece: Piece) -> str:
    return piece.record["url"]


def read(store: Store, piece: Piece) -> None:
    url = address(piece)
    entry = Entry(feed="f", id=piece.id, url=url, title=piece.title)
    store.feeds.save_visit(FeedVisit(feed="f", at=NOW, status="ok", entries=(entry,)))
    article = Article(
        id=article_id(url),
        title=piece.title,
        text=piece.text,
        url=url,
        outlet=piece.outlet,
        published=datetime.fromisoformat(piece.published),
    )
    outcome = EntryOutcome(
        entry=entry, at=NOW, state=EntryState.READ, article=article, content_hash=content_hash(article)
    )
    store.feeds.save_outcomes([outcome])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Group what is in the store as a run would; the newsroom is there and grouped once."""
    output = tmp_path / "output"
    with Store(store_path(output)) as store:
        for piece in PIECES:
            read(store, piece)

        def once() -> tuple[Story, ...]:
            walk = Walk(
                settings=Settings(version=1),
                now=NOW,
                output=output,
                store=store,
                runner=runner_for(1),
                progress=lambda *_: None,
            )
            return group(walk, recent(walk))

        once()
        yield once


def story_of(stories: tuple[Story, ...], piece: Piece) -> Story:
    return next(story for story in stories if article_id(address(piece)) in story.articles)


def state(invoke: Invoke) -> list[tuple[int, str, str]]:
    found = json.loads(invoke("stories", "choices", "--json").stdout)
    return [(one["number"], one["kind"], one["state"]) for one in found]


def test_why_tells_the_likeness_to_each_and_to_the_nearest_other(invoke: Invoke, cluster: Cluster) -> None:
    stories = cluster()
    found = json.loads(invoke("stories", "--why", address(POST), "--json").stdout)
    assert found["article"]["outlet"] == "Harbour Post"
    assert found["story"]["id"] == story_of(stories, POST).id
    assert {tie["article"]["title"] for tie in found["ties"]} == {TIMES.title, ECHO.title}
    assert found["story"]["likeness"] > found["threshold"] == 0.4
    assert all(min(tie["text"], tie["names"]) > 0 for tie in found["ties"])
    assert found["nearest"] is None or found["nearest"]["likeness"] < 0.4
    assert found["choices"] == []


def test_why_for_a_screen(invoke: Invoke, cluster: Cluster) -> None:
    invoke("stories", "move", address(LIBRARY), article_story(cluster, POST))
    cluster()
    out = invoke("stories", "--why", address(LIBRARY)).stdout
    assert out.splitlines()[0] == f"Article {article_id(address(LIBRARY))}: {LIBRARY.title} (Harbour Post)"
    assert "of 4 articles: Orlow library" in out
    assert "Nearest other story: none is like it at all" in out
    assert "Choices of an editor that speak of it: 1" in out
    assert f"{TIMES.title} (Selby Times)" in out


def test_why_of_an_article_alone(invoke: Invoke, cluster: Cluster) -> None:
    out = invoke("stories", "--why", address(LIBRARY)).stdout
    assert "it is alone in it; groups join from 0.40" in out
    assert "likeness  title" not in out


def article_story(cluster: Cluster, piece: Piece) -> str:
    return story_of(cluster(), piece).id


@pytest.mark.parametrize(
    ("name", "why"), [("nothing", "no article 'nothing'"), ("https://post.example/no", "no article")]
)
def test_why_of_what_is_not_there_is_refused(name: str, why: str, invoke: Invoke, cluster: Cluster) -> None:
    result = invoke("stories", "--why", name)
    assert result.exit_code == 2
    assert why in result.stderr


def test_stories_lists_the_edition_as_before_and_options_stand_behind_a_command(
    invoke: Invoke, shelf: Shelf
) -> None:
    assert len(json.loads(invoke("stories", "--json").stdout)) == 2
    result = invoke("stories", "--output", shelf.output, "undo")
    assert result.exit_code == 2
    assert "aggregator stories undo ... --output" in result.stderr
    assert invoke("stories", "nonsense").exit_code == 2


def test_a_merge_is_told_applied_listed_and_taken_back(invoke: Invoke, cluster: Cluster) -> None:
    before = cluster()
    bridge, library = story_of(before, POST), story_of(before, LIBRARY)
    told = invoke("stories", "merge", library.id, bridge.id[:6])
    assert told.stdout == (
        f"Choice 1: merge stories {library.id} and {bridge.id}. The next run applies it.\n"
    )
    assert cluster() == (Story(id=bridge.id, articles=tuple(sorted(bridge.articles + library.articles))),)
    assert state(invoke) == [(1, "merge", "held")]
    table = invoke("stories", "choices").stdout
    assert "held" in table
    assert f"merge stories {library.id} and {bridge.id}" in table
    again = invoke("stories", "merge", library.id, bridge.id)
    assert again.exit_code == 2
    assert "one story already" in again.stderr
    assert "The next run groups without it" in invoke("stories", "undo").stdout
    assert cluster() == before
    assert invoke("stories", "undo").exit_code == 2


def test_split_and_move_and_pin(invoke: Invoke, cluster: Cluster) -> None:
    bridge = story_of(cluster(), POST)
    assert invoke("stories", "split", bridge.id, address(ECHO)).exit_code == 0
    parts = cluster()
    assert story_of(parts, ECHO).articles == (article_id(address(ECHO)),)
    assert story_of(parts, POST).id == bridge.id
    assert invoke("stories", "move", address(ECHO), story_of(parts, LIBRARY).id).exit_code == 0
    moved = cluster()
    assert story_of(moved, ECHO) == story_of(moved, LIBRARY)
    assert invoke("stories", "pin", address(TIMES)).exit_code == 0
    assert cluster() == moved
    assert state(invoke) == [(1, "split", "held"), (2, "move", "held"), (3, "pin", "held")]
    assert "choice 2, move article" in invoke("stories", "undo", "2").stdout
    assert cluster() == parts


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("split", "BRIDGE", "LIBRARY"), "not in story"),
        (("split", "LIBRARY_STORY", "LIBRARY"), "nothing would stay"),
        (("move", "POST", "BRIDGE"), "`stories pin` keeps it there"),
        (("pin", "LIBRARY"), "alone in its story"),
        (("merge", "BRIDGE", "zzz"), "no story 'zzz'"),
        (("merge", "", "BRIDGE"), "no story ''"),
        (("merge", "9", "BRIDGE"), "no story '9'"),
        (("undo", "4"), "no choice 4"),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_not_kept(
    command: tuple[str, ...], why: str, invoke: Invoke, cluster: Cluster
) -> None:
    stories = cluster()
    named = {
        "BRIDGE": story_of(stories, POST).id,
        "LIBRARY_STORY": story_of(stories, LIBRARY).id,
        "LIBRARY": address(LIBRARY),
        "POST": address(POST),
    }
    result = invoke("stories", *(named.get(one, one) for one in command))
    assert result.exit_code == 2
    assert why in result.stderr
    assert state(invoke) == []


def test_a_story_is_named_by_its_number_and_one_that_ended_leads_on(
    invoke: Invoke, shelf: Shelf, cluster: Cluster
) -> None:
    stories = cluster()
    bridge, library = story_of(stories, POST), story_of(stories, LIBRARY)
    first, second = shelf.edition.briefs
    briefs = (replace(first, story=bridge.id), replace(second, story=library.id))
    shelf.file.write_bytes(codec.dumps(replace(shelf.edition, briefs=briefs)))
    with Store.existing(shelf.output) as store:
        store.stories.save_slug(library.id, "library-lends-violins")
    assert invoke("stories", "merge", "1", "2").exit_code == 0
    cluster()
    assert bridge.id in invoke("stories", "merge", "library-lends", "1").stderr


def test_without_a_store_nothing_can_be_chosen(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("stories", "choices")
    assert result.exit_code == 4
    assert "aggregator run" in result.stderr
