"""What a well-behaved poller does, over a real server on loopback: docs/fetching.md lists it as a table."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.config import Settings
from aggregator.pipeline import feeds
from aggregator.pipeline.context import Walk
from aggregator.pipeline.polling import BACK_AFTER, HELD_POLLS
from aggregator.runner import Serial
from aggregator.store import FeedState, Store
from tests.fetch.conftest import RSS, Server, in_turn, redirects, sends, sends_feed, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aggregator.models import Problem
    from aggregator.pipeline.report import FeedReport

NOW = datetime(2026, 9, 15, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Poller:
    """Asks one feed of one server again and again; the time is given each time."""

    server: Server
    path: Path
    changes: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def url(self) -> str:
        return self.server.url + "/rss"

    def poll(self, at: datetime) -> FeedReport:
        """Ask if the feed is due; return the report on it."""
        with Store(self.path) as store:
            walk = Walk(
                settings=self._settings(),
                now=at,
                output=self.path.parent,
                store=store,
                runner=Serial(),
                progress=lambda *_: None,
            )
            reports = feeds.ask(walk)
            self.problems = feeds.problems(walk, reports)
        return reports[0]

    def state(self) -> FeedState:
        with Store(self.path) as store:
            return store.feeds.states()[self.url]

    def every(self, hours: float, times: int, start: datetime = NOW) -> list[str]:
        """Poll so often; return the paths that were asked for."""
        before = len(self.server.asked)
        for turn in range(times):
            self.poll(start + turn * timedelta(hours=hours))
        return self.server.asked[before:]

    def reasons(self) -> list[tuple[str, bool]]:
        return [(problem.reason, problem.fatal) for problem in self.problems]

    def _settings(self) -> Settings:
        feed = {"name": "Lowmere Post", "url": self.url, "family": "lowmere", "category": "world"}
        fetch = {"allow_private_addresses": True, "per_host_gap": 0, "retries": 0, "read_timeout": 2}
        return Settings.model_validate(
            {
                "version": 1,
                "fetch": fetch | self.changes,
                "families": {"lowmere": {"name": "Lowmere Post"}},
                "feeds": [feed],
            }
        )


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def poller(server: Server, tmp_path: Path) -> Poller:
    return Poller(server, tmp_path / "store.sqlite")


def changes_made(path: Path, poll: Any) -> dict[str, int]:
    """Return how many rows of each table are written while `poll` runs, counted by triggers."""
    with closing(sqlite3.connect(path)) as connection, connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        connection.execute("CREATE TABLE written (name TEXT)")
        for table in tables:
            for event in ("INSERT", "UPDATE", "DELETE"):
                connection.execute(
                    f"CREATE TRIGGER t_{table}_{event} AFTER {event} ON {table}"
                    f" BEGIN INSERT INTO written VALUES ('{table}'); END"
                )
    poll()
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT name, count(*) FROM written GROUP BY name").fetchall())


def test_an_unchanged_feed_costs_the_record_of_its_poll_and_nothing_else(
    poller: Poller, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag, modified = 'W/"an  odd one"', "tuesday, more or less"
    server.routes["/rss"] = in_turn(sends_feed(etag=etag, last_modified=modified), sends(304))
    assert poller.poll(NOW).new == 1

    def never(*_: object, **__: object) -> None:
        pytest.fail("a 304 was parsed")

    monkeypatch.setattr("aggregator.fetch.results.parse_feed", never)
    assert changes_made(poller.path, lambda: poller.poll(NOW + HOUR)) == {"feeds": 1}
    sent = server.headers["/rss"][1]
    assert (sent["if-none-match"], sent["if-modified-since"]) == (etag, modified)
    assert poller.state().last_success == NOW + HOUR


def test_the_same_list_in_other_bytes_writes_no_entry(poller: Poller, server: Server) -> None:
    server.routes["/rss"] = in_turn(sends_feed(), sends_feed(RSS.replace(b"<item>", b"<ttl>7</ttl><item>")))
    poller.poll(NOW)
    assert changes_made(poller.path, lambda: poller.poll(NOW + HOUR)) == {"feeds": 1}
    assert poller.state().rhythm.ttl == 420


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_move_is_followed_once_it_has_held(poller: Poller, server: Server, status: int) -> None:
    server.routes |= {"/rss": redirects(status, "/new"), "/new": sends_feed()}
    assert poller.every(24, HELD_POLLS) == ["/rss", "/new"] * HELD_POLLS
    later = NOW + timedelta(days=HELD_POLLS)
    assert poller.every(24, 2, later) == ["/new", "/new"]
    assert poller.state().address == server.url + "/new"
    assert ("moved", False) in poller.reasons(), "the settings still have the old address"
    assert poller.poll(later + timedelta(days=3)).new == 0, "its items are those of the feed as before"


def test_a_move_that_is_taken_back_starts_anew(poller: Poller, server: Server) -> None:
    away, here = redirects(301, "/new"), sends_feed()
    server.routes |= {"/rss": in_turn(away, away, here, away, away, here), "/new": sends_feed()}
    poller.every(24, 7)
    assert poller.state().address == ""
    assert poller.reasons() == []


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_never_moves_a_feed(poller: Poller, server: Server, status: int) -> None:
    server.routes |= {"/rss": redirects(status, "/new"), "/new": sends_feed()}
    assert poller.every(24, HELD_POLLS + 3) == ["/rss", "/new"] * (HELD_POLLS + 3)
    assert (poller.state().address, poller.state().moved_to) == ("", "")


@pytest.mark.parametrize(("status", "failures"), [(404, 1), (410, 1), (500, BACK_AFTER)])
def test_a_new_address_that_does_not_hold_is_left_for_the_old_one(
    poller: Poller, server: Server, status: int, failures: int
) -> None:
    good = [sends_feed()] * (HELD_POLLS + 1)
    server.routes |= {"/rss": redirects(301, "/new"), "/new": in_turn(*good, sends(status))}
    poller.every(24, HELD_POLLS + 1)
    server.routes["/rss"] = sends_feed()
    assert poller.every(48, failures + 1, NOW + timedelta(days=9)) == ["/new"] * failures + ["/rss"]
    assert poller.state().address == ""


def test_a_feed_that_is_gone_is_retired_named_and_never_asked_again(poller: Poller, server: Server) -> None:
    server.routes["/rss"] = in_turn(sends_feed(), sends(410), sends_feed())
    poller.poll(NOW)
    assert poller.poll(NOW + HOUR).status == "gone"
    assert poller.reasons() == [("gone", True)]
    report = poller.poll(NOW + timedelta(days=400))
    assert (report.status, [problem.reason for problem in report.problems]) == ("gone", ["gone"])
    assert poller.reasons() == [("gone", False)], "a failure once, then only told"
    assert len(server.asked) == 2
    with Store(poller.path) as store:
        assert store.feeds.ask_again(poller.url)
    assert poller.poll(NOW + timedelta(days=401)).status == "ok"
    assert poller.state().gone_since is None


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("given", "hours"), [("7200", 2), ("Tue, 15 Sep 2026 21:00:00 GMT", 3), ("9999999", 24)]
)
def test_a_server_that_sends_us_away_is_left_alone_for_so_long(
    poller: Poller, server: Server, status: int, given: str, hours: int
) -> None:
    def away(handler: Any) -> None:
        handler.send_response_only(status)
        for name, value in {
            "Date": "Tue, 15 Sep 2026 18:00:00 GMT",
            "Retry-After": given,
            "Content-Length": "0",
        }.items():
            handler.send_header(name, value)
        handler.end_headers()

    server.routes["/rss"] = in_turn(away, sends_feed())
    poller.poll(NOW)
    assert poller.state().waits_for == "retry_after"
    assert poller.poll(NOW + hours * HOUR - timedelta(seconds=1)).status == "waiting"
    assert poller.poll(NOW + hours * HOUR).status == "ok"
    assert len(server.asked) == 2


def test_repeated_failure_is_asked_ever_more_rarely(poller: Poller, server: Server) -> None:
    server.routes["/rss"] = sends(500)
    asked: list[datetime] = []
    at = NOW
    while len(asked) < 10:
        before = len(server.asked)
        poller.poll(at)
        asked += [at] * (len(server.asked) - before)
        at += timedelta(minutes=5)
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert all(later >= earlier for earlier, later in pairwise(waits[:7]))
    assert waits[0] <= timedelta(minutes=20)
    assert timedelta(hours=12) <= waits[-1] <= timedelta(hours=24, minutes=5)
    server.routes["/rss"] = sends_feed()
    poller.poll(at + timedelta(days=1))
    assert (poller.state().failures, poller.state().waits_for) == (0, "interval")


@pytest.mark.parametrize(
    ("head", "headers", "minutes", "why"),
    [
        ("", {}, 9, "interval"),
        ("", {"cache_control": "public, max-age=3600"}, 60, "max_age"),
        ("<ttl>45</ttl>", {}, 45, "ttl"),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", {}, 24 * 60, "period"),
        ("<skipHours><hour>18</hour><hour>19</hour></skipHours>", {}, 120, "skip_hours"),
        ("<skipDays><day>Tuesday</day></skipDays>", {}, 6 * 60, "skip_hours"),
    ],
)
def test_a_feed_is_not_asked_sooner_than_it_wants(
    poller: Poller, server: Server, head: str, headers: dict[str, str], minutes: int, why: str
) -> None:
    body = RSS.replace(b"<item>", head.encode() + b"<item>").replace(b"<rss ", b'<rss xmlns:sy="s" ')
    server.routes["/rss"] = sends_feed(body, **headers)
    poller.poll(NOW)
    assert poller.state().waits_for == why
    assert poller.poll(NOW + timedelta(minutes=minutes, seconds=-1)).status == "waiting"
    assert poller.poll(NOW + timedelta(minutes=minutes)).status == "ok"
    assert len(server.asked) == 2


def test_what_a_body_asked_for_holds_while_the_feed_is_unchanged(poller: Poller, server: Server) -> None:
    body = RSS.replace(b"<item>", b"<ttl>300</ttl><item>")
    server.routes["/rss"] = in_turn(sends_feed(body, etag='"1"'), sends(304))
    poller.poll(NOW)
    assert poller.poll(NOW + 5 * HOUR).http_status == 304
    assert poller.poll(NOW + 9 * HOUR).status == "waiting"
    assert poller.poll(NOW + 10 * HOUR).http_status == 304


def test_a_quiet_feed_is_asked_more_rarely_and_a_lively_one_more_often(
    poller: Poller, server: Server
) -> None:
    server.routes["/rss"] = sends_feed()
    quiet = poller.every(0.25, 96)
    lively = [
        sends_feed(RSS.replace(b"a1", b"a%d" % n).replace(b"/ferry", b"/ferry%d" % n)) for n in range(200)
    ]
    server.routes["/rss"] = in_turn(*lively)
    busy = poller.every(0.25, 96, NOW + timedelta(days=3))
    assert len(quiet) < 12
    assert len(busy) > 4 * len(quiet)


def test_every_run_asks_if_that_is_set(poller: Poller, server: Server) -> None:
    poller.changes = {"poll_max_minutes": 0}
    server.routes["/rss"] = sends_feed()
    assert len(poller.every(0, 3)) == 3


def test_servers_are_told_who_asks_and_how_to_reach_them(poller: Poller, server: Server) -> None:
    poller.changes = {"user_agent": "lowmerebrief/2.0", "contact": "mailto:desk@brief.example"}
    server.routes["/rss"] = sends_feed()
    poller.poll(NOW)
    (sent,) = server.headers["/rss"]
    assert sent["user-agent"] == "lowmerebrief/2.0 (+mailto:desk@brief.example)"
    assert {coding.strip() for coding in sent["accept-encoding"].split(",")} >= {"gzip", "br", "zstd"}


@pytest.mark.parametrize("contact", ["desk@brief.example\r\nx-evil: 1", "bücher@brief.example", " x"])
def test_a_contact_that_cannot_stand_in_a_header_is_a_mistake_in_the_settings(
    poller: Poller, contact: str
) -> None:
    poller.changes = {"contact": contact}
    with pytest.raises(ValueError, match="contact"):
        poller.poll(NOW)
