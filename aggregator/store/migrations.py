"""The store's schema, step by step. A migration that has shipped is never edited: add the next one.

The number of migrations done stands in ``PRAGMA user_version``, which SQLite changes together with the
tables in one transaction: a migration is done wholly or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.errors import StoreError, StoreTooNewError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from aggregator.store.database import Database

APPLICATION_ID = 0x41474752
"""Written into the file's header ("AGGR"), so that another program's database is not taken for ours."""

FIRST = (
    """CREATE TABLE feeds (
        url TEXT NOT NULL PRIMARY KEY, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
        moved_to TEXT NOT NULL, status TEXT NOT NULL, last_tried TEXT NOT NULL, last_success TEXT,
        failures INTEGER NOT NULL, skip_until TEXT)""",
    """CREATE TABLE problems (
        id INTEGER NOT NULL PRIMARY KEY, feed TEXT NOT NULL, entry TEXT NOT NULL, kind TEXT NOT NULL,
        at TEXT NOT NULL, payload TEXT NOT NULL)""",
    "CREATE INDEX problems_by_subject ON problems (feed, entry, kind)",
    """CREATE TABLE entries (
        feed TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL, address TEXT NOT NULL,
        payload TEXT NOT NULL, first_seen TEXT NOT NULL, state TEXT NOT NULL, article TEXT, handled TEXT,
        attempts INTEGER NOT NULL, retry_at TEXT, PRIMARY KEY (feed, id))""",
    "CREATE INDEX entries_by_state ON entries (state)",
    """CREATE TABLE articles (
        id TEXT NOT NULL PRIMARY KEY, content_hash TEXT NOT NULL, completeness TEXT NOT NULL,
        feed TEXT NOT NULL, entry TEXT NOT NULL, published TEXT, fetched TEXT NOT NULL,
        payload TEXT NOT NULL)""",
    "CREATE INDEX articles_by_fetched ON articles (fetched)",
    """CREATE TABLE annotations (
        content_hash TEXT NOT NULL PRIMARY KEY, made_by TEXT NOT NULL, payload TEXT NOT NULL)""",
    """CREATE TABLE stories (
        id TEXT NOT NULL PRIMARY KEY, payload TEXT NOT NULL, made_by TEXT NOT NULL,
        live BOOLEAN NOT NULL, first_seen TEXT NOT NULL, slug TEXT)""",
    """CREATE TABLE results (
        step TEXT NOT NULL, story TEXT NOT NULL, input_hash TEXT NOT NULL, made_at TEXT NOT NULL,
        payload TEXT NOT NULL, PRIMARY KEY (step, story))""",
    "CREATE TABLE steps (step TEXT NOT NULL PRIMARY KEY, input_hash TEXT NOT NULL, at TEXT NOT NULL)",
    """CREATE TABLE editions (
        number INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL,
        input_hash TEXT NOT NULL, payload TEXT, published BOOLEAN NOT NULL)""",
    """CREATE TABLE runs (
        number INTEGER NOT NULL PRIMARY KEY, started TEXT NOT NULL, seconds FLOAT NOT NULL,
        exit_code INTEGER NOT NULL, report TEXT NOT NULL)""",
)

FAILING_SINCE = (
    "ALTER TABLE feeds ADD COLUMN failing_since TEXT",
    # Of a feed that fails already it is not known when that began; the last success is the nearest.
    "UPDATE feeds SET failing_since = coalesce(last_success, last_tried) WHERE failures > 0",
)

MENDS = (
    "ALTER TABLE stories ADD COLUMN merged_into TEXT",
    """CREATE TABLE mends (
        number INTEGER NOT NULL PRIMARY KEY, at TEXT NOT NULL, payload TEXT NOT NULL, followed TEXT)""",
)
"""An editor's choices, and where the stories went that ended; of those that ended before it is not known."""

