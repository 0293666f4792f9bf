"""When a story is told, and how old a text is when nobody says: the years it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

_YEAR = re.compile(r"(?<![\d.,$€£-])(?:19|20)\d\d(?![\d,-])")
# A year after one of these is a goal or a forecast, not the time of writing.
_AHEAD = re.compile(r"\b(?:by|until|before|through|to|after)\s+$", re.IGNORECASE)
_AHEAD_CHARACTERS = 10

# So large a share of a story's reports must stand within one span for that to be the story's time: one page
# printed again months later does not make all others old. Of three reports the newest alone will do.
TOLD_SHARE = 1 / 3


def time_told(times: Iterable[datetime | None], span: timedelta) -> datetime | None:
    """Return the time a story is told at: the newest report's that has enough others in the `span` before it.

    Where none has enough, the one with the most, the newest of those; None where no report is dated.
    """
    dated = sorted((time for time in times if time is not None), reverse=True)
    near = [sum(time - span <= other <= time for other in dated) for time in dated]
    enough = min(TOLD_SHARE * len(dated), max(near, default=0))
    return next((time for time, count in zip(dated, near, strict=True) if count >= enough), None)


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
