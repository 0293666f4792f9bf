"""Whoever watches over the runs is told how each ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.config import Settings
    from aggregator.models import Problem

STEP = "health"
"""The step under which it stands in a report that nobody could be told."""

FAILED = "/fail"
"""Behind the path of the address when a run published nothing, as healthchecks.io wants it."""

MOST_SECONDS = 10.0
"""For the whole of one attempt: what watches over runs may not hold them up."""


def told(settings: Settings, now: datetime, *, failed: bool) -> Problem | None:
    """Ask for the address that is told how runs end; return why it could not be had, None if it was.

    Its own setting alone says whether it may be a private address.
    """
    if settings.health.url is None:
        return None
    from aggregator.fetch import ping  # noqa: PLC0415 - the HTTP client loads only when it is used

    changes = {
        "allow_private_addresses": settings.health.allow_private_addresses,
        "total_timeout": min(settings.fetch.total_timeout, MOST_SECONDS),
    }
    url = address(str(settings.health.url), failed=failed)
    problem = ping(url, settings.fetch.model_copy(update=changes), now=now)
    return replace(problem, step=STEP) if problem else None


def address(url: str, *, failed: bool) -> str:
    """Return the address to ask for."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/") + (FAILED if failed else "")
    return urlunsplit(parts._replace(path=path or "/"))
