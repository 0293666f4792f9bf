from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.identity import content_hash, outlet_slug, slug, text_hash
from aggregator.models import Article, Completeness

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
ARTICLE = Article(id="a", title="Ferry halted", text="The ferry was halted.", outlet="Post", published=NOON)


def test_content_hash_is_pinned() -> None:
    """A change here makes every stored article be worked on again: raise the version and say so."""
    assert content_hash(ARTICLE) == "1:ac69f50af4b84b9fe7c38c3d8c95b9600246bf663a650ed9740b7a080a2e2419"


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Ferries halted"},
        {"text": "The ferry was not halted."},
        {"published": NOON + timedelta(minutes=1)},
        {"outlet": "Echo"},
        {"completeness": Completeness.PARTIAL},
        {"notices": ("Correction: one ferry.",)},
    ],
)
def test_content_hash_follows_what_is_said(changed: dict[str, object]) -> None:
    assert content_hash(replace(ARTICLE, **changed)) != content_hash(ARTICLE)  # type: ignore[arg-type]


def test_content_hash_ignores_when_and_whence_it_was_read() -> None:
    elsewhere = timezone(timedelta(hours=9))
    read_again = replace(
        ARTICLE, id="b", fetched=NOON, feed="https://post.example/rss", published=NOON.astimezone(elsewhere)
    )
    assert content_hash(read_again) == content_hash(ARTICLE)


def test_text_hash_folds_space_and_composes() -> None:
    assert text_hash("Cafe\u0301  closed\n") == text_hash("Café closed")
    assert text_hash("Café closed") != text_hash("Café open")


@given(st.text(max_size=200))
def test_slug_is_safe_anywhere(title: str) -> None:
    made = slug(title)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", made)
    assert len(made) <= 60
    assert slug(made) == made


def test_slug_reads_well() -> None:
    assert slug("Mayor’s “no” to Łódź-style trams: 3 things") == "mayors-no-to-lodz-style-trams-3-things"
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("東京") == "story"
    assert slug("a" * 80) == "a" * 60
    assert not slug("word " * 30).endswith("wor")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The Harbour Post", "Harbour Post"),
        ("Associated Press (AP)", "AP"),
        ("Agence France-Presse", "AFP"),
        ("Reuters.com", "reuters"),
        ("XBC News", "XBC"),
        ("L’Écho", "L'Echo"),
    ],
)
def test_one_outlet_under_two_names(a: str, b: str) -> None:
    assert outlet_slug(a) == outlet_slug(b) != ""


@pytest.mark.parametrize(
    ("a", "b"), [("Daily News", "Daily"), ("The Times", "The Sunday Times"), ("Post", "Echo")]
)
def test_two_outlets_stay_two(a: str, b: str) -> None:
    assert outlet_slug(a) != outlet_slug(b)


def test_no_name_no_outlet() -> None:
    assert outlet_slug("") == outlet_slug(" … ") == ""
