"""Weigh what the sources claim: claims and articles in, verdicts, figures that differ and questions out.

    articles | find_origins -> origins
    claims | find_ties -> who carries, who opposes whom | find_verdicts -> verdicts
    claims | find_tables -> figures that differ | find_questions -> what is still open

All of it is a pure function of its arguments, whatever their order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from aggregator.ages import time_told
from aggregator.config import Policy
from aggregator.corroborate.copied import copied_sentences
from aggregator.corroborate.matching import Match, Relation, match
from aggregator.corroborate.origins import cited_outlet, find_origins, outlets_of
from aggregator.corroborate.questions import find_questions
from aggregator.corroborate.reading import Reading
from aggregator.corroborate.tables import find_outdated, find_tables
from aggregator.corroborate.telling import kind_told
from aggregator.corroborate.ties import find_ties
from aggregator.corroborate.verdicts import Bench, find_verdicts
from aggregator.corroborate.views import View, views_of
from aggregator.models import (
    Annotation,
    Article,
    Assessment,
    Claim,
    ClaimRef,
    Compare,
    Origin,
    Sentence,
    Source,
    SourceKind,
    Story,
)

__all__ = ["Match", "Relation", "corroborate", "match_texts"]


def corroborate(
    story: Story,
    articles: Sequence[Article],
    annotations: Mapping[str, Annotation],
    policy: Policy,
    compare: Compare,
) -> Assessment:
    """Weigh the claims of one story.

    Args:
        story: the story; only its id is used.
        articles: its articles, in any order.
        annotations: the annotation of each article, by article id.
        policy: the thresholds of the verdicts.
        compare: reads two sentences together (`aggregator.annotate.compare`).
    """
    articles = sorted(articles, key=lambda article: (str(article.published or "9"), article.id))
    origins = find_origins(articles, annotations, policy)
    views = views_of(articles, annotations, _vouching(articles, annotations, origins))
    ties = find_ties(views, compare, policy.match_threshold)
    span = timedelta(days=policy.stale_after_days)
    told = time_told((article.published for article in articles), span)
    verdicts = find_verdicts(Bench(views, ties, policy, told, find_outdated(views, policy, compare)))
    tables = find_tables(views, policy, compare, ties.figures)
    reading = Reading(articles, annotations, views, verdicts, tables)
    questions, answered = find_questions(reading)
    kind = kind_told(reading)
    return Assessment(
        story=story.id,
        origins=origins,
        verdicts=verdicts,
        questions=questions,
        tables=tables,
        answered=answered,
        kind=kind.name if kind else "",
    )


def _vouching(
    articles: Sequence[Article], annotations: Mapping[str, Annotation], origins: Sequence[Origin]
) -> Callable[[Article, Claim], str]:
    """Return who vouches for a claim: the outlet it is passed on from, else who had its sentence first."""
    origin_of = {member: origin.id for origin in origins for member in origin.articles}
    by_outlet = outlets_of(articles)
    credited_first = sorted(articles, key=lambda article: not article.credits)  # stable: then the oldest
    copied = copied_sentences(credited_first, annotations)

    def vouching(article: Article, claim: Claim) -> str:
        cited = by_outlet.get(cited_outlet(claim))
        return origin_of[cited.id if cited else copied.get((article.id, claim.sentence), article.id)]

    return vouching


def match_texts(
    a: Article,
    b: Article,
    annotation_a: Annotation,
    annotation_b: Annotation,
    compare: Compare,
) -> Match:
    """Compare two sentences, each given as an article of its own: whether they make the same claim.

    Each text is taken as one claim; where annotate found several, their words and figures are joined.
    """
    return match(whole(a, annotation_a), whole(b, annotation_b), compare(a.text, b.text))


def whole(article: Article, annotation: Annotation) -> View:
    """Return all a text says as one claim: its figures together, its least certain part for certainty."""
    claims = annotation.claims or (_bare_claim(article),)
    sentences = annotation.sentences or (Sentence(start=0, end=len(article.text)),)
    whole = replace(
        claims[0],
        content=(0, len(article.text)),
        certainty=min(claim.certainty for claim in claims),
        figures=tuple(figure for claim in claims for figure in claim.figures),
    )
    return View(ClaimRef(article=article.id, claim=0), article, whole, sentences[0], article.id)


def _bare_claim(article: Article) -> Claim:
    size = len(article.text)
    return Claim(start=0, end=size, sentence=0, content=(0, size), source=Source(kind=SourceKind.OUTLET))
