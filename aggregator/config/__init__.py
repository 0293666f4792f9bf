"""Settings and feeds: what they are (`settings`) and how `feeds.yaml` becomes them (`loading`).

New feeds are read from OPML (`opml`), find their family (`places`), and are written into the file (`adding`).
"""

from __future__ import annotations

from aggregator.config.adding import with_addition
from aggregator.config.loading import load_settings, read_bytes, settings_of
from aggregator.config.opml import Outline, read_opml, write_opml
from aggregator.config.places import Addition, Skipped, addition_of
from aggregator.config.rules import rules_in_force
from aggregator.config.settings import (
    LONGEST_WAIT,
    ClusterSettings,
    EditionSettings,
    ExtractSettings,
    FamilyConfig,
    FeedConfig,
    FetchSettings,
    HealthSettings,
    KeepSettings,
    Policy,
    Settings,
)

__all__ = [
    "LONGEST_WAIT",
    "Addition",
    "ClusterSettings",
    "EditionSettings",
    "ExtractSettings",
    "FamilyConfig",
    "FeedConfig",
    "FetchSettings",
    "HealthSettings",
    "KeepSettings",
    "Outline",
    "Policy",
    "Settings",
    "Skipped",
    "addition_of",
    "load_settings",
    "read_bytes",
    "read_opml",
    "rules_in_force",
    "settings_of",
    "with_addition",
    "write_opml",
]