POLLING = (
    "ALTER TABLE feeds ADD COLUMN address TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feeds ADD COLUMN moved_polls INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE feeds ADD COLUMN gone_since TEXT",
    "ALTER TABLE feeds ADD COLUMN waits_for TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feeds ADD COLUMN interval FLOAT NOT NULL DEFAULT 0",
    "ALTER TABLE feeds ADD COLUMN rhythm TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feeds ADD COLUMN listing TEXT NOT NULL DEFAULT ''",
    # Until now only a server's own word kept a feed from being asked.
    "UPDATE feeds SET waits_for = 'retry_after' WHERE skip_until IS NOT NULL",
    "CREATE INDEX entries_by_address ON entries (address)",
)
"""Where and when a feed is asked next, and why then."""

REVISIONS = (
    "ALTER TABLE entries ADD COLUMN edits INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE entries ADD COLUMN updated TEXT",
    "CREATE INDEX entries_by_article ON entries (article)",
    """CREATE TABLE revisions (
        article TEXT NOT NULL, number INTEGER NOT NULL, content_hash TEXT NOT NULL,
        fetched TEXT NOT NULL, payload TEXT NOT NULL, PRIMARY KEY (article, number))""",
)
"""What an article said before its outlet changed it."""

FREQUENCIES = (
    "ALTER TABLE stories ADD COLUMN last_seen TEXT",
    # Of stories from before it is only known that they may have been in the last clustering.
    "UPDATE stories SET last_seen = coalesce((SELECT at FROM steps WHERE step = 'cluster'), first_seen)",
    """CREATE TABLE terms (
        view INTEGER NOT NULL, term TEXT NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY (view, term))""",
)
"""When each story last had a live article, and in how many articles each term stands."""

STREAM = (
    "CREATE TABLE stream (made_by TEXT NOT NULL PRIMARY KEY, marks TEXT NOT NULL, payload BLOB NOT NULL)",
)
"""What clustering knows of the live articles, between runs."""

BRIEFS = (
    """CREATE TABLE briefs (
        edition TEXT NOT NULL, story TEXT NOT NULL, place INTEGER, payload TEXT NOT NULL,
        PRIMARY KEY (edition, story))""",
    """INSERT INTO briefs (edition, story, place, payload)
        SELECT editions.id, json_extract(brief.value, '$.story'), brief.key, brief.value
        FROM editions, json_each(editions.payload, '$.briefs') AS brief""",
    """UPDATE editions SET payload = json_set(payload, '$.briefs', json('[]'))
        WHERE json_array_length(payload, '$.briefs') > 0""",
)
"""The briefs of the newest edition one by one, so that a run need not hold them all."""

MIGRATIONS: tuple[Sequence[str], ...] = (
    FIRST,
    FAILING_SINCE,
    MENDS,
    POLLING,
    REVISIONS,
    FREQUENCIES,
    STREAM,
    BRIEFS,
)
"""What each version adds; the schema's version is how many have been done."""


def migrate(database: Database) -> None:
    """Bring `database` to the newest schema.

    Raises:
        StoreTooNewError: if a newer version of the program has written it.
        StoreError: if it is another program's database.
    """
    done = version_of(database)
    # Only now: it changes the file, which until here may have been somebody else's.
    database.write_ahead()
    for number in range(done, len(MIGRATIONS)):
        with database.writing() as connection:
            # Asked again inside the transaction: another process may have been quicker.
            if _version(connection, database.path) == number:
                _do(connection, number)


def version_of(database: Database) -> int:
    """Return how many migrations `database` has seen; 0 for an empty file. Raises as `migrate` does."""
    with database.reading() as connection:
        return _version(connection, database.path)


def _version(connection: Connection, path: Path) -> int:
    """Return how many migrations the file has seen; refuse files that are not ours to change."""
    found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    owner = int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    if owner != APPLICATION_ID and (tables or found):
        raise StoreError(f"{path} is a database of another program; give another output folder")
    if found > len(MIGRATIONS):
        raise StoreTooNewError(
            f"{path} was written by a newer version of aggregator (schema {found}; this version knows "
            f"{len(MIGRATIONS)}). Upgrade aggregator, or give another output folder"
        )
    return found


def _do(connection: Connection, number: int) -> None:
    for statement in MIGRATIONS[number]:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {number + 1}")
