from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .documents import checked, parse, reasons

JSON_FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Post",
    "language": "en",
    "authors": [{"name": "The Desk"}],
    "items": [
        {
            "id": 7,
            "url": "/f",
            "title": "Ferry <script>x()</script>sails &amp; sinks",
            "content_html": "<p>Boats.</p><p>Sail.</p>",
            "date_published": "2026-09-15T10:00:00+02:00",
        },
        {
            "id": "8",
            "content_text": "Fewer than 5 <b> boats",
            "authors": [{"name": "Ann Other"}],
            "language": "de",
        },
        {"id": ["not", "an", "id"]},
        "not an item",
    ],
}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n "])
def test_json_feed(mark: bytes) -> None:
    (ferry, note), problems = parse(
        mark + json.dumps(JSON_FEED).encode(), content_type="application/feed+json"
    )
    assert (ferry.id, ferry.url) == ("7", "https://post.lowmere.example/f")
    assert (ferry.title, ferry.text) == ("Ferry sails & sinks", "Boats.\n\nSail.")
    assert ferry.published == datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
    assert (ferry.authors, ferry.language) == (("The Desk",), "en")
    assert (note.id, note.url, note.authors, note.language) == ("8", "", ("Ann Other",), "de")
    assert reasons(problems) == {"bad_item": False}


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.just("2026-09-15T10:00:00Z"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url"]), inner, max_size=3)
    ),
    max_leaves=6,
)


FIELDS = [
    "id",
    "url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "date_published",
    "author",
    "authors",
    "language",
]


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES) | JSON_VALUES, max_size=4), JSON_VALUES)
def test_any_json_feed(items: list[Any], language: Any) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items, "language": language}
    checked(json.dumps(feed).encode())
