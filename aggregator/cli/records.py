"""Articles and pairs as they stand in JSON lines, checked field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from aggregator.cli.lines import BadLineError, Record

if TYPE_CHECKING:
    from aggregator.models import Article


def article_from(record: Record, *, needs_text: bool) -> Article:
    """Return the article of a record; its text is left as given, so that offsets count its characters.

    Raises:
        BadLineError: if `id`, or with `needs_text` the text, is missing, or a field is of the wrong kind.
    """
    from aggregator.models import Article

    return Article(
        id=record_id(record),
        text=_text(record, "text", required=needs_text),
        title=_text(record, "title", required=not needs_text and not record.get("text")),
        url=_text(record, "url"),
        outlet=_text(record, "outlet"),
        published=_time(record, "published"),
    )


def record_id(record: Record) -> str:
    """Return the record's id; a number is taken for its digits.

    Raises:
        BadLineError: if there is none.
    """
    given = record.get("id")
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    if not isinstance(given, str) or not given:
        raise BadLineError("id is missing" if given is None else "id must be a text that is not empty")
    return given


def sentence_from(record: Record, field: str) -> str:
    """Return a sentence of a pair.

    Raises:
        BadLineError: if it is missing or blank.
    """
    return _text(record, field, required=True)


def _text(record: Record, field: str, *, required: bool = False) -> str:
    value = record.get(field)
    if value is None and not required:
        return ""
    if value is None:
        raise BadLineError(f"{field} is missing")
    if not isinstance(value, str):
        raise BadLineError(f"{field} must be a text")
    if required and not value.strip():
        raise BadLineError(f"{field} is empty")
    return value


def _time(record: Record, field: str) -> datetime | None:
    """Return a time in UTC; ISO 8601 is asked for, the form of mail and RSS understood."""
    value = _text(record, field).strip()
    if not value:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise BadLineError(f"{field} is no time: {value[:40]!r}")
