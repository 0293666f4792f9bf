"""What is written when entries have been read: how they stand, their articles, and what those said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert

from aggregator.store.database import encode
from aggregator.store.schema import articles, entries, problems, revisions
from aggregator.store.visits import CONTENT, insert_problems

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy import Insert as PlainInsert
    from sqlalchemy.dialects.sqlite import Insert

    from aggregator.store.records import EntryOutcome

BEST_READ = "full"
"""A page read this well is never replaced by what its feed alone gives."""


def save_outcome(connection: Connection, outcome: EntryOutcome) -> None:
    """Keep what became of one entry."""
    key = {"of_feed": outcome.entry.feed, "of_entry": outcome.entry.id}
    values = {
        "state": outcome.state,
        "handled": outcome.at,
        "retry_at": outcome.retry_at,
        "article": outcome.article.id if outcome.article else None,
    }
    connection.execute(_HANDLED, key | values)
    connection.execute(_NO_PROBLEMS, key)
    insert_problems(connection, outcome.entry.feed, outcome.entry.id, CONTENT, outcome.at, outcome.problems)
    if outcome.article is not None:
        _save_article(connection, outcome)


def _save_article(connection: Connection, outcome: EntryOutcome) -> None:
    """Keep an article, by the rules of `_article_statement`, and what it said before if it was edited."""
    assert outcome.article is not None
    row = {
        "id": outcome.article.id,
        "content_hash": outcome.content_hash,
        "completeness": outcome.article.completeness,
        "feed": outcome.entry.feed,
        "entry": outcome.entry.id,
        "published": outcome.article.published,
        "fetched": outcome.at,
        "payload": encode(outcome.article),
    }
    connection.execute(_REVISION, {f"new_{name}": value for name, value in row.items()})
    connection.execute(_ARTICLE, row)


def _article_statement() -> Insert:
    """Of two entries that led to one article the first by feed and id wins, whichever was quicker.

    An entry read again replaces its article, unless now only the feed's own text could be had.
    """
    statement = upsert(articles)
    new = statement.excluded
    same = and_(articles.c.feed == new.feed, articles.c.entry == new.entry)
    earlier = tuple_(new.feed, new.entry) < tuple_(articles.c.feed, articles.c.entry)
    better = or_(new.completeness == BEST_READ, articles.c.completeness != BEST_READ)
    replaces = or_(and_(same, better), and_(earlier, articles.c.fetched == new.fetched, better))
    changes = {column.name: new[column.name] for column in articles.c if column.name != "id"}
    return statement.on_conflict_do_update(index_elements=["id"], set_=changes, where=replaces)


def _revision_statement() -> PlainInsert:
    """Keep an article as it stands before the next statement replaces it with an edited one.

    That we read more of it than the last time, or that another entry of the same run stands for it, is no
    edit of its outlet.
    """
    before = select(func.count()).where(revisions.c.article == articles.c.id).scalar_subquery()
    edited = select(
        articles.c.id, before + 1, articles.c.content_hash, articles.c.fetched, articles.c.payload
    ).where(
        articles.c.id == bindparam("new_id"),
        articles.c.feed == bindparam("new_feed"),
        articles.c.entry == bindparam("new_entry"),
        articles.c.completeness == bindparam("new_completeness"),
        articles.c.content_hash != bindparam("new_content_hash"),
        articles.c.fetched < bindparam("new_fetched", type_=articles.c.fetched.type),
    )
    return insert(revisions).from_select(["article", "number", "content_hash", "fetched", "payload"], edited)


# Built once: putting a statement together takes longer than SQLite takes to run it.
_ARTICLE = _article_statement()
_REVISION = _revision_statement()
_HANDLED = (
    update(entries)
    .where(entries.c.feed == bindparam("of_feed"), entries.c.id == bindparam("of_entry"))
    .values(
        state=bindparam("state"),
        handled=bindparam("handled"),
        retry_at=bindparam("retry_at"),
        article=bindparam("article"),
        attempts=entries.c.attempts + 1,
    )
)
_NO_PROBLEMS = delete(problems).where(
    problems.c.feed == bindparam("of_feed"), problems.c.entry == bindparam("of_entry")
)
