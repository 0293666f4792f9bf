"""The calendar keeps to RFC 5545, whatever a line says."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from aggregator.models import Section
from aggregator.render import render_edition
from aggregator.render.text import plain
from tests.render.sample import HOSTILE, edition, full_brief, line

DATED = "The Senate votes on 29 September"


def calendar(*texts: str, title: str = "A vote; a row, and a risk", **more: object) -> bytes:
    section = Section(key="watch", title="What to Watch Next", lines=tuple(line(t, (0, 1)) for t in texts))
    brief = replace(full_brief(), title=title, sections=(section,), related=())
    return render_edition(edition(briefs=(brief,), **more)).get("calendar.ics", b"")


def content_lines(raw: bytes) -> list[tuple[str, str]]:
    """Return the lines as (name, value), unfolded."""
    assert raw.endswith(b"\r\n")
    physical = raw.split(b"\r\n")[:-1]
    assert all(len(piece) <= 75 for piece in physical)
    assert not any(b"\r" in piece or b"\n" in piece for piece in physical)
    for piece in physical:
        piece.decode()  # no character is cut in two
    joined = b"\r\n".join(physical).replace(b"\r\n ", b"").decode()
    return [(name, value) for name, _, value in (text.partition(":") for text in joined.split("\r\n"))]


def unescaped(value: str) -> str:
    found, at = "", 0
    while at < len(value):
        escape = value[at] == "\\"
        assert escape or value[at] not in ";,"
        found += {"n": "\n"}.get(value[at + 1], value[at + 1]) if escape else value[at]
        at += 2 if escape else 1
    return found


def test_an_event_is_a_whole_day_with_its_line_and_its_story() -> None:
    lines = content_lines(calendar(f"{DATED}.", base_url="https://brief.example"))
    assert lines[:2] == [("BEGIN", "VCALENDAR"), ("VERSION", "2.0")]
    assert lines[-1] == ("END", "VCALENDAR")
    event = dict(lines[lines.index(("BEGIN", "VEVENT")) + 1 : lines.index(("END", "VEVENT"))])
    assert event["DTSTART;VALUE=DATE"] == "20260929"
    assert event["DTSTAMP"] == "20260915T180000Z"
    assert event["SUMMARY"] == f"{DATED}."
    assert unescaped(event["DESCRIPTION"]).split("\n") == [
        "A vote; a row, and a risk",
        "According to Vesterhavn Post, The Daily Gull",
    ]
    assert event["CATEGORIES"] == "World"
    assert event["URL"] == f"https://brief.example/stories/{full_brief().slug}/"


def test_ids_are_unique_and_stay() -> None:
    def ids(raw: bytes) -> list[str]:
        return [value for name, value in content_lines(raw) if name == "UID"]

    both = ids(calendar(f"{DATED}.", f"{DATED}, she said."))
    assert len(set(both)) == 2
    assert ids(calendar(f"{DATED}.", at=edition().at.replace(hour=23))) == both[:1]


def test_without_a_day_there_is_no_calendar_and_no_link_to_one() -> None:
    assert calendar("A hearing is expected to open next week.") == b""
    assert b"calendar.ics" not in render_edition(edition(briefs=()))["index.html"]
    assert b"calendar.ics" in render_edition(edition())["index.html"]


def test_without_a_public_address_an_event_names_none() -> None:
    assert "URL" not in dict(content_lines(calendar(f"{DATED}.")))


@given(st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1), st.just("é😀" * 60)))
def test_no_text_forges_a_line(text: str) -> None:
    raw = calendar(f"{DATED} {text}", title=text)
    if not raw:
        return  # the text made the day a span
    lines = content_lines(raw)
    assert [name for name, _ in lines].count("BEGIN") == 2
    event = dict(lines)
    assert unescaped(event["SUMMARY"]) == plain(f"{DATED} {text}")
    assert unescaped(event["DESCRIPTION"]).split("\n")[0] == plain(text)
