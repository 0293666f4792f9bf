"""An item of a feed: its page first, the feed's own words where the page gives none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from aggregator.config import ExtractSettings
from aggregator.extract import article_from_entry
from aggregator.models import Article, Completeness, Entry, Feed, Problem

SETTINGS = ExtractSettings()
FETCHED = datetime(2026, 5, 20, 12, tzinfo=UTC)
URL = "https://examiner.example/news/bridge"
FEED = Feed(
    url="https://examiner.example/rss",
    name="Ellery Examiner – News",
    outlet="Ellery Examiner",
    family="examiner",
    owner="Examiner Newspapers",
    category="local",
)
SUMMARY = "The council has closed the Marden Bridge to heavy lorries until its bearings have been replaced."
PARAGRAPHS = [
    """The council of Port Ellery voted on Tuesday night to close the Marden Bridge to heavy lorries until its
    bearings have been replaced, a job that engineers expect to take nine months.""",
    "Hauliers said the closure would add 40 minutes to every trip between the docks and the ring road.",
    """The repair is budgeted at 11.4 million crowns, of which the state has promised to pay two thirds. It
    was not immediately clear who would pay if the price rises, and the mayor declined to say.""",
    "An inspection in March found cracks in six of the 22 bearings that carry the deck, the office said.",
]
PARAGRAPHS = [" ".join(text.split()) for text in PARAGRAPHS]


def record(**fields: object) -> str:
    """The page's record of itself, as a script for its head."""
    named = {"@type": "NewsArticle", "headline": "Bridge closed to lorries"} | fields
    return f'<script type="application/ld+json">{json.dumps(named)}</script>'


def entry(**changes: object) -> Entry:
    fields: dict[str, object] = {
        "feed": FEED.url,
        "id": "tag:1",
        "url": f"{URL}?utm_source=rss",
        "title": "Lorries barred from Marden Bridge",
        "text": SUMMARY,
        "published": datetime(2026, 5, 19, 22, 10, tzinfo=UTC),
        "authors": ("Ines Calloway",),
        "language": "en",
    }
    return Entry(**(fields | changes))  # type: ignore[arg-type]


def page(paragraphs: list[str], head: str = "", extra: str = "") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    article = f"<article><h1>Bridge closed to lorries</h1>{body}</article>"
    return f"<html><head>{head}</head><body>{article}{extra}</body></html>".encode()


def read(item: Entry, body: bytes | None, url: str = URL) -> Article | Problem:
    return article_from_entry(
        item, FEED, body=body, url=url, content_type="text/html", fetched=FETCHED, settings=SETTINGS
    )


def article(item: Entry, body: bytes | None, url: str = URL) -> Article:
    found = read(item, body, url)
    assert isinstance(found, Article)
    return found


def test_the_page_comes_first_and_the_feed_names_the_outlet() -> None:
    found = article(entry(), page(PARAGRAPHS))
    assert found.text.split("\n\n") == PARAGRAPHS
    assert found.completeness is Completeness.FULL
    assert found.title == "Bridge closed to lorries"
    assert (found.outlet, found.family, found.owner, found.category, found.feed) == (
        "Ellery Examiner",
        "examiner",
        "Examiner Newspapers",
        "local",
        FEED.url,
    )
    assert found.authors == ("Ines Calloway",)
    assert found.published == datetime(2026, 5, 19, 22, 10, tzinfo=UTC)
    assert found.fetched == FETCHED
    assert found.url == URL


def test_the_feeds_time_is_taken_where_the_page_knows_only_the_day() -> None:
    head = '<meta name="date" content="2026-05-19">'
    assert article(entry(), page(PARAGRAPHS, head)).published == datetime(2026, 5, 19, 22, 10, tzinfo=UTC)


def test_the_pages_time_is_taken_where_the_feed_says_another() -> None:
    head = '<meta property="article:published_time" content="2026-05-18T09:00:00Z">'
    assert article(entry(), page(PARAGRAPHS, head)).published == datetime(2026, 5, 18, 9, tzinfo=UTC)


@pytest.mark.parametrize("body", [None, b"", b"<html><body></body></html>", b"\x89PNG"])
def test_without_a_page_the_feed_stands_alone_and_says_so(body: bytes | None) -> None:
    found = article(entry(), body)
    assert (found.text, found.title) == (SUMMARY, "Lorries barred from Marden Bridge")
    assert found.completeness is Completeness.FEED_ONLY
    assert found.url == URL
    assert found.family == "examiner"


