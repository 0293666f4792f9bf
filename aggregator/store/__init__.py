"""What the program keeps between runs: one SQLite file in the output folder.

The walk asks the store once for what a step needs and hands it an intent when the step is done; each
intent is one transaction. Steps never see a connection.
"""

from __future__ import annotations

from aggregator.store.copies import back_up, restore
from aggregator.store.editions import PUBLISHED
from aggregator.store.pruning import Pruned
from aggregator.store.records import (
    EditionRecord,
    EntryKey,
    EntryOutcome,
    EntryState,
    FeedActivity,
    FeedState,
    FeedVisit,
    KeptStream,
    PendingEntry,
    RunRecord,
    StoredArticle,
    StoredMend,
)
from aggregator.store.store import Store, store_path

__all__ = [
    "PUBLISHED",
    "EditionRecord",
    "EntryKey",
    "EntryOutcome",
    "EntryState",
    "FeedActivity",
    "FeedState",
    "FeedVisit",
    "KeptStream",
    "PendingEntry",
    "Pruned",
    "RunRecord",
    "Store",
    "StoredArticle",
    "StoredMend",
    "back_up",
    "restore",
    "store_path",
]
