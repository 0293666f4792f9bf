from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.identity import article_id, canonical_url

SAME = [
    ("HTTPS://Www.Harbour-Post.Example:443/News/Flood", "https://www.harbour-post.example/News/Flood"),
    ("https://post.example/a/?utm_source=x&id=7&fbclid=abc#comments", "https://post.example/a?id=7"),
    ("https://post.example/a?b=2&a=1", "https://post.example/a?a=1&b=2"),
    ("https://post.example", "https://post.example/"),
    ("https://post.example//a///b/", "https://post.example/a/b"),
    ("https://post.example/a/amp/", "https://post.example/a"),
    ("https://post.example/amp/a", "https://post.example/a"),
    ("https://post.example/a.amp.html?outputType=amp", "https://post.example/a.html"),
    ("https://m.post.example/a", "https://www.post.example/a"),
    ("https://www.google.com/amp/s/www.post.example/a/amp", "https://www.post.example/a"),
    ("https://www-post-example.cdn.ampproject.org/c/s/www.post.example/a", "https://www.post.example/a"),
    ("https://post.example/%7ejo/caf%c3%a9", "https://post.example/~jo/caf%C3%A9"),
    ("https://post.example/café", "https://post.example/caf%C3%A9"),
    ("https://münze.example/a", "https://xn--mnze-0ra.example/a"),
    ("  https://post.example/a?ref=rss ", "https://post.example/a"),
    ("http://reader:secret@post.example/a", "http://post.example/a"),
]


@pytest.mark.parametrize(("given_", "canonical"), SAME)
def test_one_form_for_every_address_of_an_article(given_: str, canonical: str) -> None:
    assert canonical_url(given_) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8731/outlet/story-1",
        "http://localhost:8731/outlet/story-1",
        "http://[::1]:8731/outlet/story-1",
        "https://post.example/a?cid=91&page=2&ref=B0042",
        "https://post.example/index.html?p=5",
    ],
)
def test_what_may_name_another_article_stays(url: str) -> None:
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    "text", ["", "tag:post.example,2031:1", "http://[::1", "ftp://post.example/a", "http://"]
)
def test_what_is_no_web_address_comes_back(text: str) -> None:
    assert canonical_url(f" {text}") == text


labels = st.text("abcmp019-", min_size=1, max_size=5).map(lambda label: f"a{label}b")
hosts = st.lists(st.one_of(labels, st.sampled_from(["m", "amp", "www", "en"])), min_size=2, max_size=4)
tails = st.text(st.sampled_from("/amp.html?&=#%2f7E:@é ~utm_"), max_size=30)


@given(st.sampled_from(["http", "https", "HTTP"]), hosts, st.integers(1, 65535), tails)
def test_canonical_is_a_fixed_point(scheme: str, labels: list[str], port: int, tail: str) -> None:
    once = canonical_url(f"{scheme}://{'.'.join(labels)}:{port}/{tail}")
    assert canonical_url(once) == once


@given(st.text(max_size=60))
def test_any_text_has_a_canonical_form_and_an_id(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
    assert len(article_id(text)) == 16
    assert article_id(once) == article_id(text)


@given(hosts, st.integers(1024, 65535))
def test_ports_apart_are_articles_apart(labels: list[str], port: int) -> None:
    host = ".".join(labels)
    assert article_id(f"http://{host}:{port}/a") != article_id(f"http://{host}:{port - 1}/a")


def test_scheme_and_www_do_not_make_another_article() -> None:
    urls = ["http://post.example/a", "https://www.post.example/a/", "https://m.post.example/a#top"]
    assert len({article_id(url) for url in urls}) == 1
