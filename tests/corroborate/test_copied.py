"""A copied sentence counts for who had it first, in an otherwise original report."""

from __future__ import annotations

from typing import Any

from aggregator.annotate import compare
from aggregator.config import Policy
from aggregator.corroborate import corroborate
from aggregator.corroborate.copied import copied_sentences
from aggregator.models import Reason, Standing

COPY = "The ferry Marit sank off Port Ellery on Monday evening with forty people aboard, ten of them pupils."
OWN = "Harbour staff in Port Ellery worked through the night to find out who had bought tickets."
OTHER = "Relatives waited in the town hall of Port Ellery, where the council had set up beds."


def test_a_sentence_word_for_word_counts_for_the_older_article(newsroom: Any, hour: Any) -> None:
    newsroom.add("Ellery Post", OTHER, COPY, published=hour(3))
    newsroom.add("Harrow Ledger", COPY, OWN, published=hour(1))
    articles = sorted(newsroom.articles, key=lambda article: article.published)
    assert copied_sentences(articles, newsroom.annotations) == {("Ellery Post", 1): "Harrow Ledger"}


def test_a_copied_sentence_confirms_nothing(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", COPY, OWN)
    newsroom.add("Ellery Post", COPY, OTHER)
    assessment = corroborate(newsroom.story, newsroom.articles, newsroom.annotations, Policy(), compare)
    assert len(assessment.origins) == 2
    verdict = assessment.verdicts[0]
    assert (verdict.standing, verdict.reasons) == (Standing.UNCLEAR, (Reason.SINGLE_ORIGIN,))
    assert (verdict.outlets, verdict.origins) == (2, 1)


def test_a_stock_phrase_is_no_copy(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", "Police are investigating the cause of the fire.")
    newsroom.add("Ellery Post", "Police are investigating the cause of the fire.")
    assert copied_sentences(newsroom.articles, newsroom.annotations) == {}


def test_nine_words_alike_are_a_copy_and_nine_nearly_alike_are_not(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", "Nine divers searched the hull of the Marit on Tuesday.")
    newsroom.add("Ellery Post", "Nine divers searched the hull of the Marit on Tuesday.")
    newsroom.add("Norden Star", "Ten divers searched the hull of the Marit on Tuesday.")
    found = copied_sentences(newsroom.articles, newsroom.annotations)
    assert found == {("Ellery Post", 0): "Harrow Ledger"}