def test_a_consent_page_is_no_article() -> None:
    wall = b"""<html><title>Before you continue</title><body><h1>We value your privacy</h1>
        <p>We and our 90 partners store cookies on your device to measure what you read.</p>"""
    assert article(entry(), wall).completeness is Completeness.FEED_ONLY


def test_being_sent_to_the_front_page_is_not_reading_the_article() -> None:
    found = article(entry(), page(PARAGRAPHS), url="https://examiner.example/")
    assert (found.text, found.completeness) == (SUMMARY, Completeness.FEED_ONLY)


def test_a_paywalled_page_is_a_part() -> None:
    head = record(isAccessibleForFree=False)
    found = article(entry(), page(PARAGRAPHS, head))
    assert found.completeness is Completeness.PARTIAL


@pytest.mark.parametrize(
    "words",
    ["Subscribe to continue reading", "Already a subscriber? Log in", "You’ve read all 3 free articles"],
)
def test_words_of_a_paywall_make_a_part(words: str) -> None:
    found = article(entry(), page(PARAGRAPHS, extra=f"<div><h3>{words}</h3></div>"))
    assert found.completeness is Completeness.PARTIAL


def test_a_page_that_says_it_is_free_is_whole_whatever_its_banners_say() -> None:
    head = record(isAccessibleForFree=True)
    found = article(entry(), page(PARAGRAPHS, head, "<div>Already a subscriber? Log in</div>"))
    assert found.completeness is Completeness.FULL


def test_the_pages_own_count_of_words_decides() -> None:
    head = record(wordCount=640)
    assert article(entry(), page(PARAGRAPHS, head)).completeness is Completeness.PARTIAL


def test_a_text_that_breaks_off_is_a_part() -> None:
    found = article(
        entry(), page([*PARAGRAPHS, "The mayor said that the council would meet again on Friday and …"])
    )
    assert found.completeness is Completeness.PARTIAL


def test_a_feed_that_carries_more_than_the_page_gives_the_text() -> None:
    whole = "\n".join(PARAGRAPHS)
    found = article(entry(text=whole), page(PARAGRAPHS[:1]))
    assert found.text.split("\n\n") == PARAGRAPHS
    assert found.completeness is Completeness.FULL


def test_a_short_page_is_whole_where_its_feed_says_no_more() -> None:
    short = PARAGRAPHS[:2]
    assert article(entry(), page(short)).completeness is Completeness.FULL
    assert article(entry(text=" ".join(PARAGRAPHS)[:330]), page(short)).completeness is Completeness.PARTIAL


def test_other_languages_are_named() -> None:
    german = "Der Stadtrat hat am Dienstag beschlossen, die Brücke am Hafen für Lastwagen zu sperren. "
    found = read(entry(title="Brücke gesperrt", text=german, language="de"), page([german * 3]))
    assert isinstance(found, Problem)
    assert (found.reason, found.subject, found.fatal) == ("not_english", "Brücke gesperrt", False)
    assert "de" in found.detail


def test_nothing_to_read_is_a_problem() -> None:
    found = read(entry(text=""), None)
    assert isinstance(found, Problem)
    assert (found.reason, found.url) == ("no_text", f"{URL}?utm_source=rss")


def test_the_same_address_is_the_same_article() -> None:
    assert article(entry(), page(PARAGRAPHS)).id == article(entry(url=URL), None).id


@pytest.mark.parametrize(
    ("item", "feed"),
    [
        ({"outlet": "Examiner - Editorial"}, {}),
        ({}, {"outlet": "Examiner Op-Ed"}),
        ({}, {"name": "Ellery Examiner – Opinion"}),
    ],
)
@pytest.mark.parametrize("body", [None, page(PARAGRAPHS)], ids=["feed", "page"])
def test_what_an_opinion_desk_publishes_is_opinion(
    item: dict[str, str], feed: dict[str, str], body: bytes | None
) -> None:
    desk = replace(FEED, **feed)
    found = article_from_entry(
        entry(**item), desk, body=body, url=URL, content_type="text/html", fetched=FETCHED, settings=SETTINGS
    )
    assert isinstance(found, Article)
    assert found.opinion
    assert not article(entry(), body).opinion
