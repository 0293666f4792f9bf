"""Names as parts of addresses, and the names of outlets."""

from __future__ import annotations

import re
import unicodedata

SLUG_LENGTH = 60
"""Longest slug in characters: with a story's id it stays well under the 255 bytes of a file name."""

NOTHING_LEFT = "story"
"""The slug of a title without a Latin letter or digit."""

_APART = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_DOMAIN_END = re.compile(r"\.(?:com|org|net|co\.uk|co|info)\Z", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\s*\([^()]*\)")
_NEWS_OF = re.compile(r"\A([A-Z]{2,5}) News\Z")

# Wires go by several names, in credits above all. A name not listed here stands for itself.
WIRE_SLUGS = {
    "associated-press": "ap",
    "apnews": "ap",
    "ap-news": "ap",
    "agence-france-presse": "afp",
    "thomson-reuters": "reuters",
    "reuters-news-agency": "reuters",
    "pa-media": "pa",
    "press-association": "pa",
    "pa-news-agency": "pa",
    "deutsche-presse-agentur": "dpa",
    "united-press-international": "upi",
    "australian-associated-press": "aap",
    "press-trust-of-india": "pti",
    "asian-news-international": "ani",
    "kyodo-news": "kyodo",
    "xinhua-news-agency": "xinhua",
}


def slug(title: str) -> str:
    """Return a title as lower-case ASCII words with hyphens: safe in a path and in an address.

    Never empty, at most `SLUG_LENGTH` characters, cut between words where it can be.
    """
    joined = "-".join(_ascii_words(title))
    if len(joined) > SLUG_LENGTH:
        whole_words = joined[: SLUG_LENGTH + 1].rpartition("-")[0]
        joined = whole_words or joined[:SLUG_LENGTH]
    return joined or NOTHING_LEFT


def outlet_slug(name: str) -> str:
    """Return the same word for the names one outlet goes by ("The Guardian", "Guardian"); "" for none.

    Wires have one slug for all their names ("Associated Press" and "AP" are ``ap``).
    """
    bare = _DOMAIN_END.sub("", _ABBREVIATION.sub("", name).strip())
    bare = _NEWS_OF.sub(r"\1", bare)
    plain = _ascii_words(bare)
    if len(plain) > 1 and plain[0] == "the":
        plain = plain[1:]
    joined = "-".join(plain)
    return WIRE_SLUGS.get(joined, joined)


def _ascii_words(text: str) -> list[str]:
    lowered = text.lower().translate(_APOSTROPHES)
    apart = "".join(_APART.get(char, char) for char in lowered)
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode("ascii").lower()
    return re.findall(r"[a-z0-9]+", plain)
