"""Evidence: a sentence pinned to its article by offsets and a hash."""

from __future__ import annotations

import hashlib

from aggregator.models import Article, Evidence


def evidence_at(article: Article, start: int, end: int) -> Evidence:
    """Return `article.text[start:end]` as evidence."""
    text = article.text[start:end]
    return Evidence(article=article.id, start=start, end=end, sha256=sha256(text), text=text)


def sha256(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def holds(evidence: Evidence, article: Article) -> bool:
    """Whether the article still says, at those offsets, what the evidence says it says."""
    text = article.text[evidence.start : evidence.end]
    return text == evidence.text and sha256(text) == evidence.sha256
