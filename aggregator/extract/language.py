"""Which language a text is in."""

from __future__ import annotations

import py3langid

ENGLISH = frozenset({"en"})

SAMPLE_CHARS = 2_000
ENOUGH_CHARS = 80
"""From this length on the detector is right where the page's own word often is not."""

UNDECIDED = frozenset({"zxx", "pcm", "la"})
"""What the detector calls lists of names, numbers and headlines in English: no language, Pidgin, Latin."""


def language_of(text: str, declared: str = "") -> str:
    """Return the language as two letters; short texts are what they are declared to be, else English."""
    if len(text) < ENOUGH_CHARS:
        return declared[:2].lower() or "en"
    language: str = py3langid.classify(text[:SAMPLE_CHARS])[0]
    return (declared[:2].lower() or "en") if language in UNDECIDED else language
