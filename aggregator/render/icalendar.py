"""What to watch next as a calendar (RFC 5545): one event of a whole day for each line that has a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from aggregator.evidence import sha256
from aggregator.models import Edition
from aggregator.render.ahead import Ahead
from aggregator.render.categories import category_name
from aggregator.render.text import plain

LINE_OCTETS = 75
"""The longest a line may be; longer ones are folded (RFC 5545, 3.1)."""

_ESCAPED = re.compile(r"[\\;,]")


def icalendar(edition: Edition, events: Sequence[Ahead], base_url: str) -> str:
    """Return `events` as a calendar. An event's id stays while its line does; its time is its brief's."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//aggregator//What to Watch Next//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(edition.title)}",
        *(line for event in events for line in _event(event, base_url)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(event: Ahead, base_url: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{sha256(f'{event.story} {event.text}')[:32]}@aggregator"
    yield f"DTSTAMP:{_stamp(event.updated)}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"SUMMARY:{_text(event.text)}"
    yield "DESCRIPTION:" + r"\n".join(_text(said) for said in _description(event))
    yield f"CATEGORIES:{_text(category_name(event.category))}"
    if base_url:
        yield f"URL:{base_url}stories/{event.slug}/"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _description(event: Ahead) -> Iterator[str]:
    """The story, and the outlets that say it: a day told by a source is a forecast, not a fact."""
    yield event.title
    yield "According to " + ", ".join(event.outlets) if event.outlets else "According to one source"
    if event.note:
        yield event.note


def _stamp(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return _ESCAPED.sub(r"\\\g<0>", plain(text))


def _folded(line: str) -> str:
    """Break a line where it is too long, never within a character."""
    pieces = [""]
    size = 0
    for char in line:
        width = len(char.encode())
        if size + width > LINE_OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += char
        size += width
    return "\r\n".join(pieces)
