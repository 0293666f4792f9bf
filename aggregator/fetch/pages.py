"""Fetch the pages of entries: entry -> (robots.txt | answer) -> body, one result per entry."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from aggregator.config import FetchSettings
from aggregator.fetch.address import host_of
from aggregator.fetch.client import open_client
from aggregator.fetch.exchange import Answer, Ask
from aggregator.fetch.headers import is_page_type, looks_binary
from aggregator.fetch.reasons import FetchError, Reason
from aggregator.fetch.robots import Robots
from aggregator.fetch.stream import Backlog, as_they_finish, taken_in_turns
from aggregator.models import Entry, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResult:
    """What asking for an entry's page gave: a body, or the problem why there is none.

    `url` is where the page came from after all redirects, `body` is decompressed but not decoded.
    """

    entry: Entry
    url: str
    body: bytes = b""
    content_type: str = ""
    problem: Problem | None = None
    seconds: float = 0.0


def fetch_pages(entries: Iterable[Entry], settings: FetchSettings, *, now: datetime) -> Iterator[PageResult]:
    """Yield the page of every entry as it comes. No problem is fatal: the feed's own text can stand in.

    Args:
        entries: entries with an address.
        settings: limits and manners.
        now: the run's clock (aware, UTC).
    """
    session = partial(_session, settings=settings, now=now)
    jobs = taken_in_turns(entries, lambda entry: host_of(entry.url))
    yield from as_they_finish(jobs, session, settings.concurrency, size=lambda page: len(page.body))


@asynccontextmanager
async def _session(
    backlog: Backlog, *, settings: FetchSettings, now: datetime
) -> AsyncIterator[Callable[[Entry], Awaitable[PageResult]]]:
    async with open_client(settings, now, backlog) as client:
        permit = Robots(client, settings.user_agent).permit if settings.respect_robots else None

        async def fetch(entry: Entry) -> PageResult:
            ask = Ask(url=entry.url, limit=settings.max_page_bytes, permit=permit, accept=_accept)
            try:
                return _page(entry, await client.get(ask))
            except FetchError as error:
                problem = error.problem(entry.title or entry.url, entry.url, fatal=False)
                return PageResult(entry=entry, url=entry.url, problem=problem)

        yield fetch


def _accept(content_type: str) -> None:
    if not is_page_type(content_type):
        raise FetchError(Reason.WRONG_TYPE, f"The server sent {content_type}, not a page.")


def _page(entry: Entry, answer: Answer) -> PageResult:
    if not answer.body.strip():
        raise FetchError(Reason.EMPTY_BODY, "The server sent nothing.", status=answer.status)
    if looks_binary(answer.body):
        raise FetchError(Reason.WRONG_TYPE, "The server sent a file that is not text.", status=answer.status)
    return PageResult(
        entry=entry,
        url=answer.url,
        body=answer.body,
        content_type=answer.content_type,
        seconds=answer.seconds,
    )
