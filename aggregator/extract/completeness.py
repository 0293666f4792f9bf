"""How much of an article a page gave us: all, a part before a paywall, or a wall and nothing else."""

from __future__ import annotations

import re
from functools import cache

import yaml

from aggregator.extract.data import data_file
from aggregator.extract.jsonld import PageRecord
from aggregator.models import Completeness

PREVIEW_CHARS = 4_000
"""Previews before a paywall are shorter; a longer text is whole although the page says it is not free."""

WALL_PREVIEW_CHARS = 2_500
"""The same for pages that only show the words of a paywall: many carry them hidden beside the whole text."""

COUNTED_SHARE = 0.6
"""A text with fewer words than this share of the page's own word count is a part."""

COUNTED_WORDS = range(100, 20_000)
"""Word counts outside this are no word counts (some pages count characters, some nothing)."""

WALL_PAGE_CHARS = 1_500
"""A page that is only a wall (consent, robot check) has less text than this."""

CUT = re.compile(
    r"(?:\.\.\.|…|\[\+?\d* ?(?:chars|\.\.\.|…)\])\s*(?:(?:read|continue|more)\b.{0,30})?$", re.IGNORECASE
)


@cache
def _wall(kind: str) -> re.Pattern[str]:
    """The words of one kind of wall, from `walls.yaml`."""
    listed: dict[str, list[str]] = yaml.safe_load(data_file("walls.yaml"))
    return re.compile("|".join(listed[kind]).replace("'", "['’]?"), re.IGNORECASE)


def wall_reason(title: str, text: str, page_text: str) -> str:
    """Return the reason code of a page that is a wall and no article, or "" where it is none."""
    if len(text) >= WALL_PAGE_CHARS:
        return ""
    shown = f"{title}\n{text or page_text[:WALL_PAGE_CHARS]}"
    return next((reason for reason in ("robot_check", "consent_page") if _wall(reason).search(shown)), "")


def completeness_of(text: str, page_text: str, record: PageRecord, min_full_chars: int) -> Completeness:
    """Return how much of the article the text is; `page_text` is all that the page shows."""
    whole = not (
        len(text) < min_full_chars
        or is_cut(text)
        or _behind_paywall(text, page_text, record)
        or _fewer_than_counted(text, record)
    )
    return Completeness.FULL if whole else Completeness.PARTIAL


def is_part(text: str, given: str) -> bool:
    """Whether a text says itself that there is more; `given` is the text before it was cleaned."""
    return is_cut(text) or (len(text) < WALL_PREVIEW_CHARS and bool(_wall("paywall").search(given)))


def is_cut(text: str) -> bool:
    """Whether a text breaks off with dots, as excerpts do."""
    return bool(CUT.search(text[-80:]))


def _behind_paywall(text: str, page_text: str, record: PageRecord) -> bool:
    if _counted(record):
        return False
    if record.free is False and len(text) < PREVIEW_CHARS:
        return True
    return (
        record.free is not True
        and len(text) < WALL_PREVIEW_CHARS
        and bool(_wall("paywall").search(page_text))
    )


def _counted(record: PageRecord) -> bool:
    return record.words in COUNTED_WORDS


def _fewer_than_counted(text: str, record: PageRecord) -> bool:
    return _counted(record) and len(text.split()) < COUNTED_SHARE * record.words
