"""Claims with what weighing them needs at hand: their words, their names, their figures, their origin."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from aggregator.corroborate.quantities import Quantity, quantity_of
from aggregator.evidence import evidence_at
from aggregator.models import Annotation, Article, Claim, ClaimRef, Evidence, Figure, Sentence, SourceKind
from aggregator.terms import STOP_WORDS, bag, stem

# Shorter contents ("Yes.", "Experts differ.") say nothing that a second source could confirm.
MIN_CONTENT_WORDS = 4

_NUMBER = re.compile(r"\d[\d.,]*")
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]+")
# A capital after a word, not after a full stop or an opening quote: there only names have one.
_INSIDE = re.compile(r"(?<=[\w,;’'] )[A-Z][\w’'-]+")
_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december mr mrs ms dr""".split()
)
# Of the names in the shorter of two claims this share must be shared, or they speak of different things.
SHARED_NAMES_FROM = 0.5


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
    def numbers(self) -> frozenset[str]:
        """The numbers in the content as written, small words for numbers left aside."""
        return frozenset(number.strip(".,") for number in _NUMBER.findall(self.content))

    def written(self, figure: Figure) -> str:
        """The number of a figure as the article writes it, "" where it is spelled out."""
        found = _NUMBER.search(self.article.text, figure.start, figure.end)
        return found[0].strip(".,") if found else ""

    @property
    def article_bag(self) -> Mapping[str, float]:
        """The telling stems of the whole article."""
        return _bag_of(self.article.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of the names in the content: words the article writes with a capital inside sentences."""
        names = _names(self.article.text)
        return frozenset(stem(name) for name in _CAPITALISED.findall(self.content) if name in names)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """What the figures of the claim count."""
        found = (quantity_of(self.article, self.claim, figure) for figure in self.claim.figures)
        return tuple(quantity for quantity in found if quantity is not None)

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


@lru_cache(maxsize=256)
def _bag_of(text: str) -> Mapping[str, float]:
    return bag(text)


@lru_cache(maxsize=4096)
def _names(text: str) -> frozenset[str]:
    found = frozenset(_INSIDE.findall(text))
    return frozenset(name for name in found if name.lower() not in _DAYS | STOP_WORDS)


def names_apart(a: View, b: View) -> bool:
    """Whether both claims name somebody or something, and it is not the same."""
    fewer = min(len(a.names), len(b.names))
    return fewer > 0 and len(a.names & b.names) / fewer < SHARED_NAMES_FROM


def views_of(
    articles: Sequence[Article],
    annotations: Mapping[str, Annotation],
    vouching: Callable[[Article, Claim], str],
) -> list[View]:
    """Return every claim that says enough to be weighed, in a fixed order.

    `vouching` gives the id of the origin behind a claim of an article.
    """
    found = []
    for article in articles:
        annotation = annotations[article.id]
        for place, claim in enumerate(annotation.claims):
            if annotation.is_aside(claim):
                continue
            sentence = annotation.sentences[claim.sentence]
            ref = ClaimRef(article=article.id, claim=place)
            view = View(ref, article, claim, sentence, vouching(article, claim))
            if len(view.content.split()) >= MIN_CONTENT_WORDS and view.bag:
                found.append(view)
    return sorted(found, key=lambda view: view.order)
