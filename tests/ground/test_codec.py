"""Every record of the walk comes back from JSON as it went in."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from aggregator.codec import dumps, loads, schema
from aggregator.evidence import evidence_at, holds
from aggregator.models import Annotation, Article, Brief, Claim, Edition, Entry, Feed, Verdict

# JSON cannot carry lone surrogates; extract and fetch never let one in.
TEXT = st.text(st.characters(codec="utf-8"))
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ARTICLES = st.builds(
    Article, id=TEXT, text=TEXT, title=TEXT, outlet=TEXT, published=st.none() | TIMES, credits=st.tuples(TEXT)
)


@given(ARTICLES)
def test_an_article_round_trips(article: Article) -> None:
    assert loads(Article, dumps(article)) == article


@given(st.builds(Feed, url=TEXT, name=TEXT, outlet=TEXT, family=TEXT))
def test_a_feed_round_trips(feed: Feed) -> None:
    assert loads(Feed, dumps(feed)) == feed


@given(ARTICLES, st.integers(0, 50), st.integers(0, 50))
def test_evidence_holds_until_the_text_changes(article: Article, a: int, b: int) -> None:
    start, end = sorted((min(a, len(article.text)), min(b, len(article.text))))
    evidence = evidence_at(article, start, end)
    assert holds(evidence, article)
    if start < end:
        changed = article.text[:start] + chr(ord(article.text[start]) ^ 1) + article.text[start + 1 :]
        assert not holds(evidence, Article(id=article.id, text=changed))


def test_every_record_has_a_schema() -> None:
    for kind in (Annotation, Article, Brief, Claim, Edition, Entry, Verdict):
        assert schema(kind)["properties"]
