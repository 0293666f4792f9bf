"""How old a text is when nobody says: the years it speaks of."""

from __future__ import annotations

import re
from functools import lru_cache

_YEAR = re.compile(r"(?<![\d.,$€£-])(?:19|20)\d\d(?![\d,-])")
# A year after one of these is a goal or a forecast, not the time of writing.
_AHEAD = re.compile(r"\b(?:by|until|before|through|to|after)\s+$", re.IGNORECASE)
_AHEAD_CHARACTERS = 10


@lru_cache(maxsize=1024)
def latest_year(text: str) -> str:
    """Return the latest year a text speaks of as past or present, or "" if it names none.

    For an undated text it is the best floor for when it was written.
    """
    years = [
        found[0]
        for found in _YEAR.finditer(text)
        if not _AHEAD.search(text[max(0, found.start() - _AHEAD_CHARACTERS) : found.start()])
    ]
    return max(years, default="")
