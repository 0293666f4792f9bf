from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.fetch.items import MAX_ID
from aggregator.fetch.plain import MAX_TEXT

from .conftest import NOW
from .documents import one, parse, reasons, rss


def test_the_same_article_twice() -> None:
    link = "<link>https://post.lowmere.example/f</link>"
    entries, problems = parse(
        rss(
            f"<guid>1</guid><title>Ferry</title>{link}",
            f"<guid>2</guid><title>Ferry, updated</title>{link[:-7]}?utm_source=rss</link>",
            "<guid>1</guid><title>Ferry</title><link>https://post.lowmere.example/other</link>",
            "<guid>1</guid><title>Without address</title>",
        )
    )
    assert [entry.title for entry in entries] == ["Ferry"]
    assert reasons(problems) == {"listed_twice": False}
    assert "3" in problems[0].detail
    assert "Ferry, updated" in problems[0].detail


def test_one_id_for_all_items_does_not_make_them_one() -> None:
    entries, problems = parse(
        rss(*(f"<guid>0</guid><title>T{n}</title><link>https://x.example/{n}</link>" for n in range(3)))
    )
    assert [entry.title for entry in entries] == ["T0", "T1", "T2"]
    assert len({entry.id for entry in entries}) == 3
    assert problems == ()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "file:///etc/passwd",
        "http://",
        "https://",
        "http://[x",
    ],
)
def test_a_link_that_is_no_web_address(link: str) -> None:
    (entry,), problems = parse(
        rss(f"<title>Ferry</title><link>{link}</link><description>Boats.</description>")
    )
    assert (entry.url, entry.text) == ("", "Boats.")
    assert reasons(problems) == {"bad_link": False}


def test_a_link_with_white_space_in_it() -> None:
    assert one(rss("<title>F</title><link>\n https://x.example/\n f </link>")).url == "https://x.example/f"


def test_an_item_with_nothing_in_it() -> None:
    entries, problems = parse(rss("<pubDate>Tue, 15 Sep 2026 09:30:00 GMT</pubDate>", "<title>Ferry</title>"))
    assert [entry.title for entry in entries] == ["Ferry"]
    assert reasons(problems) == {"empty_item": False}


@pytest.mark.parametrize(
    ("ahead", "kept"), [(timedelta(0), True), (timedelta(hours=23), True), (timedelta(hours=25), False)]
)
def test_a_date_in_the_future(ahead: timedelta, kept: bool) -> None:  # noqa: FBT001
    when = NOW + ahead
    (entry,), problems = parse(rss(f"<title>F</title><pubDate>{when:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"))
    assert entry.published == (when if kept else None)
    assert reasons(problems) == ({} if kept else {"future_date": False})


@pytest.mark.parametrize(
    "date", ["last Tuesday", "0", "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 99 Sep 2026 09:30:00 GMT"]
)
def test_a_date_that_cannot_be_right(date: str) -> None:
    (entry,), problems = parse(rss(f"<title>F</title><pubDate>{date}</pubDate>"))
    assert entry.published is None
    assert reasons(problems) == {"bad_date": False}


def test_more_items_than_wanted() -> None:
    entries, problems = parse(rss(*(f"<title>T{n}</title><guid>{n}</guid>" for n in range(5))), max_items=3)
    assert [entry.title for entry in entries] == ["T0", "T1", "T2"]
    assert reasons(problems) == {"over_max_items": False}
    assert "2" in problems[0].detail


def test_a_text_without_end() -> None:
    (entry,), problems = parse(rss(f"<title>F</title><description>{'word ' * 70_000}</description>"))
    assert MAX_TEXT - 10 < len(entry.text) <= MAX_TEXT
    assert reasons(problems) == {"cut": False}


def test_an_id_without_end() -> None:
    entry = one(rss(f"<title>F</title><guid isPermaLink='false'>{'x' * 5_000}</guid>"))
    assert len(entry.id) <= MAX_ID


def test_items_without_id_get_one_from_what_they_say() -> None:
    body = rss("<title>A</title>", "<title>B</title>")
    first, second = parse(body)[0]
    assert first.id != second.id
    assert parse(body)[0] == (first, second)
