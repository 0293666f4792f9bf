"""When an article was published: written forms of a time, and where pages keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from htmldate import find_date
from lxml.html import HtmlElement

from aggregator.extract.jsonld import PageRecord
from aggregator.models import StatedTime

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""No news page is older than the web; an earlier date is a default value (1970, 0001)."""

LAST_YEAR = 9999
"""The last year of the calendar here; a change of zone at its end overflows."""

AHEAD = timedelta(hours=26)
"""A time this far after fetching may still be a local time without its zone; later ones are wrong."""

MILLISECONDS_FROM = 100_000_000_000
"""A number this large counts milliseconds: as seconds it would be the year 5138."""

META = (
    "article:published_time",
    "og:article:published_time",
    "article_published_time",
    "article:published",
    "og:published_time",
    "parsely-pub-date",
    "datepublished",
    "cxenseparse:recs:publishtime",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "publish-date",
    "publish_date",
    "pubdate",
    "article.published",
    "date.created",
    "dc.date",
    "dc.date.created",
    "date",
)
"""Names of `<meta>` fields that hold the time of publication, the most reliable first."""

TIMES = (
    "//*[contains(@itemprop, 'datePublished')][@datetime or @content]",
    "//time[@pubdate][@datetime]",
    "//article//header//time[@datetime]",
    "//header[.//h1]//time[@datetime]",
    "(//h1)[1]/following::time[@datetime]",  # not after every one: that costs the square of their number
)

IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
SPACED_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
ZONE_NAME = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
ISO_TIME = r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
PUBLISHED_LINE = re.compile(
    rf"^(?:first\s+)?(?:published|posted|date)\s*(?:on|at)?\s*:?\s*(?P<when>{ISO_TIME})\.?$", re.IGNORECASE
)


def parse_time(text: str) -> datetime | None:
    """Return the time that the text is, in UTC, or None: ISO 8601, RFC 822 or a count of seconds.

    A time without a zone is taken as UTC, so that its day stays the day that was printed.
    """
    text = text.strip()[:64]
    found = _parse_number(text) if text.isdigit() else _parse_iso(text) or _parse_mail(text)
    if found is None:
        return None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found if found >= EARLIEST else None


def _parse_number(text: str) -> datetime | None:
    if len(text) == len("20260421"):
        return _parse_iso(text)
    try:
        seconds = int(text) / (1000 if int(text) >= MILLISECONDS_FROM else 1)
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _parse_iso(text: str) -> datetime | None:
    text = ZONE_NAME.sub("+00:00", text) if ":" in text else text
    try:
        return _in_range(datetime.fromisoformat(SPACED_ZONE.sub("", text)))
    except ValueError:
        return None


def _parse_mail(text: str) -> datetime | None:
    try:
        return _in_range(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_range(found: datetime) -> datetime | None:
    """Keep clear of the ends of the calendar, where a change of zone overflows."""
    return found if EARLIEST.year <= found.year < LAST_YEAR else None


def stated_times(
    tree: HtmlElement, record: PageRecord, meta: Mapping[str, str], url: str, fetched: datetime | None
) -> tuple[StatedTime, ...]:
    """Return every time a page gives its article; the words are read only if nothing else can be true."""
    latest = (fetched or datetime.now(UTC)) + AHEAD
    texts = [
        ("record", record.published),
        *(("meta", meta.get(name, "")) for name in META),
        ("created", record.created),
        *(("markup", text) for text in _marked(tree)),
        ("modified", record.modified),
        ("modified", meta.get("article:modified_time", "")),
    ]
    stated = [StatedTime(source=source, time=time) for source, text in texts if (time := parse_time(text))]
    if day := _day_in_address(url, latest):
        stated.append(StatedTime(source="address", time=day))
    if not any(one.time <= latest for one in stated if one.source != "modified"):
        day = _day_in_page(tree, url, latest)
        stated += [StatedTime(source="words", time=day)] if day else []
    return tuple(dict.fromkeys(stated))


def _marked(tree: HtmlElement) -> Iterator[str]:
    for path in TIMES:
        for element in tree.xpath(path)[:1]:
            yield element.get("datetime") or element.get("content") or ""


def _day_in_address(url: str, latest: datetime) -> datetime | None:
    match = IN_ADDRESS.search(url)
    found = parse_time("-".join(match.groups())) if match else None
    return found if found and found <= latest else None


def _day_in_page(tree: HtmlElement, url: str, latest: datetime) -> datetime | None:
    """The day that htmldate finds in the page's words; it costs more than all the rest."""
    day = find_date(tree, original_date=True, url=url or None, max_date=latest.date().isoformat())
    return parse_time(day) if day else None


def published_line(line: str) -> datetime | None:
    """Return the time of a line that says no more than when the text was published, or None."""
    match = PUBLISHED_LINE.match(line.strip())
    return parse_time(match["when"]) if match else None
