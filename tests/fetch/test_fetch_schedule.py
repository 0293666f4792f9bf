"""When a feed is asked again: laws of the schedule, and what feeds say of their own rhythm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config import LONGEST_WAIT, FetchSettings
from aggregator.fetch import after_failure, interval_of, next_poll
from aggregator.fetch.headers import fresh_for
from aggregator.fetch.rhythm import rhythm_of
from aggregator.fetch.schedule import FIRST_WAIT, SLACK
from aggregator.models import ANY_TIME, Entry, Rhythm

from .conftest import NOW

SETTINGS = FetchSettings()
LEAST, MOST = SETTINGS.poll_min_minutes * 60, SETTINGS.poll_max_minutes * 60
HEAD = b'<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>'

times = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
rhythms = st.builds(
    Rhythm,
    ttl=st.integers(0, 10**7),
    period=st.integers(0, 10**8),
    skip_hours=st.sets(st.integers(0, 23), max_size=23).map(sorted).map(tuple),
    skip_days=st.sets(st.integers(0, 6), max_size=6).map(sorted).map(tuple),
)


def items(*hours: float) -> list[Entry]:
    return [
        Entry(feed="f", id=str(n), url="", title="t", published=NOW - timedelta(hours=hour))
        for n, hour in enumerate(hours)
    ]


@given(feed=st.text(), failures=st.integers(1, 10**6))
def test_failures_back_off_to_a_day_and_the_lot_is_always_the_same(feed: str, failures: int) -> None:
    poll = after_failure(feed, failures, None, NOW)
    longest = min(FIRST_WAIT * 2 ** min(failures - 1, 30), LONGEST_WAIT)
    assert poll.at is not None
    assert longest / 2 <= poll.at - NOW <= longest
    assert after_failure(feed, failures, None, NOW) == poll


def test_feeds_of_one_dead_host_do_not_come_back_together() -> None:
    polls = {after_failure(f"https://h.example/{n}", 4, None, NOW).at for n in range(20)}
    assert len(polls) == 20


def test_what_a_failing_server_asks_for_is_kept() -> None:
    late = NOW + timedelta(hours=20)
    assert after_failure("f", 1, late, NOW).at == late
    assert after_failure("f", 1, late, NOW).why == "retry_after"
    assert after_failure("f", 30, NOW + timedelta(seconds=1), NOW).why == "backoff"


@given(before=st.floats(0, 10**6), news=st.booleans(), hours=st.lists(st.floats(0, 10**4)))
def test_an_interval_stays_within_its_bounds(before: float, hours: list[float], news: bool) -> None:  # noqa: FBT001
    assert LEAST <= interval_of(before, items(*hours), SETTINGS, news=news) <= MOST


def test_an_interval_follows_how_often_a_feed_changes() -> None:
    assert interval_of(0, items(0, 2, 4, 6), SETTINGS, news=True) == 3600
    assert interval_of(3600, (), SETTINGS, news=True) == 1800
    assert interval_of(3600, (), SETTINGS, news=False) == 5400
    assert interval_of(0, items(1), SETTINGS, news=True) == LEAST
    quiet = 0.0
    for _ in range(20):
        quiet = interval_of(quiet, items(1), SETTINGS, news=False)
    assert quiet == MOST


def test_every_run_asks_every_feed_if_that_is_set() -> None:
    every = SETTINGS.model_copy(update={"poll_max_minutes": 0})
    assert interval_of(0, items(0, 100), every, news=True) == 0
    assert next_poll(0, ANY_TIME, 0, NOW).at is None


@given(interval=st.floats(0, 10**6), rhythm=rhythms, max_age=st.integers(0, 10**9), now=times)
def test_nobody_is_asked_sooner_than_it_wants_or_in_its_rest(
    interval: float, rhythm: Rhythm, max_age: int, now: datetime
) -> None:
    poll = next_poll(interval, rhythm, max_age, now)
    at = poll.at or now
    for wait in (max_age, rhythm.ttl, rhythm.period):
        assert at >= now + min(timedelta(seconds=wait), LONGEST_WAIT)
    assert at >= now + timedelta(seconds=interval) - SLACK
    assert not rhythm.rests(at)
    assert poll == next_poll(interval, rhythm, max_age, now)


@pytest.mark.parametrize(
    ("interval", "rhythm", "max_age", "minutes", "why"),
    [
        (1800, ANY_TIME, 0, 29, "interval"),
        (1800, ANY_TIME, 3600, 60, "max_age"),
        (1800, Rhythm(ttl=7200), 3600, 120, "ttl"),
        (1800, Rhythm(ttl=60, period=5400), 0, 90, "period"),
        (1800, Rhythm(period=10**8), 0, 24 * 60, "period"),
        (3600, Rhythm(skip_hours=(18, 19, 20)), 0, 3 * 60, "skip_hours"),
        (3600, Rhythm(skip_days=(NOW.weekday(),)), 0, 6 * 60, "skip_hours"),
    ],
)
def test_the_latest_of_all_times_counts_and_is_named(
    interval: float, rhythm: Rhythm, max_age: int, minutes: int, why: str
) -> None:
    poll = next_poll(interval, rhythm, max_age, NOW)
    assert (poll.at, poll.why) == (NOW + timedelta(minutes=minutes), why)


def test_what_a_feed_says_of_its_rhythm() -> None:
    body = HEAD + (
        b"<ttl> 90 </ttl><sy:updatePeriod>\n\tdaily\t</sy:updatePeriod>"
        b"<sy:updateFrequency>4</sy:updateFrequency>"
        b"<skipHours><hour>0</hour><hour>24</hour><hour>13</hour><hour>99</hour></skipHours>"
        b"<skipDays><day>Sunday</day><day>Someday</day></skipDays>"
        b"<item><ttl>5</ttl></item></channel></rss>"
    )
    assert rhythm_of(body) == Rhythm(ttl=5400, period=21_600, skip_hours=(0, 13), skip_days=(6,))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<ttl>soon</ttl>",
        b"<ttl>-5</ttl>",
        b"<sy:updatePeriod>always</sy:updatePeriod>",
        b"<skipHours>" + b"".join(b"<hour>%d</hour>" % hour for hour in range(24)) + b"</skipHours>",
        b"<item><title>A</title></item><ttl>60</ttl>",
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b"\xff\xfe<\x00t\x00t\x00l\x00>\x00",
    ],
)
def test_a_feed_that_says_nothing_of_use(head: bytes) -> None:
    assert rhythm_of(HEAD + head) == ANY_TIME


def test_a_frequency_of_nothing_is_one() -> None:
    head = b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>"
    assert rhythm_of(HEAD + head) == replace(ANY_TIME, period=3600)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, MAX-AGE="600" , must-revalidate'}, 600),
        ({"cache-control": "s-maxage=900"}, 0),
        ({"cache-control": "no-cache"}, 0),
        ({"cache-control": "max-age=-1"}, 0),
        ({"cache-control": "max-age=600", "age": "200"}, 400),
        ({"cache-control": "max-age=600", "age": "700"}, 0),
        ({"cache-control": "max-age=600", "age": "old"}, 600),
    ],
)
def test_for_how_long_an_answer_is_current(headers: dict[str, str], seconds: int) -> None:
    assert fresh_for(httpx2.Headers(headers)) == seconds
