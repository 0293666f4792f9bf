"""When an article was published, where feed, page, address and words disagree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract.dates import AHEAD
from aggregator.extract.judging import CHANGES, judged
from aggregator.models import StatedTime

from .test_extract_entry import FETCHED, PARAGRAPHS, URL, article, entry, page, record

READ = datetime(2031, 5, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2031, 5, 10, tzinfo=UTC)

SOURCES = ["record", "meta", "created", "markup", "feed", "address", "words", "feed_updated", "modified"]
stated = st.builds(
    StatedTime,
    source=st.sampled_from(SOURCES),
    time=st.integers(-500, 100).map(lambda hours: READ + hours * HOUR),
)


def said(**times: datetime) -> list[StatedTime]:
    return [StatedTime(source=source, time=time) for source, time in times.items()]


@given(st.lists(stated))
def test_one_time_is_taken_none_is_lost_and_none_lies_ahead(times: list[StatedTime]) -> None:
    published, marked = judged(times, READ)
    taken = [one for one in marked if not one.lost]
    assert {(one.source, one.time) for one in times} <= {(one.source, one.time) for one in marked}
    assert {one.time for one in taken} == ({published} if published else set())
    assert published is None or published <= READ
    assert not any(one.source in CHANGES for one in taken)
    assert judged(marked, READ) == (published, marked), "judged again it is the same"
    possible = [one for one in times if one.source not in CHANGES and one.time <= READ + AHEAD]
    assert (published is None) == (not possible)


@pytest.mark.parametrize(
    ("times", "published", "lost"),
    [
        (said(record=READ - HOUR, feed=READ - 2 * HOUR), READ - HOUR, {"feed": "page_first"}),
        (said(record=READ - 9 * DAY, feed=READ - HOUR), READ - 9 * DAY, {"feed": "page_first"}),
        (said(record=READ - HOUR, feed=READ - 9 * DAY), READ - 9 * DAY, {"record": "later"}),
        (said(markup=MIDNIGHT, feed=MIDNIGHT + 7 * HOUR), MIDNIGHT + 7 * HOUR, {"markup": "day_only"}),
        (said(feed=READ - HOUR, address=MIDNIGHT - 8 * DAY), MIDNIGHT - 8 * DAY, {"feed": "later"}),
        (said(feed=READ - HOUR, address=MIDNIGHT), READ - HOUR, {"address": "less_sure"}),
        (said(record=READ + 9 * DAY, feed=READ - HOUR), READ - HOUR, {"record": "future"}),
        (said(meta=READ - HOUR, record=READ - 2 * HOUR), READ - 2 * HOUR, {"meta": "less_sure"}),
        (said(address=MIDNIGHT - DAY, words=MIDNIGHT), MIDNIGHT - DAY, {"words": "less_sure"}),
        (said(words=MIDNIGHT), MIDNIGHT, {}),
        (said(feed=READ + HOUR), READ, {"feed": "future"}),
        (said(feed=READ + 9 * DAY), None, {"feed": "future"}),
        (
            said(modified=READ - HOUR, feed_updated=READ),
            None,
            {"modified": "changed", "feed_updated": "changed"},
        ),
        (said(feed=READ - DAY, modified=READ - HOUR), READ - DAY, {"modified": "changed"}),
        ([], None, {}),
    ],
)
def test_who_is_believed(times: list[StatedTime], published: datetime | None, lost: dict[str, str]) -> None:
    found, marked = judged(times, READ)
    assert found == published
    assert {one.source: one.lost for one in marked if one.lost} == lost


def test_an_article_keeps_the_times_that_lost() -> None:
    head = record(datePublished="2026-05-20T08:00:00Z", dateModified="2026-05-20T11:30:00Z")
    found = article(entry(updated=datetime(2026, 5, 20, 11, tzinfo=UTC)), page(PARAGRAPHS, head))
    assert found.published == datetime(2026, 5, 20, 8, tzinfo=UTC)
    assert {one.source: one.lost for one in found.times} == {
        "record": "",
        "modified": "changed",
        "feed": "page_first",
        "feed_updated": "changed",
    }


def test_a_page_that_gives_the_time_of_its_last_change_loses_against_its_feed() -> None:
    head = record(datePublished="2026-05-20T08:00:00Z")
    early = datetime(2026, 5, 11, 9, tzinfo=UTC)
    assert article(entry(published=early), page(PARAGRAPHS, head)).published == early


def test_a_time_ahead_of_the_reading_counts_as_the_reading() -> None:
    ahead = entry(published=FETCHED + 3 * HOUR)
    found = article(ahead, page(PARAGRAPHS))
    assert found.published == FETCHED
    assert [one.source for one in found.times] == ["reading", "feed"]


@pytest.mark.parametrize(
    ("head", "original"),
    [
        ('<link rel="canonical" href="https://post.example/bridge">', "https://post.example/bridge"),
        (
            '<meta name="syndication-source" content="https://post.example/bridge">',
            "https://post.example/bridge",
        ),
        ('<link rel="canonical" href="https://www.examiner.example/news/bridge?utm_source=x">', ""),
        ('<link rel="canonical" href="https://post.example/">', ""),
        ('<link rel="canonical" href="javascript:alert(1)">', ""),
        ("", ""),
    ],
)
def test_a_page_may_name_its_original_on_another_site_but_keeps_its_own_address(
    head: str, original: str
) -> None:
    found = article(entry(), page(PARAGRAPHS, head))
    assert found.original == original
    assert found.url.endswith(URL.partition("://")[2])
