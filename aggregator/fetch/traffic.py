"""What went over the network, host by host: counted where each single request is made.

    with counted() as traffic:
        ... fetch ...
    traffic.hosts["post.example"].requests

A context variable carries the count from whoever fetches down to the requests, retries, redirects and
robots.txt included; without `counted` nothing is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus

from aggregator.fetch.reasons import FetchError


@dataclass(slots=True)
class HostTraffic:
    """What one host was asked and gave. `bytes` are of bodies after decompression."""

    requests: int = 0
    not_modified: int = 0
    bytes: int = 0
    seconds: float = 0.0
    errors: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Traffic:
    """The traffic of a while, by host (with its port where that is not the usual one)."""

    hosts: dict[str, HostTraffic] = field(default_factory=dict)

    def of(self, host: str) -> HostTraffic:
        """Return the count of a host, a new one if it was not asked yet."""
        return self.hosts.setdefault(host, HostTraffic())


_current: ContextVar[Traffic | None] = ContextVar("traffic", default=None)


@contextmanager
def counted(traffic: Traffic | None = None) -> Iterator[Traffic]:
    """Count what is fetched within the block, into `traffic` if it is given."""
    counting = Traffic() if traffic is None else traffic
    token = _current.set(counting)
    try:
        yield counting
    finally:
        _current.reset(token)


def note(host: str, status: int, size: int, seconds: float, error: FetchError | None = None) -> None:
    """Count one request: what its answer's status and size were, or why it failed."""
    traffic = _current.get()
    if traffic is None:
        return
    found = traffic.of(host)
    found.requests += 1
    found.not_modified += status == HTTPStatus.NOT_MODIFIED
    found.bytes += size
    found.seconds += seconds
    if error is not None:
        found.errors[error.reason] += 1
