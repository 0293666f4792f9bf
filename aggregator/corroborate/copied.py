"""Sentences one article has from another: wire copy, or a rival's words, in an otherwise original report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from aggregator.identity import shingles
from aggregator.models import Annotation, Article

# Two reporters do not put twelve words nearly alike by chance, nor nine word for word; shorter sentences
# ("Police investigate") may be.
MIN_WORDS, MIN_WORDS_ALIKE = 12, 9
# This share of a longer sentence's five-word runs must stand in the other.
COPIED_FROM = 0.8
Place = tuple[str, int]
"""An article's id and a sentence's place in it."""


def copied_sentences(articles: Sequence[Article], annotations: Mapping[str, Annotation]) -> dict[Place, str]:
    """Return for each copied sentence the id of the article that has it first.

    `articles` come in the order in which they count as first: credited ones, then the older.
    """
    owners: dict[int, list[Place]] = defaultdict(list)
    found: dict[Place, str] = {}
    for article in articles:
        for place, sentence in enumerate(annotations[article.id].sentences):
            text = article.text[sentence.start : sentence.end]
            words = len(text.split())
            if words < MIN_WORDS_ALIKE:
                continue
            runs = [int(one) for one in shingles(text)]
            first = _first_owner(article.id, runs, owners, COPIED_FROM if words >= MIN_WORDS else 1.0)
            if first is None:
                for run in runs:
                    owners[run].append((article.id, place))
            else:
                found[article.id, place] = first
    return found


def _first_owner(
    article: str, runs: Sequence[int], owners: Mapping[int, Sequence[Place]], share: float
) -> str | None:
    """The article of the sentence that has most of these runs, if it has its share and is another's."""
    shared = Counter(place for run in runs for place in owners.get(run, ()))
    (best, count), *_ = shared.most_common(1) or [(("", 0), 0)]
    return best[0] if count >= share * len(runs) and best[0] != article else None
