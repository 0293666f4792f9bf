"""Ask many feeds at once: request -> answer -> result, one per feed, in batches as they come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Protocol, TypeVar

from aggregator.config import FetchSettings
from aggregator.fetch.address import host_of
from aggregator.fetch.client import Client, open_client
from aggregator.fetch.exchange import Answer, Ask
from aggregator.fetch.headers import is_binary_type, validator
from aggregator.fetch.reasons import FetchError, Reason
from aggregator.fetch.results import FeedRequest, FeedResult, result_of
from aggregator.fetch.stream import Backlog, batches_as_they_finish, taken_in_turns

A = TypeVar("A")
B = TypeVar("B")


class Map(Protocol):
    """Runs a function over items, as `map` does, wherever it likes."""

    def __call__(self, function: Callable[[A], B], items: Iterable[A], /) -> Iterator[B]:
        """Yield `function(item)` for each item, in their order."""


Fetched = tuple[FeedRequest, Answer | FetchError]
"""A request and its answer, or why there is none."""


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
    with closing(batches_as_they_finish(jobs, session, settings.concurrency, _size)) as batches:
        for batch in batches:
            bodies = [one for one in batch if _sent_body(one[1])]
            parsed = parallel(partial(_result_of, settings=settings, now=now), bodies)
            others = [result_of(*one, settings, now) for one in batch if not _sent_body(one[1])]
            yield [*others, *parsed]


def _size(fetched: Fetched) -> int:
    return len(fetched[1].body) if isinstance(fetched[1], Answer) else 0


def _sent_body(answer: Answer | FetchError) -> bool:
    return isinstance(answer, Answer) and answer.status != HTTPStatus.NOT_MODIFIED


def _result_of(fetched: Fetched, settings: FetchSettings, now: datetime) -> FeedResult:
    return result_of(*fetched, settings, now)


@asynccontextmanager
async def _session(
    backlog: Backlog, *, settings: FetchSettings, now: datetime
) -> AsyncIterator[Callable[[FeedRequest], Awaitable[Fetched]]]:
    async with open_client(settings, now, backlog) as client:

        async def fetch(request: FeedRequest) -> Fetched:
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
