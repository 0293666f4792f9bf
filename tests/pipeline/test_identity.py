"""The right item once, over real servers: feeds and pages are fetched, and what is kept is counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.changes import changes
from aggregator.config import Settings
from aggregator.models import Revision
from aggregator.pipeline import feeds, pages
from aggregator.pipeline.context import Walk
from aggregator.pipeline.revisions import with_revisions
from aggregator.runner import Serial
from aggregator.store import Store
from tests.fetch.conftest import Server, redirects, sends_feed, sends_page, serving
from tests.pipeline.fetching import AT_ONCE
from tests.render.sample import full_brief

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aggregator.models import Article

NOW = datetime(2026, 9, 15, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = (
    "The harbour ferry stopped on Sunday after its engine failed, the port of Tarn said.",
    "Forty passengers were brought ashore in two boats and nobody was hurt.",
    "The company said that repairs would take three days, and that buses would run until then.",
    "A survey in March had found the engine to be sound, according to the harbour office.",
)
OTHER = (
    "The council of Selby voted for a new swimming pool at the old mill.",
    "Building starts in spring and is to cost four million, the mayor said.",
    "The old pool closed two years ago when its roof was found to be unsafe.",
)


@dataclass
class Room:
    """Feeds and pages on two hosts, read by the first half of the walk."""

    server: Server
    second: Server
    path: Path
    kind: str = "outlet"
    problems: list[str] = field(default_factory=list)

    def feed(self, *items: str, path: str = "/rss", host: Server | None = None) -> None:
        body = f'<rss version="2.0"><channel><title>Post</title>{"".join(items)}</channel></rss>'
        (host or self.server).routes[path] = sends_feed(body.encode())

    def page(self, path: str, *text: str, head: str = "", host: Server | None = None) -> None:
        paragraphs = "".join(f"<p>{one}</p>" for one in text or TEXT)
        whole = f"<head><title>Ferry stops</title>{head}</head><body><article>{paragraphs}</article></body>"
        (host or self.server).routes[path] = sends_page(f"<html>{whole}</html>".encode())

    def read(self, at: datetime = NOW) -> list[Article]:
        with Store(self.path) as store:
            walk = Walk(
                settings=self._settings(),
                now=at,
                output=self.path.parent,
                store=store,
                runner=Serial(),
                progress=lambda *_: None,
            )
            feeds.problems(walk, feeds.ask(walk))
            pages.read(walk)
            self.problems = [one.reason for one in store.feeds.problems([f.url for f in walk.feeds], at)]
            return [one.article for one in store.texts.articles()]

    def revisions(self, article: str) -> list[Article]:
        with Store(self.path) as store:
            return [one.article for one in store.texts.revisions(article)]

    def _settings(self) -> Settings:
        hosts = (("Post", self.server, "/rss"), ("More", self.server, "/more"), ("Vale", self.second, "/rss"))
        feeds = [
            {"name": name, "url": host.url + path, "family": name.lower(), "category": "x", "kind": self.kind}
            for name, host, path in hosts
            if path in host.routes
        ]
        return Settings.model_validate(
            {
                "version": 1,
                "fetch": AT_ONCE,
                "families": {name.lower(): {"name": name} for name, _, _ in hosts},
                "feeds": feeds,
            }
        )


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with serving() as server, serving() as second:
        yield Room(server, second, tmp_path / "store.sqlite")


def item(guid: str, link: str, extra: str = "", title: str = "Harbour ferry stops") -> str:
    return (
        f"<item><guid>{guid}</guid><title>{title}</title><link>{link}</link>"
        f"<pubDate>Tue, 15 Sep 2026 09:30:00 GMT</pubDate>{extra}</item>"
    )


def test_a_new_guid_at_a_known_address_is_the_same_item(room: Room) -> None:
    room.page("/ferry")
    room.feed(item("1", "/ferry"))
    room.read()
    room.feed(item("2", "/ferry?utm_source=rss&amp;fbclid=x"))
    assert len(room.read(NOW + HOUR)) == 1
    assert room.server.asked.count("/ferry") == 1
    assert room.problems == ["listed_elsewhere"]


def test_addresses_of_one_page_in_several_feeds_are_one_article(room: Room) -> None:
    room.page("/ferry")
    room.feed(item("1", "/ferry"))
    room.feed(
        item("a", "/ferry/amp"), item("b", "/ferry#top"), item("c", "/ferry?at_medium=rss"), path="/more"
    )
    assert len(room.read()) == 1
    assert room.server.asked.count("/ferry") == 1


def test_a_known_item_at_a_new_address_keeps_its_article(room: Room) -> None:
    room.page("/ferry")
    room.feed(item("1", "/ferry"))
    (first,) = room.read()
    room.page("/ferry-stops-off-tarn", *TEXT, "On Tuesday the engine was repaired, the company said.")
    room.feed(item("1", "/ferry-stops-off-tarn"))
    (second,) = room.read(NOW + HOUR)
    assert second.id == first.id
    assert second.url.endswith("/ferry-stops-off-tarn")
    room.feed(item("9", "/ferry-stops-off-tarn"), path="/more")
    assert [one.id for one in room.read(NOW + 2 * HOUR)] == [first.id], "nor is it new in another feed"


def test_a_bulletin_that_keeps_its_guid_is_a_new_article_each_time(room: Room) -> None:
    room.page("/monday")
    room.feed(item("bulletin", "/monday", title="Morning bulletin"))
    room.read()
    room.page("/tuesday", *OTHER)
    room.feed(item("bulletin", "/tuesday", title="Morning bulletin"))
    assert len(room.read(NOW + HOUR)) == 2


def test_a_way_that_leads_to_a_known_page_is_no_second_article(room: Room) -> None:
    room.page("/ferry")
    room.server.routes["/click/77"] = redirects(302, "/ferry")
    room.feed(item("1", "/click/77"))
    (first,) = room.read()
    room.feed(item("z", "/ferry"), path="/more")
    assert [one.id for one in room.read(NOW + HOUR)] == [first.id]
    assert room.server.asked.count("/ferry") == 1, "the page need not be fetched again to know it"


@pytest.mark.parametrize("copy_first", [True, False])
def test_a_copy_that_names_its_original_is_filed_under_it(room: Room, copy_first: bool) -> None:  # noqa: FBT001
    original = '<link rel="canonical" href="http://localhost:1/ferry">'
    mine = "http://localhost:1/ferry"
    room.page("/copy", head=original, host=room.second)
    room.page("/again", head=original)
    for place, path in (
        ((room.second, "/copy"), (room.server, "/again"))
        if copy_first
        else (
            (room.server, "/again"),
            (room.second, "/copy"),
        )
    ):
        room.feed(item(path, path), host=place)
        found = room.read()
    assert len(found) == 1
    assert found[0].original == mine
    with Store(room.path) as store:
        assert [one.id for one in store.texts.meant(mine)] == [found[0].id]


def test_a_wrong_claim_to_be_a_copy_loses_no_article(room: Room) -> None:
    original = '<link rel="canonical" href="http://localhost:1/ferry">'
    room.page("/copy", head=original)
    room.page("/pool", *OTHER, head=original)
    room.feed(item("1", "/copy"))
    room.read()
    room.feed(item("1", "/copy"), item("2", "/pool", title="Selby votes for a pool"))
    assert len(room.read(NOW + HOUR)) == 2


def test_an_edited_article_is_read_again_and_both_forms_are_kept(room: Room) -> None:
    dc = '<updated xmlns="http://www.w3.org/2005/Atom">{}</updated>'
    room.page("/ferry")
    room.feed(item("1", "/ferry"))
    room.read()
    room.page("/ferry", TEXT[0], TEXT[1].replace("Forty", "Forty-two"), *TEXT[2:])
    room.feed(item("1", "/ferry", dc.format("2026-09-15T18:20:00Z")))
    (article,) = room.read(NOW + 2 * HOUR)
    before, after = room.revisions(article.id)
    assert after == article
    (change,) = changes(before, after)
    assert (change.kind, change.before, change.after[:9]) == ("reworded", TEXT[1], "Forty-two")
    assert len(room.read(NOW + 4 * HOUR)) == 1
    assert room.server.asked.count("/ferry") == 2
    first, *others = full_brief().sources
    brief = replace(full_brief(), sources=(replace(first, article=article.id, revisions=()), *others))
    with Store(room.path) as store:
        told = with_revisions(store, brief, store.texts.edited())
        assert with_revisions(store, brief, ()) == brief
    assert told.sources[0].revisions == (Revision(read=NOW + 2 * HOUR, changed=("reworded",)),)
    assert told.sources[1:] == brief.sources[1:]


def test_times_that_cannot_be_are_reported_and_handled_by_rule(room: Room) -> None:
    room.page("/soon")
    room.page("/when", *OTHER)
    ahead = item("1", "/soon").replace("15 Sep 2026 09:30", "16 Sep 2026 03:00").replace("Tue", "Wed")
    undated = "<item><guid>2</guid><title>Selby votes</title><link>/when</link></item>"
    room.feed(ahead, undated)
    found = {article.url.rpartition("/")[2]: article for article in room.read()}
    assert (found["soon"].published, found["when"].published) == (NOW, None)
    assert sorted(room.problems) == ["future_time", "undated"]


def test_an_aggregator_s_items_keep_their_outlet(room: Room) -> None:
    room.kind = "aggregator"
    room.server.routes["/articles/CBMi0"] = redirects(302, room.second.url + "/ferry")
    room.page("/ferry", host=room.second)
    source = '<source url="https://lowmere.example">The Lowmere Post</source>'
    described = (
        '<description>&lt;a href="/articles/CBMi0"&gt;Harbour ferry stops&lt;/a&gt;&amp;nbsp;'
        "&lt;font&gt;The Lowmere Post&lt;/font&gt;</description>"
    )
    room.feed(item("x", "/articles/CBMi0", source + described, "Harbour ferry stops - The Lowmere Post"))
    (article,) = room.read()
    assert (article.outlet, article.title) == ("The Lowmere Post", "Ferry stops")
    assert article.url == room.second.url + "/ferry"
    with Store(room.path) as store:
        (entry,) = (store.feeds.entry((room.server.url + "/rss", "x")),)
    assert (entry.outlet, entry.title, entry.text) == ("The Lowmere Post", "Harbour ferry stops", "")
