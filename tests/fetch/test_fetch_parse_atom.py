from __future__ import annotations

from datetime import UTC, datetime

from .documents import atom, one


def test_atom() -> None:
    entry = one(
        atom(
            "<id>tag:1</id><title type='html'>Ferry &amp;lt;b&amp;gt;sails</title>"
            "<updated>2026-09-15T12:00:00Z</updated><published>2026-09-15T09:00:00Z</published>"
            "<link rel='self' href='/api/1'/><link href='../f'/>"
            "<author><name>Ann Other</name><email>ann@post.example</email></author>"
            "<content type='xhtml' xml:lang='en'><div xmlns='http://www.w3.org/1999/xhtml'><p>Boats.</p><p>Sail.</p>"
            "</div></content>",
            attributes="xml:lang='de'",
        )
    )
    assert (entry.title, entry.text) == ("Ferry sails", "Boats.\n\nSail.")
    assert entry.url == "https://post.lowmere.example/f"
    assert entry.published == datetime(2026, 9, 15, 9, 0, tzinfo=UTC), "when it was published, not changed"
    assert (entry.language, entry.authors) == ("en", ("Ann Other",))


def test_the_time_of_change_stands_in_for_a_missing_time_of_publication() -> None:
    entry = one(atom("<title>F</title><updated>2026-09-14T12:00:00Z</updated>"))
    assert entry.published == datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
