"""All that a brief is made from, with the look-ups its parts need."""

from __future__ import annotations

import re
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
    Pointer,
    Sentence,
    Span,
    Story,
)
from aggregator.terms import bag, stem, weight

RECENT = timedelta(hours=36)
"""For so long before the time a story is told at what is doubted, asked or under way is taken to last."""
HALF_DAY = timedelta(hours=12)
COURTESY = re.compile(r"(?:Mrs?|Ms|Miss)\.? ")
# A longer role makes a line hard to read.
MOST_ROLE_CHARACTERS = 90


@dataclass(frozen=True, slots=True)
class Known:
    """A person whom an article of the story names in full, with the role beside the name, if it is short."""

    article: str
    full: str
    name: Span
    role: Span | None


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

    def loose(self, ref: ClaimRef) -> int:
        """How many things a sentence takes as told before that neither a bracket nor a title tells."""
        return sum(self._is_loose(ref.article, pointer) for pointer in self.sentence(ref).pointers)

    def _is_loose(self, article: str, pointer: Pointer) -> bool:
        if pointer.noun:
            return pointer.name is None and stem(pointer.noun) not in self.headline_bag
        written = self.articles[article].text[pointer.start : pointer.end]
        last = written.split()[-1]
        alone = last == written or bool(COURTESY.match(written))
        return alone and self.person(article, last) is None and stem(last) not in self.headline_bag

    def person(self, article: str, written: str) -> Known | None:
        """Who is meant by a name in an article: as it introduces them itself, else as another does.

        None where the surname is that of two persons there, or where nobody introduces them.
        """
        known = self._people.get(written.rsplit(maxsplit=1)[-1], ()) or self._by_first_name.get(written, ())
        known = tuple(one for one in known if " " not in written or one.full == written)
        own = tuple(one for one in known if one.article == article)
        if len({one.full for one in own or known}) != 1:
            return None
        full = (own or known)[0].full
        same = [*own, *(one for one in known if one.full == full)]
        return next((one for one in same if one.role), same[0])

    @cached_property
    def _people(self) -> Mapping[str, tuple[Known, ...]]:
        """The persons of the story by surname."""
        found: dict[str, list[Known]] = {}
        for article in self.in_order:
            for one in self.annotations[article.id].people:
                role = one.role if one.role and one.role[1] - one.role[0] <= MOST_ROLE_CHARACTERS else None
                full = " ".join(article.text[slice(*one.name)].split())
                found.setdefault(full.split()[-1], []).append(Known(article.id, full, one.name, role))
        return {last: tuple(known) for last, known in found.items()}

    @cached_property
    def _by_first_name(self) -> Mapping[str, tuple[Known, ...]]:
        """The persons of the story by first name, for those whom an article calls by it."""
        found: dict[str, list[Known]] = {}
        for one in (known for people in self._people.values() for known in people):
            found.setdefault(one.full.split(maxsplit=1)[0], []).append(one)
        return {first: tuple(known) for first, known in found.items()}

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

    def is_recent(self, ref: ClaimRef) -> bool:
        """Whether a report is not much older than the story's others: what it says of the moment holds."""
        published = self.articles[ref.article].published
        return published is None or self.told is None or self.told - published <= RECENT

    def lateness(self, ref: ClaimRef) -> int:
        """By how many half days a report came out before the newest; the newest tells how things stand."""
        published = self.articles[ref.article].published
        return 0 if published is None or self.newest is None else (self.newest - published) // HALF_DAY

    @cached_property
    def headline_bag(self) -> Mapping[str, float]:
        """The telling stems of the titles with their weights, each by the share of titles that have it."""
        bags = [bag(article.title) for article in self.articles.values() if article.title]
        counts = Counter(name for one in bags for name in one)
        return {name: weight(name) * count / len(bags) for name, count in counts.items()}

    @cached_property
    def openings(self) -> str:
        """All titles with the first sentences under them."""
        return " ".join(f"{article.title} {self._lead(article)}" for article in self.in_order)

    def _lead(self, article: Article) -> str:
        sentences = self.annotations[article.id].sentences
        return article.text[sentences[0].start : sentences[0].end] if sentences else ""

    def names(self, ref: ClaimRef) -> tuple[str, ...]:
        """The names in the sentence of a claim, as written."""
        sentence, text = self.sentence(ref), self.articles[ref.article].text
        return tuple(
            text[one.start : one.end]
            for one in self.annotations[ref.article].entities
            if sentence.start <= one.start and one.end <= sentence.end
        )

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
