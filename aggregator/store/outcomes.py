"""What is written when entries have been read: how they stand, their articles, and what those said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from aggregator.identity import article_id
from aggregator.store.database import encode
from aggregator.store.schema import articles, entries, problems, revisions
from aggregator.store.visits import CONTENT, insert_problems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sqlalchemy import Connection, RowMapping
    from sqlalchemy import Insert as PlainInsert
    from sqlalchemy.dialects.sqlite import Insert

    from aggregator.models import Article
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
    """Keep an article, unless the one that is there is to stay; of an edited one keep what it said before."""
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
    there = connection.execute(_THERE, {"of_id": row["id"]}).mappings().first()
    if there is None or _replaces(row, there, outcome.article):
        if there is not None and _is_edit(row, there):
            connection.execute(_REVISION, {"of_id": row["id"]})
        connection.execute(_ARTICLE, row)


def _replaces(new: Mapping[str, Any], there: RowMapping, article: Article) -> bool:
    """Return whether a reading takes the place of the one that is there.

    An entry read again replaces its article, unless now only the feed's own text could be had. Of several
    entries that led to one article its owner's wins over a copy of it on another site, and else, within one
    run, the first by feed and id, whichever was quicker.
    """
    better = bool(new["completeness"] == BEST_READ or there["completeness"] != BEST_READ)
    if (new["feed"], new["entry"]) == (there["feed"], there["entry"]):
        return better
    own, theirs = article_id(article.url) == new["id"], article_id(there["url"] or "") == new["id"]
    if own != theirs:
        return bool(own)
    earlier = (new["feed"], new["entry"]) < (there["feed"], there["entry"])
    return bool(earlier and there["fetched"] == new["fetched"] and better)


def _is_edit(new: Mapping[str, Any], there: RowMapping) -> bool:
    """Return whether the outlet changed its article.

    That we read more of it than the last time, or that another entry stands for it, is no edit.
    """
    same = all(new[name] == there[name] for name in ("feed", "entry", "completeness"))
    return bool(same and new["content_hash"] != there["content_hash"] and there["fetched"] < new["fetched"])


def _article_statement() -> Insert:
    statement = upsert(articles)
    changes = {column.name: statement.excluded[column.name] for column in articles.c if column.name != "id"}
    return statement.on_conflict_do_update(index_elements=["id"], set_=changes)


def _revision_statement() -> PlainInsert:
    """Keep an article as it stands, before another statement replaces it."""
    before = select(func.count()).where(revisions.c.article == articles.c.id).scalar_subquery()
    standing = select(
        articles.c.id, before + 1, articles.c.content_hash, articles.c.fetched, articles.c.payload
    ).where(articles.c.id == bindparam("of_id"))
    return insert(revisions).from_select(
        ["article", "number", "content_hash", "fetched", "payload"], standing
    )


# Built once: putting a statement together takes longer than SQLite takes to run it.
_ARTICLE = _article_statement()
_REVISION = _revision_statement()
_THERE = select(
    *(articles.c[name] for name in ("feed", "entry", "completeness", "content_hash", "fetched")),
    func.json_extract(articles.c.payload, "$.url").label("url"),
).where(articles.c.id == bindparam("of_id"))
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
