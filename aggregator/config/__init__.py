"""Settings and feeds: what they are (`settings`) and how `feeds.yaml` becomes them (`loading`)."""

from __future__ import annotations

from aggregator.config.loading import load_settings
from aggregator.config.settings import (
    ClusterSettings,
    EditionSettings,
    ExtractSettings,
    FamilyConfig,
    FeedConfig,
    FetchSettings,
    Policy,
    Settings,
)

__all__ = [
    "ClusterSettings",
    "EditionSettings",
    "ExtractSettings",
    "FamilyConfig",
    "FeedConfig",
    "FetchSettings",
    "Policy",
    "Settings",
    "load_settings",
]
