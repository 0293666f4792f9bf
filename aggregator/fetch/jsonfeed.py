"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), which feedparser does not read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from aggregator.fetch.items import Item


class _Author(BaseModel):
    name: str = ""


class _Item(BaseModel):
    """The fields of an item that we use; ids and dates are often numbers where the format wants text."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = ""
    url: str | None = ""
    external_url: str | None = ""
    title: str | None = ""
    content_html: str | None = ""
    content_text: str | None = ""
    summary: str | None = ""
    date_published: str | None = ""
    date_modified: str | None = ""
    author: _Author | None = None
    authors: tuple[_Author, ...] | None = ()
    language: str | None = ""


class JsonFeed(BaseModel):
    """A feed; its items are checked one by one, so that a bad one does not spoil the others."""

    version: str = ""
    title: str | None = ""
    language: str | None = ""
    author: _Author | None = None
    authors: tuple[_Author, ...] | None = ()
    items: list[JsonValue] = Field(default_factory=list)


_TIME: TypeAdapter[datetime] = TypeAdapter(datetime)


def looks_like_json(body: bytes) -> bool:
    """Return whether `body` is a JSON object rather than XML."""
    return body[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read_json_feed(body: bytes) -> JsonFeed | None:
    """Return the feed that `body` holds, None if it is no JSON Feed."""
    try:
        feed = JsonFeed.model_validate_json(body.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError:
        return None
    return feed if "jsonfeed.org/version/" in feed.version else None


def json_items(feed: JsonFeed) -> Iterator[Item]:
    """Yield the items of a JSON Feed."""
    for raw in feed.items:
        try:
            item = _Item.model_validate(raw)
        except ValidationError:
            yield Item(broken=True)
            continue
        yield _item(item, feed)


def _item(item: _Item, feed: JsonFeed) -> Item:
    when = item.date_published or item.date_modified or ""
    return Item(
        id=item.id,
        link=item.url or item.external_url or "",
        title=item.title or "",
        bodies=tuple(
            body
            for body in (
                item.content_html,
                escape(item.content_text or "", quote=False),
                escape(item.summary or "", quote=False),
            )
            if body
        ),
        published=_time(when),
        updated=_time(item.date_modified or ""),
        dated=bool(when),
        authors=tuple(author.name for author in _people(item) or _people(feed)),
        language=item.language or feed.language or "",
    )


def _people(of: _Item | JsonFeed) -> tuple[_Author, ...]:
    return of.authors or ((of.author,) if of.author else ())


def _time(value: str) -> datetime | None:
    """Return an RFC 3339 time as aware UTC."""
    try:
        read = _TIME.validate_python(value)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValidationError, OverflowError):
        return None
