"""Tickers, round-ups and the like: one page on many events, which would glue their stories together."""

from __future__ import annotations

import re

from aggregator.models import Article

TITLE_CHARS = 300
"""More of a title is not looked at: what is longer is no title."""

# Titles of pages that run through several events or through one for days. They may stand in a story, but
# are never a reason for two other articles to be in one.
_TITLES = re.compile(
    r"""
    \blive[ ]?(?:blog|updates?|coverage|ticker|thread)\b | ^live\b\s*[:|–—-] | [:|–—-]\s*live$
    | \bas[ ]it[ ]happen(?:ed|s)\b | \bminute[ ]by[ ]minute\b | \brolling[ ]coverage\b
    | \bround-?up\b | (?:^|:[ ]|\b(?:news|daily|weekly|review|market)[ ])round[ ]up\b
    | \bnews[ ]in[ ]brief\b | \b(?:in|news|world|business|sports?)[ ]briefs?\b$
    | \b(?:morning|evening|daily|weekly|weekend|the)[ ](?:briefing|digest|wrap|edition|recap|brief)\b
    | \b(?:week|year|month|day)[ ]in[ ](?:review|pictures|photos|politics|tech|sport)\b
    | \b(?:photos|pictures|quote|word)s?[ ]of[ ]the[ ](?:day|week)\b
    | \b(?:\d+|five|six|seven|ten)[ ](?:things|stories)\b.*\b(?:know|today|this[ ]week|missed)\b
    | \b(?:today|tonight|this[ ]week)[’']?s?[ ](?:top|biggest|main)[ ](?:stories|headlines|news)\b
    | \btop[ ](?:stories|headlines)\b | \b(?:business|news)[ ]highlights\b | \bwhat[’']?s[ ]news\b
    | \b(?:news|weekly|current[ ]affairs)[ ]quiz\b | \bcrossword\b | \bhoroscopes?\b | \bopen[ ]thread\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_collection(article: Article) -> bool:
    """Whether the title says that the article runs through many events, or through one as it goes on."""
    return bool(_TITLES.search(article.title[:TITLE_CHARS]))
