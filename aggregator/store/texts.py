"""Articles, and what the annotator found in them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from aggregator.identity import article_id
from aggregator.models import Annotation, Article
from aggregator.store.database import Database, batches, encode
from aggregator.store.records import StoredArticle
from aggregator.store.schema import annotated, articles, entries, revisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import RowMapping

FEW = 10
"""Articles named to a person who gave too little of an id."""


class TextStore:
    """The part of the store that clustering reads and annotating writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def digest(self) -> str:
        """Return a hash over every article's identity and content: equal digests, nothing new to read."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(articles.c.id, articles.c.content_hash).order_by(articles.c.id)
            ).all()
        return sha256("\n".join(f"{row.id} {row.content_hash}" for row in rows).encode()).hexdigest()

    def articles(self, *, fetched_since: datetime | None = None) -> tuple[StoredArticle, ...]:
        """Return the articles read since then (all without a time), ordered by id."""
        query = select(articles).order_by(articles.c.id)
        if fetched_since is not None:
            query = query.where(articles.c.fetched >= fetched_since)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(self._article(row, row["id"]) for row in rows)

    def content_hash(self, article: str) -> str:
        """Return the hash of what an article says, "" if it is not known."""
        with self._database.reading() as connection:
            found = connection.scalar(select(articles.c.content_hash).where(articles.c.id == article))
        return str(found or "")

    def named(self, ids: Iterable[str]) -> dict[str, Article]:
        """Return the articles of these ids by id, as far as they are there."""
        with self._database.reading() as connection:
            rows = [
                row
                for batch in batches(ids)
                for row in connection.execute(select(articles).where(articles.c.id.in_(batch))).mappings()
            ]
        return {row["id"]: self._article(row, row["id"]).article for row in rows}

    def revisions(self, article: str) -> tuple[StoredArticle, ...]:
        """Return all that an article has said, the oldest form first and the one that stands last.

        `fetched` is when each was read. Empty if there is no such article.
        """
        older = select(revisions).where(revisions.c.article == article).order_by(revisions.c.number)
        newest = select(articles).where(articles.c.id == article)
        with self._database.reading() as connection:
            rows = [
                *connection.execute(older).mappings().all(),
                *connection.execute(newest).mappings().all(),
            ]
        return tuple(self._article(row, article) for row in rows)

    def edited(self, since: datetime | None = None) -> tuple[str, ...]:
        """Return the ids of articles that were edited, of those read again since then, ordered by id."""
        query = select(articles.c.id).where(articles.c.id.in_(select(revisions.c.article)))
        if since is not None:
            query = query.where(articles.c.fetched >= since)
        with self._database.reading() as connection:
            return tuple(connection.scalars(query.order_by(articles.c.id)))

    def meant(self, name: str) -> tuple[Article, ...]:
        """Return the articles, a few at most, that `name` may mean: an id, the start of one, an address."""
        of_entry = select(entries.c.article).where(entries.c.address == article_id(name))
        ids = articles.c.id
        by_name = or_(ids.startswith(name, autoescape=True), ids == article_id(name), ids.in_(of_entry))
        query = select(articles).where(by_name).order_by(ids != name, ids).limit(FEW)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all() if name else []
        found = tuple(self._article(row, row["id"]).article for row in rows)
        return found[:1] if found and found[0].id == name else found

    def annotated(self, hashes: Iterable[str], made_by: str) -> frozenset[str]:
        """Return which of these content hashes `made_by` has annotated."""
        of = select(annotated.c.content_hash).where(annotated.c.made_by == made_by)
        with self._database.reading() as connection:
            return frozenset(
                found
                for batch in batches(hashes)
                for found in connection.scalars(of.where(annotated.c.content_hash.in_(batch)))
            )

    def annotations(self, hashes: Iterable[str], made_by: str) -> dict[str, Annotation]:
        """Return the annotations of `made_by` for these content hashes, as far as they are there."""
        found: dict[str, Annotation] = {}
        with self._database.reading() as connection:
            for batch in batches(hashes):
                query = select(annotated).where(
                    annotated.c.content_hash.in_(batch), annotated.c.made_by == made_by
                )
                for row in connection.execute(query).mappings():
                    found[row["content_hash"]] = self._annotation(row)
        return found

    def save_annotations(self, made: Mapping[str, Annotation], made_by: str) -> None:
        """Keep annotations by content hash, in one transaction, in place of an older version's."""
        with self._database.writing() as connection:
            for content_hash, annotation in made.items():
                row = {"content_hash": content_hash, "made_by": made_by, "payload": encode(annotation)}
                connection.execute(
                    upsert(annotated)
                    .values(row)
                    .on_conflict_do_update(index_elements=["content_hash"], set_=row)
                )

    def _article(self, row: RowMapping, name: str) -> StoredArticle:
        article = self._database.decode(Article, row["payload"], f"article {name}")
        return StoredArticle(article=article, content_hash=row["content_hash"], fetched=row["fetched"])

    def _annotation(self, row: RowMapping) -> Annotation:
        return self._database.decode(Annotation, row["payload"], f"annotation {row['content_hash']}")
