"""The fixed forms of words a brief may use beside its sources' own.

`verify` knows these and no others: a piece of a line that is neither a source's words, nor a value it can
compute again, nor one of these, does not pass.
"""

from __future__ import annotations

from aggregator.kinds import slots
from aggregator.models import Reason

SECTION_TITLES = {
    "summary": "Summary",
    "known": "What We Know",
    "unclear": "What’s Still Unclear",
    "context": "Context",
    "why": "Why It Matters",
    "watch": "What to Watch Next",
    "faq": "FAQ",
    "related": "Related coverage",
    "transparency": "Source Transparency",
    "original": "Original brief",
    "sources": "Sources",
}
"""Keys and titles of the sections, in the order they are printed."""

REASON_NOTES = {
    Reason.ORIGINS: "stated as fact by {origins} independent origins",
    Reason.ON_RECORD: "on the record: that it was said or done is confirmed, not more",
    Reason.SINGLE_ORIGIN: "one origin only",
    Reason.HEDGED: "the source itself is not sure",
    Reason.UNNAMED_SOURCE: "the source is not named",
    Reason.DISPUTED: "another source states the opposite",
    Reason.FIGURES_DIFFER: "sources give different figures",
    Reason.DENIED: "denied by a party",
    Reason.FORECAST: "has not happened yet",
    Reason.OPINION: "an opinion",
    Reason.STALE: "an older report",
}
"""What each reason code means, in words a reader sees."""

JOINERS = frozenset(
    {
        *(" ", ", ", ".", ": ", " or ", " (", ")", "[", " [", "]", " — ", " of "),
        " reports: ",
        " (reported ",
        " (undated)",
        " (undated, ",
        " or later)",
        " full texts read.",
        " full text read.",
    }
)
"""Words and marks that join pieces of a line."""

STATES = (
    "dead",
    "hurt",
    "badly hurt",
    "missing",
    "aboard",
    "rescued",
    "displaced",
    "arrested",
    "taking part",
)
"""What people counted in figures that differ have in common."""

FORMS = frozenset(
    {
        "What exactly is meant by “",
        "”: no source says more precisely.",
        "Sources differ on ",
        "Not stated in ",
        "not stated in ",
        "the figure",
        *(f"people {state}" for state in STATES),
        " [cut]",
        "This brief rests on ",
        " articles from ",
        " article from ",
        " outlets, which are ",
        " outlet, which is ",
        " independent origins.",
        " independent origin.",
        " were read in full",
        " was read in full",
        ", ",
        " in part",
        " only as the feed gave it",
        ".",
        # As editions were worded that are published already and are still verified.
        " were read in full, ",
        " was read in full, ",
        " in part, ",
        " only as their feed gave them.",
        "Counted as one origin: ",
        " (the same publisher).",
        " (the same credited source).",
        " (nearly the same text).",
        " (one cites the other).",
        "The oldest report is of ",
        ", the newest of ",
        "The newest report is of ",
        "No source gave a publication time.",
        " of the articles gave no publication time.",
        "An editorial note stands in ",
        "Lines are the sources’ own words, cut but not rewritten; each can be opened to its evidence.",
        "What a named source says is confirmed only as having been said.",
    }
)
"""Whole forms, filled with sources' words and computed values."""


def allowed(words: str) -> bool:
    """Whether `words` is one of the fixed forms or joiners."""
    return words in JOINERS or words in FORMS or words in _gaps()


def _gaps() -> frozenset[str]:
    return frozenset(text for slot in slots().values() for text in (slot.gap, slot.ask))
