"""Claims with what weighing them needs at hand: their words, their names, their figures, their origin."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from aggregator.evidence import evidence_at
from aggregator.models import Annotation, Article, Claim, ClaimRef, Evidence, Figure, Sentence, SourceKind
from aggregator.terms import bag, stem

# Shorter contents ("Yes.", "Experts differ.") say nothing that a second source could confirm.
MIN_CONTENT_WORDS = 4

_CAPITALISED = re.compile(r"(?<![.!?“\"‘'(\[]\s)(?<!^)\b[A-Z][\w’'-]+")


@dataclass(frozen=True)
class View:
    """One claim as seen by this step. `origin` is the id of the origin that vouches for it."""

    ref: ClaimRef
    article: Article
    claim: Claim
    sentence: Sentence
    origin: str

    @cached_property
    def content(self) -> str:
        """The matter of the claim, without who says it."""
        return self.article.text[slice(*self.claim.content)]

    @cached_property
    def bag(self) -> dict[str, float]:
        """The telling stems of the content with their weights."""
        return bag(self.content)

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of the capitalised words in the content, its first word left aside."""
        return frozenset(stem(name) for name in _CAPITALISED.findall(self.content))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the claim."""
        return self.claim.figures

    @property
    def outlet(self) -> str:
        """Who printed it, for counting outlets."""
        return self.article.outlet or self.article.id

    @property
    def order(self) -> tuple[str, str, int]:
        """A total order that does not depend on the order of input."""
        published = self.article.published
        return (published.isoformat() if published else "9", self.article.id, self.claim.start)

    @property
    def evidence(self) -> Evidence:
        """The claim's sentence as evidence."""
        return evidence_at(self.article, self.sentence.start, self.sentence.end)

    @property
    def named(self) -> bool:
        """Whether somebody named, and not the outlet, stands behind it."""
        source = self.claim.source
        return source.kind in (SourceKind.PERSON, SourceKind.ORGANISATION) and bool(source.name)


def views_of(
    articles: Sequence[Article], annotations: Mapping[str, Annotation], origin_of: Mapping[str, str]
) -> list[View]:
    """Return every claim that says enough to be weighed, in a fixed order.

    `origin_of` gives the origin id of each article id.
    """
    found = []
    for article in articles:
        annotation = annotations[article.id]
        for place, claim in enumerate(annotation.claims):
            sentence = annotation.sentences[claim.sentence]
            ref = ClaimRef(article=article.id, claim=place)
            view = View(ref, article, claim, sentence, origin_of[article.id])
            if len(view.content.split()) >= MIN_CONTENT_WORDS and view.bag:
                found.append(view)
    return sorted(found, key=lambda view: view.order)
