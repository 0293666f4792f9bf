"""Ids and hashes: which article it is, and whether it still says the same."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import UTC, datetime

from aggregator.identity.addresses import address_key
from aggregator.models import Article

# Raise it when a field is added to `_SAID` or its writing changes: every article is then worked on again.
CONTENT_HASH_VERSION = 1

# What an article says. When and from which feed it was fetched is left out: reading it again changes nothing.
_SAID = (
    "title",
    "text",
    "published",
    "outlet",
    "completeness",
    "authors",
    "dateline",
    "credits",
    "notices",
    "opinion",
)

ID_DIGITS = 16
"""Hex digits of an id: 64 bits, so that a million articles meet by chance once in 37 million archives."""


def article_id(url_or_text: str) -> str:
    """Return 16 hex digits that are the same for every address of one article.

    What is no http address (a feed's own item id, a title) counts as text, white space folded.
    """
    key = address_key(url_or_text)
    return _sha256(" ".join(unicodedata.normalize("NFC", key).split()))[:ID_DIGITS]


def text_hash(text: str) -> str:
    """Return the SHA-256, in hex, of a text in Unicode's composed form with its white space folded."""
    return _sha256(" ".join(unicodedata.normalize("NFC", text).split()))


def content_hash(article: Article) -> str:
    """Return a versioned hash of what an article says (``1:`` and 64 hex digits).

    Empty fields do not count, so that a field added with an empty default changes no hash of before
    (the idea is that of reader's `_hash_utils`).
    """
    said = {name: _plain(value) for name in _SAID if (value := getattr(article, name))}
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return f"{CONTENT_HASH_VERSION}:{_sha256(canonical)}"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return list(value) if isinstance(value, tuple) else value


def _sha256(text: str) -> str:
    # "surrogatepass": a lone surrogate from a broken page must not stop a run.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
