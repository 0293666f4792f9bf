"""Tickers, round-ups and the like: one page on many events, which would glue their stories together."""

from __future__ import annotations

import re

from aggregator.models import Article

TITLE_CHARS = 300
"""More of a title is not looked at: what is longer is no title."""

# Titles, in small letters, of pages that run through several events or through one for days. They may stand
# in a story, but are never a reason for two other articles to be in one.
_TITLES = re.compile(
    r"""
    \b(?:live[ ]?(?:blog|updates?|coverage|ticker|thread)\b
    | as[ ]it[ ]happen(?:ed|s)\b | minute[ ]by[ ]minute\b | rolling[ ]coverage\b
    | round-?up\b | (?:news|daily|weekly|review|market)[ ]round[ ]up\b
    | news[ ]in[ ]brief\b | (?:in|news|world|business|sports?)[ ]briefs?\b$
    | (?:morning|evening|daily|weekly|weekend|the)[ ](?:briefing|digest|wrap|edition|recap|brief)\b
    | (?:week|year|month|day)[ ]in[ ](?:review|pictures|photos|politics|tech|sport)\b
    | (?:photos|pictures|quote|word)s?[ ]of[ ]the[ ](?:day|week)\b
    | (?:\d+|five|six|seven|ten)[ ](?:things|stories)\b.*\b(?:know|today|this[ ]week|missed)\b
    | (?:today|tonight|this[ ]week)[’']?s?[ ](?:top|biggest|main)[ ](?:stories|headlines|news)\b
    | top[ ](?:stories|headlines)\b | (?:business|news)[ ]highlights\b | what[’']?s[ ]news\b
    | (?:news|weekly|current[ ]affairs)[ ]quiz\b | crossword\b | horoscopes?\b | open[ ]thread\b)
    | ^live\b\s*[:|–—-] | [:|–—-]\s*live$ | (?:^|:[ ])round[ ]up\b
    """,
    re.VERBOSE,
)


def is_collection(article: Article) -> bool:
    """Whether the title says that the article runs through many events, or through one as it goes on."""
    return bool(_TITLES.search(article.title[:TITLE_CHARS].lower()))
