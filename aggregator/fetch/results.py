"""What an answer to a feed's request comes to, and what to send the next time. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Literal

from aggregator.config import LONGEST_WAIT, FetchSettings
from aggregator.fetch.exchange import Answer
from aggregator.fetch.headers import fresh_for, looks_binary, validator
from aggregator.fetch.parse import parse_feed
from aggregator.fetch.reasons import FetchError, Reason, problem
from aggregator.fetch.rhythm import rhythm_of
from aggregator.models import Entry, Feed, Problem, Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRequest:
    """A feed to ask, with the validators of its last answer as the server gave them.

    `address` is where to ask if the feed has moved for good.
    """

    feed: Feed
    address: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedResult:
    """What asking a feed gave.

    `etag` and `last_modified` are to be sent the next time, `moved_to` is a new permanent address,
    `bytes` counts the decompressed body, `seconds` the time spent on the network, `http_status` is 0 when
    there was no answer, and before `skip_until` the server does not want to be asked again. `max_age` are
    the seconds for which the answer stays current, `rhythm` is what the body says of how often to ask
    (None without a body), and `listing` is a hash over what it lists.
    """

    feed: Feed
    status: Literal["ok", "not_modified", "failed"]
    entries: tuple[Entry, ...] = ()
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    problems: tuple[Problem, ...] = ()
    bytes: int = 0
    seconds: float = 0.0
    http_status: int = 0
    skip_until: datetime | None = None
    max_age: int = 0
    rhythm: Rhythm | None = None
    listing: str = ""


def result_of(
    request: FeedRequest, answer: Answer | FetchError, settings: FetchSettings, now: datetime
) -> FeedResult:
    """Return what `answer` comes to."""
    if isinstance(answer, FetchError):
        return _failed(request, answer, now)
    moved = _moved(request, answer.moved_to)
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return FeedResult(
            feed=request.feed,
            status="not_modified",
            etag=validator(answer.headers.get("etag", "")) or request.etag,
            last_modified=validator(answer.headers.get("last-modified", "")) or request.last_modified,
            moved_to=answer.moved_to,
            problems=moved,
            seconds=answer.seconds,
            http_status=answer.status,
            max_age=fresh_for(answer.headers),
        )
    return _parsed(request.feed, answer, moved, settings, now)


def _parsed(
    feed: Feed, answer: Answer, moved: tuple[Problem, ...], settings: FetchSettings, now: datetime
) -> FeedResult:
    """Return the result of a feed that sent a body."""
    entries, problems = _read(feed, answer, settings, now)
    failed = any(one.fatal for one in problems)
    # Validators of a body without entries are forgotten: "not modified" would hide that it is broken.
    keep = bool(entries) and not failed
    return FeedResult(
        feed=feed,
        status="failed" if failed else "ok",
        entries=entries,
        etag=validator(answer.headers.get("etag", "")) if keep else "",
        last_modified=validator(answer.headers.get("last-modified", "")) if keep else "",
        moved_to=answer.moved_to,
        problems=moved + problems,
        bytes=len(answer.body),
        seconds=answer.seconds,
        http_status=answer.status,
        max_age=fresh_for(answer.headers) if keep else 0,
        rhythm=rhythm_of(answer.body),
        listing=_listing(entries),
    )


def _listing(entries: tuple[Entry, ...]) -> str:
    """Return a hash over what decides whether an entry is read, "" for none."""
    lines = (f"{one.id}\n{one.title}\n{one.url}\n{one.updated}" for one in entries)
    joined = "\n\n".join(lines).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest() if entries else ""


def _read(
    feed: Feed, answer: Answer, settings: FetchSettings, now: datetime
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    if looks_binary(answer.body):
        detail = "The server sent a file that is not text."
        return (), (problem(feed.name, Reason.WRONG_TYPE, detail, url=feed.url, fatal=True),)
    return parse_feed(
        answer.body,
        feed=feed,
        url=answer.url,
        content_type=answer.content_type,
        now=now,
        max_items=settings.max_items_per_feed,
    )


def _failed(request: FeedRequest, error: FetchError, now: datetime) -> FeedResult:
    wait = None if error.wait is None else now + min(timedelta(seconds=error.wait), LONGEST_WAIT)
    return FeedResult(
        feed=request.feed,
        status="failed",
        etag=request.etag,
        last_modified=request.last_modified,
        problems=(error.problem(request.feed.name, request.feed.url, fatal=True),),
        http_status=error.status,
        skip_until=wait,
    )


def _moved(request: FeedRequest, moved_to: str) -> tuple[Problem, ...]:
    """Return the note that a feed has a new address, as long as the settings have the old one."""
    new = moved_to or request.address
    if not new:
        return ()
    asked = " and is asked there" if request.address else ""
    detail = f"The feed has moved for good to {new}{asked}; put it into the settings."
    return (problem(request.feed.name, Reason.MOVED, detail, url=request.feed.url),)
