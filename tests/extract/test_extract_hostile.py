"""Pages that mean harm: they end in an article or a problem, soon, and never in an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.config import ExtractSettings
from aggregator.extract import extract_page
from aggregator.extract.decoding import decode
from aggregator.models import Article, Completeness, Problem

SETTINGS = ExtractSettings()
SENTENCE = b"The council said on Monday that the bridge would close for repairs until the spring. "
LONGEST_SECONDS = 20
"""Far more than any of these takes on a slow machine, far less than a page that never ends."""

PAGES = {
    "nul bytes": b"<html><body><p>" + b"a\x00b " * 2_000 + b"</p>",
    "deep nesting": b"<div>" * 100_000 + SENTENCE + b"</div>" * 100_000,
    "deep inline nesting": b"<html><body><p>" + b"<b>" * 50_000 + SENTENCE * 20,
    "nested lists of links": b"<html><body>" + b"<ul><li><a href='/x'>some words here for you</a>" * 5_000,
    "one line": b"<html><body><p>" + SENTENCE * 20_000,
    "too many elements": b"<html><body>" + b"<p>x</p>" * 70_000,
    "deep json": b"<html><script type='application/ld+json'>"
    + b"[" * 500_000
    + b"</script><p>"
    + SENTENCE * 9,
    "separators": b"<html><title>"
    + b" | a" * 50_000
    + b"</title><h1>"
    + b"x - " * 50_000
    + b"</h1><p>"
    + SENTENCE * 9,
    "a wide class": b"<html><body><p class='" + b"a " * 200_000 + b"'>" + SENTENCE * 9,
    "many authors": b"<html><head>"
    + b"<meta name='author' content='A B and C D'>" * 9_000
    + b"</head><p>"
    + SENTENCE * 9,
    "no markup": b"\x00\xff\xfe" * 500,
    "nothing": b"",
    "an image": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "a script for a title": b"<html><title>&lt;script&gt;alert(1)&lt;/script&gt; Bridge closed</title><p>"
    + SENTENCE * 9,
}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_page(name: str) -> None:
    started = time.monotonic()
    found = extract_page(PAGES[name], url="https://example.org/a/b", settings=SETTINGS)
    assert time.monotonic() - started < LONGEST_SECONDS
    if isinstance(found, Article):
        assert len(found.text) <= SETTINGS.max_text_chars
        assert len(found.title) <= 300
        assert len(found.authors) <= 20
        assert "\x00" not in found.text + found.title
    else:
        assert found.reason in {"no_html", "no_text", "too_large", "not_english"}


def test_a_page_that_is_too_large_is_refused_unread() -> None:
    found = extract_page(b"<html>" + b" " * 10_000_001, url="", settings=SETTINGS)
    assert isinstance(found, Problem)
    assert found.reason == "too_large"


def test_long_texts_are_cut_at_a_paragraph_and_partial() -> None:
    page = b"<html><body><article>" + b"".join(b"<p>%d. %s</p>" % (n, SENTENCE) for n in range(40))
    found = extract_page(page, url="", settings=ExtractSettings(max_text_chars=1_000))
    assert isinstance(found, Article)
    assert found.completeness is Completeness.PARTIAL
    assert len(found.text) <= 1_000
    assert found.text.endswith("spring.")


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Größe".encode("cp1252"), "text/html; charset=iso-8859-1", "Größe"),
        ("“Größe”".encode("cp1252"), "text/html; charset=iso-8859-1", "“Größe”"),
        ("Größe".encode(), "text/html; charset=iso-8859-1", "Größe"),
        ("Größe".encode("utf-16"), "", "Größe"),
        (b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe", "text/html; charset=ascii", "Größe"),
        ("<meta charset='windows-1251'>Мост закрыт".encode("cp1251"), "", "Мост закрыт"),
        (b"caf\xe9 \\u0041", "text/html; charset=unicode_escape", "\\u0041"),
        ("Größe ".encode() * 300 + b"\xc3", "text/html; charset=utf-8", "Größe Größe"),
    ],
)
def test_encodings(body: bytes, content_type: str, text: str) -> None:
    assert text in decode(body, content_type)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=600))
def test_any_bytes_give_an_article_or_a_problem(body: bytes) -> None:
    for page in (body, b"<html><body><p>" + body + b"</p><p>" + SENTENCE * 4):
        assert isinstance(extract_page(page, url="", settings=SETTINGS), Article | Problem)


@settings(deadline=None, max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=12),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "@type",
                        "@id",
                        "@graph",
                        "headline",
                        "author",
                        "name",
                        "datePublished",
                        "publisher",
                        "articleBody",
                        "isAccessibleForFree",
                        "wordCount",
                        "url",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_any_record_gives_an_article(record: object) -> None:
    import json

    wrapped = [{"@type": "NewsArticle", "headline": record}, record]
    page = (
        b"<html><script type='application/ld+json'>"
        + json.dumps(wrapped).encode()
        + b"</script><h1>Bridge</h1><p>"
    )
    found = extract_page(page + SENTENCE * 4, url="", settings=SETTINGS, languages=None)
    assert isinstance(found, Article)
