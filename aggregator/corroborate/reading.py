"""A story as read: what its open questions are asked of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from aggregator.corroborate.views import View
from aggregator.models import Annotation, Article, Completeness, FigureTable, Sentence, Verdict
from aggregator.terms import bag


@dataclass(frozen=True)
class Reading:
    """The story as read: its articles, oldest first, their annotations, claims and verdicts."""

    articles: Sequence[Article]
    annotations: Mapping[str, Annotation]
    views: Sequence[View]
    verdicts: Sequence[Verdict]
    tables: Sequence[FigureTable]

    @property
    def full(self) -> list[Article]:
        """The articles read in full, opinion pieces aside: only their silence counts."""
        return [
            article
            for article in self.articles
            if article.completeness is Completeness.FULL and not article.opinion
        ]

    def sentences(self, article: Article) -> tuple[Sentence, ...]:
        """The sentences of an article."""
        return self.annotations[article.id].sentences

    def head(self, article: Article) -> str:
        """An article's title and first two sentences."""
        lead = self.sentences(article)[:2]
        return " ".join([article.title, *(article.text[one.start : one.end] for one in lead)])

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """Every article's title and first sentences."""
        return tuple(self.head(article) for article in self.articles)

    @cached_property
    def about(self) -> Mapping[str, float]:
        """The telling stems of all titles and first sentences."""
        return bag(" ".join(self.heads))
