"""Ask many feeds at once: request -> answer -> entries and problems, one result per feed."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Literal, Protocol, TypeVar

from aggregator.config import FetchSettings
from aggregator.fetch.client import Client, open_client
from aggregator.fetch.exchange import Answer, Ask, host_of
from aggregator.fetch.headers import fresh_for, is_binary_type, looks_binary, validator
from aggregator.fetch.parse import parse_feed
from aggregator.fetch.reasons import FetchError, Reason, problem
from aggregator.fetch.rhythm import rhythm_of
from aggregator.fetch.schedule import LONGEST_WAIT
from aggregator.fetch.stream import Backlog, batches_as_they_finish, taken_in_turns
from aggregator.models import Entry, Feed, Problem, Rhythm

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRequest:
    """A feed to ask, with the validators of its last answer as the server gave them.

    `address` is where to ask if the feed has moved for good. Before `skip_until` it is not asked: its
    server said so.
    """

    feed: Feed
    address: str = ""
    etag: str = ""
    last_modified: str = ""
    skip_until: datetime | None = None


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


class Map(Protocol):
    """Runs a function over items, as `map` does, wherever it likes."""

    def __call__(self, function: Callable[[A], B], items: Iterable[A], /) -> Iterator[B]:
        """Yield `function(item)` for each item, in their order."""


Fetched = tuple[FeedRequest, Answer | FetchError | None]
"""A request and its answer, why there is none, or None when it was not to be asked yet."""


def fetch_feeds(
    requests: Iterable[FeedRequest], settings: FetchSettings, *, now: datetime
) -> Iterator[FeedResult]:
    """Yield the result of every request as it finishes; a feed that fails is a result too.

    Args:
        requests: the feeds to ask, with their validators.
        settings: limits and manners.
        now: the run's clock (aware, UTC).
    """
    with closing(fetch_feed_batches(requests, settings, now=now)) as batches:
        for batch in batches:
            yield from batch


def fetch_feed_batches(
    requests: Iterable[FeedRequest], settings: FetchSettings, *, now: datetime, parallel: Map = map
) -> Generator[list[FeedResult], None, None]:
    """Yield results as `fetch_feeds` does, each time all that are there, so that they are kept at once.

    Args:
        requests: as for `fetch_feeds`.
        settings: as for `fetch_feeds`.
        now: as for `fetch_feeds`.
        parallel: runs a module's function over items, as `map` does; parsing a feed takes longer than
            fetching it.
    """
    session = partial(_session, settings=settings, now=now)
    jobs = taken_in_turns(requests, lambda one: host_of(one.address or one.feed.url))
    with closing(batches_as_they_finish(jobs, session, settings.concurrency)) as batches:
        for batch in batches:
            bodies = [one for one in batch if _sent_body(one[1])]
            parsed = parallel(partial(_result_of, settings=settings, now=now), bodies)
            others = [result_of(*one, settings, now) for one in batch if not _sent_body(one[1])]
            yield [*others, *parsed]


def _sent_body(answer: Answer | FetchError | None) -> bool:
    return isinstance(answer, Answer) and answer.status != HTTPStatus.NOT_MODIFIED


def _result_of(fetched: Fetched, settings: FetchSettings, now: datetime) -> FeedResult:
    return result_of(*fetched, settings, now)


@asynccontextmanager
async def _session(
    backlog: Backlog, *, settings: FetchSettings, now: datetime
) -> AsyncIterator[Callable[[FeedRequest], Awaitable[Fetched]]]:
    async with open_client(settings, now, backlog) as client:

        async def fetch(request: FeedRequest) -> Fetched:
            if request.skip_until is not None and request.skip_until > now:
                return request, None
            return request, await answer_of(client, request, settings)

        yield fetch


async def answer_of(client: Client, request: FeedRequest, settings: FetchSettings) -> Answer | FetchError:
    """Return what the server says to `request`, or why it says nothing of use."""
    ask = Ask(
        url=request.address or request.feed.url,
        limit=settings.max_feed_bytes,
        headers=_validators(request),
        accept=_accept,
    )
    try:
        return await client.get(ask)
    except FetchError as error:
        return error


def _validators(request: FeedRequest) -> dict[str, str]:
    headers = {
        "if-none-match": validator(request.etag),
        "if-modified-since": validator(request.last_modified),
    }
    return {name: value for name, value in headers.items() if value}


def _accept(content_type: str) -> None:
    if is_binary_type(content_type):
        raise FetchError(Reason.WRONG_TYPE, f"The server sent {content_type}, not a feed.")


def result_of(
    request: FeedRequest, answer: Answer | FetchError | None, settings: FetchSettings, now: datetime
) -> FeedResult:
    """Return what `answer` comes to; None stands for a feed that was not to be asked yet."""
    if answer is None:
        return _waiting(request)
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


def _waiting(request: FeedRequest) -> FeedResult:
    detail = f"The server asked not to be asked before {request.skip_until:%Y-%m-%d %H:%M} UTC."
    return FeedResult(
        feed=request.feed,
        status="not_modified",
        etag=request.etag,
        last_modified=request.last_modified,
        problems=(problem(request.feed.name, Reason.WAITING, detail, url=request.feed.url),),
        skip_until=request.skip_until,
    )


def _moved(request: FeedRequest, moved_to: str) -> tuple[Problem, ...]:
    """Return the note that a feed has a new address, as long as the settings have the old one."""
    new = moved_to or request.address
    if not new:
        return ()
    asked = " and is asked there" if request.address else ""
    detail = f"The feed has moved for good to {new}{asked}; put it into the settings."
    return (problem(request.feed.name, Reason.MOVED, detail, url=request.feed.url),)
