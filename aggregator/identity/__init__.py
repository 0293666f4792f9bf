"""When two things are one: addresses, articles, outlets and texts.

`canonical_url` and `article_id` say when two addresses lead to one article, `content_hash` when an article
has changed, `outlet_slug` when two names are one outlet, and `near_duplicates` which texts are copies.
"""

from __future__ import annotations

from aggregator.identity.addresses import canonical_url
from aggregator.identity.copies import (
    Shingles,
    containment,
    is_copy,
    near_duplicates,
    shingles,
    without_collections,
)
from aggregator.identity.hashes import article_id, content_hash, text_hash
from aggregator.identity.names import outlet_slug, slug

__all__ = [
    "Shingles",
    "article_id",
    "canonical_url",
    "containment",
    "content_hash",
    "is_copy",
    "near_duplicates",
    "outlet_slug",
    "shingles",
    "slug",
    "text_hash",
    "without_collections",
]
