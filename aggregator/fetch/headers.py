"""Reading response headers. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

LONGEST_VALIDATOR = 1_000
"""Characters of an ETag or date that are kept; real ones have less than a hundred."""

PAGE_TYPES = frozenset(
    {"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "application/html"}
)
BINARY_TYPES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"OggS", b"ID3")
"""How files that are certainly not text begin."""
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?([0-9]+)")


def retry_after(value: str, date: str, now: datetime) -> float | None:
    """Return the seconds a `Retry-After` header asks for, None if it cannot be read.

    A date counts from the server's own clock (its `Date` header), which need not agree with `now`.
    """
    value = value.strip()
    if value.isdecimal():
        return float(value[:9])
    until = http_date(value)
    return None if until is None else max(0.0, (until - (http_date(date) or now)).total_seconds())


def fresh_for(headers: httpx2.Headers) -> int:
    """Return for how many more seconds an answer stays current by its `Cache-Control: max-age` (RFC 9111)."""
    found = _MAX_AGE.search(headers.get("cache-control", "").lower())
    if found is None:
        return 0
    age = headers.get("age", "").strip()
    spent = int(age[:9]) if age.isascii() and age.isdecimal() else 0
    return max(0, int(found[1][:9]) - spent)


def http_date(value: str) -> datetime | None:
    """Return the time of an HTTP date (RFC 9110, 5.6.7), None if it is none."""
    try:
        read = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def content_codings(headers: httpx2.Headers) -> set[str]:
    """Return the names of the compressions applied to a body."""
    names = headers.get("content-encoding", "").lower().split(",")
    return {name.strip() for name in names} - {""}


def validator(value: str) -> str:
    """Return an ETag or date as it can be sent back, "" if it cannot."""
    return value if value.isascii() and value.isprintable() and len(value) <= LONGEST_VALIDATOR else ""


def media_type(content_type: str) -> str:
    """Return the type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def is_page_type(content_type: str) -> bool:
    """Return whether a page may come with this content type; one without any is judged by its bytes."""
    return not content_type.strip() or media_type(content_type) in PAGE_TYPES


def is_binary_type(content_type: str) -> bool:
    """Return whether this content type is certainly not one of text."""
    return media_type(content_type).startswith(BINARY_TYPES)


def looks_binary(body: bytes) -> bool:
    """Return whether `body` begins like a file that is not text."""
    head = body[:1024]
    if head.startswith(MAGIC):
        return True
    utf16 = head.startswith(BYTE_ORDER_MARKS) or head[:4].count(0) in {2, 3}
    return b"\x00" in head and not utf16
