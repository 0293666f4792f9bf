"""Why something could not be fetched or was left out: stable codes, listed in docs/fetching.md."""

from __future__ import annotations

from enum import StrEnum

from aggregator.models import Problem

STEP = "fetch"


class Reason(StrEnum):
    """Every reason of this step except ``http_NNN``, which carries the status the server answered."""

    # The address
    BAD_ADDRESS = "bad_address"
    PRIVATE_ADDRESS = "private_address"
    ROBOTS = "robots"
    GONE = "gone"
    # The exchange
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN_REPLY = "broken_reply"
    BAD_REDIRECT = "bad_redirect"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    EMPTY_BODY = "empty_body"
    MOVED = "moved"
    # The feed
    NOT_A_FEED = "not_a_feed"
    MALFORMED = "malformed"
    GUESSED_ENCODING = "guessed_encoding"
    EMPTY_FEED = "empty_feed"
    OVER_MAX_ITEMS = "over_max_items"
    # Its items
    LISTED_TWICE = "listed_twice"
    EMPTY_ITEM = "empty_item"
    BAD_ITEM = "bad_item"
    BAD_LINK = "bad_link"
    BAD_DATE = "bad_date"
    FUTURE_DATE = "future_date"
    CUT = "cut"


class FetchError(Exception):
    """An address could not be fetched. Never leaves this package: its edge makes a `Problem` of it.

    Attributes:
        reason: a `Reason` or ``http_NNN``.
        detail: one plain sentence.
        again: whether another attempt may help.
        wait: seconds the server asked us to stay away; None when it did not say.
        status: the HTTP status, 0 when there was none.
    """

    def __init__(
        self, reason: str, detail: str, *, again: bool = False, wait: float | None = None, status: int = 0
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = str(reason)
        self.detail = detail
        self.again = again
        self.wait = wait
        self.status = status

    def anew(self) -> FetchError:
        """Return the same failure for another address that shares it; it is not tried again."""
        return FetchError(self.reason, self.detail, wait=self.wait, status=self.status)

    def problem(self, subject: str, url: str, *, fatal: bool) -> Problem:
        """Return this failure as the value that is handed on."""
        return problem(subject, self.reason, self.detail, url=url, fatal=fatal)


def problem(subject: str, reason: str, detail: str, *, url: str = "", fatal: bool = False) -> Problem:
    """Return a problem of this step."""
    return Problem(step=STEP, subject=subject, reason=str(reason), detail=detail, url=url, fatal=fatal)
