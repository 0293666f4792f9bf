"""What goes into the store and comes out of it, beside the words of `aggregator.models`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.models import ANY_TIME, Article, Entry, Mend, Problem, Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is known of a feed. `etag` and `last_modified` are the server's, byte for byte.

    `failing_since` is the first of its `failures` in a row. It is not asked before `skip_until`, for the
    reason `waits_for`, and not at all once `gone_since` is set. `address` is where it is asked since it
    moved for good, and `moved_polls` counts the polls in a row that led to `moved_to`. `interval` are the
    seconds between two polls if nobody asks for more, and `listing` is a hash over what it last listed.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    status: str = ""
    last_tried: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    skip_until: datetime | None = None
    failing_since: datetime | None = None
    address: str = ""
    moved_polls: int = 0
    gone_since: datetime | None = None
    waits_for: str = ""
    interval: float = 0.0
    rhythm: Rhythm = ANY_TIME
    listing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedActivity:
    """How many items a feed gave within the last `days`; fewer days than asked for if it is new."""

    items: int
    days: float

    @property
    def a_day(self) -> float:
        """Items a day."""
        return self.items / self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedVisit:
    """A feed was asked at `at`. `status` is ``ok``, ``not_modified``, ``failed`` or ``gone``.

    `feed` is the configured address, whatever the server redirected to; the validators are those to be
    sent the next time. With an `entries` of None the feed lists what it listed before. The rest is to be
    known of the feed from now on, as in `FeedState`.
    """

    feed: str
    at: datetime
    status: str
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    skip_until: datetime | None = None
    entries: tuple[Entry, ...] | None = ()
    problems: tuple[Problem, ...] = ()
    address: str = ""
    moved_polls: int = 0
    gone_since: datetime | None = None
    waits_for: str = ""
    interval: float = 0.0
    rhythm: Rhythm = ANY_TIME
    listing: str = ""


EntryKey = tuple[str, str]
"""An entry by its feed's address and its id there."""


class EntryState(StrEnum):
    """Where an entry stands: only NEW, and RETRY when its time has come, are still to be read."""

    NEW = "new"
    RETRY = "retry"
    READ = "read"
    REFUSED = "refused"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry still to be read, and how often its page was tried in vain.

    Entries of one `address` are one article; "" for an entry without a page. `article` is what was read of it
    the last time.
    """

    entry: Entry
    address: str = ""
    attempts: int = 0
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryOutcome:
    """An entry was handled at `at`. `article` with its `content_hash` is what was read of it, if anything.

    With RETRY the page is asked for again from `retry_at` on; `article` is what the feed gave meanwhile.
    """

    entry: Entry
    at: datetime
    state: EntryState
    article: Article | None = None
    content_hash: str = ""
    problems: tuple[Problem, ...] = ()
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article with the hash of its content and the time it was read."""

    article: Article
    content_hash: str
    fetched: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRecord:
    """An edition and what it was made from; `published` says that readers can see it."""

    id: str
    at: datetime
    input_hash: str
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A past run by its number: when it began, how many seconds it took, and its exit code."""

    number: int
    started: datetime
    seconds: float
    exit_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMend:
    """An editor's choice, the number it is called by, and when it was made.

    `followed` is the choice as the last run left it, naming the articles that it speaks of now; None before
    a run has applied it.
    """

    number: int
    at: datetime
    mend: Mend
    followed: Mend | None = None

    @property
    def now(self) -> Mend:
        """The choice as it is to be applied."""
        return self.followed or self.mend


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStream:
    """What clustering knows of the live articles, between runs: `payload` is its own affair.

    `made_by` says what it is the work of, `marks` by id what the articles were like.
    """

    made_by: str
    marks: Mapping[str, str]
    payload: bytes
