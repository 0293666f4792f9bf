"""Edited news and web text are told apart, on invented sentences."""

from __future__ import annotations

import pytest

from aggregator.annotate.reader.decoding import read
from aggregator.annotate.register import chance_of_news
from aggregator.annotate.words import tokens_of


@pytest.mark.parametrize(
    ("news", "web"),
    [
        (
            "The council of Port Ellery approved the new harbour wall on Monday, the mayor's office said.",
            "I'd love to know if anyone has tried the new coffee place near the station?",
        ),
        (
            "Police arrested two men in Norden after a fire destroyed a warehouse, a spokesman said.",
            "Thanks so much for your help, I will call you tomorrow and we can talk about it!",
        ),
    ],
)
def test_news_reads_more_like_news(news: str, web: str) -> None:
    assert chance_of_news(read(tokens_of(news))) > 0.5 > chance_of_news(read(tokens_of(web)))
