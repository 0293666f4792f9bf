"""The tables as SQLAlchemy sees them. They are made by `migrations`; a test keeps the two equal.

feeds        one row a feed: validators kept byte for byte, failures, where and when it is asked again
problems     what is wrong with a feed or one of its entries now; replaced when it is read again
entries      one row an item of a feed: new, retry, read, refused or duplicate
articles     what was read, as JSON, with its content hash
revisions    what an article said before its outlet changed it, numbered from 1
annotations  by content hash and annotator version
stories      members, and the first slug, which never changes; of one that ended, the story it went into;
             when it last had an article among those compared
terms        in how many articles each term stands, by view; under the term "" how many have the view
stream       one row: what clustering knows of the live articles, what it is the work of, what they were like
mends        an editor's choices on stories, in the order they were made
results      what a step last made of each story (assessment, brief), with its input hash
steps        what a whole step was last done on
editions     the payload of the newest edition, without its briefs; older ones keep their row
briefs       those of the newest edition by their place in it; of one that is being made they have none yet
runs         reports of past runs
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcTime(TypeDecorator[datetime]):
    """An aware time as ISO 8601 text in UTC with microseconds, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text stored for `value`."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the time stored as `value`."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("moved_to", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("last_tried", UtcTime, nullable=False),
    Column("last_success", UtcTime),
    Column("failures", Integer, nullable=False),
    Column("skip_until", UtcTime),
    Column("failing_since", UtcTime),
    Column("address", Text, nullable=False),
    Column("moved_polls", Integer, nullable=False),
    Column("gone_since", UtcTime),
    Column("waits_for", Text, nullable=False),
    Column("interval", Float, nullable=False),
    Column("rhythm", Text, nullable=False),
    Column("listing", Text, nullable=False),
)

problems = Table(
    "problems",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("payload", Text, nullable=False),
    Index("problems_by_subject", "feed", "entry", "kind"),
)

entries = Table(
    "entries",
    metadata,
    Column("feed", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("article", Text),
    Column("handled", UtcTime),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", UtcTime),
    Column("edits", Integer, nullable=False),
    Column("updated", UtcTime),
    Index("entries_by_state", "state"),
    Index("entries_by_address", "address"),
    Index("entries_by_article", "article"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("content_hash", Text, nullable=False),
    Column("completeness", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("published", UtcTime),
    Column("fetched", UtcTime, nullable=False),
    Column("payload", Text, nullable=False),
    Index("articles_by_fetched", "fetched"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content_hash", Text, nullable=False),
    Column("fetched", UtcTime, nullable=False),
    Column("payload", Text, nullable=False),
)

annotated = Table(
    "annotations",
    metadata,
    Column("content_hash", Text, primary_key=True),
    Column("made_by", Text, nullable=False),
    Column("payload", Text, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("payload", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("slug", Text),
    Column("merged_into", Text),
    Column("last_seen", UtcTime),
)

terms = Table(
    "terms",
    metadata,
    Column("view", Integer, primary_key=True),
    Column("term", Text, primary_key=True),
    Column("articles", Integer, nullable=False),
)

stream = Table(
    "stream",
    metadata,
    Column("made_by", Text, primary_key=True),
    Column("marks", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

mends = Table(
    "mends",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("payload", Text, nullable=False),
    Column("followed", Text),
)

results = Table(
    "results",
    metadata,
    Column("step", Text, primary_key=True),
    Column("story", Text, primary_key=True),
    Column("input_hash", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("payload", Text, nullable=False),
)

steps = Table(
    "steps",
    metadata,
    Column("step", Text, primary_key=True),
    Column("input_hash", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("at", UtcTime, nullable=False),
    Column("input_hash", Text, nullable=False),
    Column("payload", Text),
    Column("published", Boolean, nullable=False),
)

briefs = Table(
    "briefs",
    metadata,
    Column("edition", Text, primary_key=True),
    Column("story", Text, primary_key=True),
    Column("place", Integer),
    Column("payload", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("started", UtcTime, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("exit_code", Integer, nullable=False),
    Column("report", Text, nullable=False),
)
