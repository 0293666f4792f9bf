"""All that a brief is made from, with the look-ups its parts need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from aggregator.ages import time_told
from aggregator.compose.values import Record
from aggregator.config import Settings
from aggregator.evidence import evidence_at
from aggregator.models import (
    Annotation,
    Article,
    Assessment,
    Claim,
    ClaimRef,
    Compare,
    Evidence,
    Origin,
    Sentence,
    Story,
)
from aggregator.terms import bag, weight


@dataclass(frozen=True)
class Material:
    """A story's articles (by id), their annotations, what corroborate found, settings, time, `compare`."""

    story: Story
    articles: Mapping[str, Article]
    annotations: Mapping[str, Annotation]
    assessment: Assessment
    settings: Settings
    at: datetime
    compare: Compare

    def claim(self, ref: ClaimRef) -> Claim:
        """The claim a reference names."""
        return self.annotations[ref.article].claims[ref.claim]

    def sentence(self, ref: ClaimRef) -> Sentence:
        """The sentence a claim stands in."""
        return self.annotations[ref.article].sentences[self.claim(ref).sentence]

    def evidence(self, ref: ClaimRef) -> Evidence:
        """The sentence a claim stands in, as evidence."""
        sentence = self.sentence(ref)
        return evidence_at(self.articles[ref.article], sentence.start, sentence.end)

    def text(self, ref: ClaimRef) -> str:
        """The text of the sentence a claim stands in."""
        sentence = self.sentence(ref)
        return self.articles[ref.article].text[sentence.start : sentence.end]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number each article has in the list of sources, 1 for the oldest."""
        return {article.id: place for place, article in enumerate(self.in_order, 1)}

    @cached_property
    def in_order(self) -> tuple[Article, ...]:
        """The articles, oldest first, undated ones last."""
        return tuple(sorted(self.articles.values(), key=_age))

    @cached_property
    def origin_of(self) -> Mapping[str, Origin]:
        """The origin of each article."""
        return {member: origin for origin in self.assessment.origins for member in origin.articles}

    @cached_property
    def newest(self) -> datetime | None:
        """When the newest article was published."""
        return max((a.published for a in self.articles.values() if a.published), default=None)

    @cached_property
    def told(self) -> datetime | None:
        """The time the story is told at (`aggregator.ages.time_told`)."""
        span = timedelta(days=self.settings.policy.stale_after_days)
        return time_told((article.published for article in self.articles.values()), span)

    @cached_property
    def headline_bag(self) -> Mapping[str, float]:
        """The telling stems of the titles with their weights, each by the share of titles that have it."""
        bags = [bag(article.title) for article in self.articles.values() if article.title]
        counts = Counter(name for one in bags for name in one)
        return {name: weight(name) * count / len(bags) for name, count in counts.items()}

    @cached_property
    def record(self) -> Record:
        """What printed counts, dates and names are computed from."""
        return Record(self.articles, self.numbers, len(self.assessment.origins))


def _age(article: Article) -> tuple[bool, str, str]:
    return (
        article.published is None,
        article.published.isoformat() if article.published else "",
        article.id,
    )
