"""Days named only by their place in the week, made absolute: "on Monday" is "on Monday (14 September)"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from aggregator.models import Article

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_WORD = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tomorrow|tonight|(?:this|last|next) "
    r"(?:week|month|weekend)|earlier this (?:week|month))\b",
    re.IGNORECASE,
)
"""A day or week that is true only as of the day the article came out."""

_FROM_TODAY = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
# Beside these words a weekday may be the next of its name as well as the last: it is left alone.
_AHEAD = re.compile(
    r"\b(?:will|would|could|may|might|shall|to|due|expected|scheduled|plans?|planned|next|until|by|from|if)\b",
    re.IGNORECASE,
)
# The weekday of tomorrow is more often that of a page dated a day too early than one six days past.
MOST_DAYS_BACK = 5
_WHICH = re.compile(r"\b(?:last|next|every|each|this)\s+\Z", re.IGNORECASE)
# A date stands beside the day already: "Monday 14 September", "Monday, 14 September", "Sept. 14".
_DATED = re.compile(r"\A,?\s+(?:the\s+)?(?:\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))")


def day_meant(article: Article, start: int, end: int) -> date | None:
    """Return the day that a word of an article means, None where its words do not settle it.

    A weekday is the last of its name up to the day of publication, where nothing before it in its sentence
    looks ahead, and where it is not tomorrow's.
    """
    word = article.text[start:end].lower()
    if article.published is None or _DATED.match(article.text[end : end + 12]):
        return None
    today = article.published.date()
    if word in _FROM_TODAY:
        return today + timedelta(days=_FROM_TODAY[word])
    if word not in WEEKDAYS:
        return None
    back = (today.weekday() - WEEKDAYS.index(word)) % len(WEEKDAYS)
    before = article.text[max(0, start - 120) : start]
    sentence = re.split(r"[.!?]\s", before)[-1]
    if _WHICH.search(before) or back > MOST_DAYS_BACK or (back and _AHEAD.search(sentence)):
        return None
    return today - timedelta(days=back)
