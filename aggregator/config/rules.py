"""The settings that decide what an edition says, with their values in force, for a page that prints them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aggregator.models import Rule

if TYPE_CHECKING:
    from aggregator.config.settings import Settings

DECISIVE = {
    "edition": ("window_hours", "max_stories", "min_articles", "max_articles_per_story"),
    "extract": ("min_full_chars", "max_text_chars"),
    "cluster": (),
    "policy": (),
}
"""Sections of the settings, and which of theirs are rules; all of them where none is named."""


def rules_in_force(settings: Settings) -> tuple[Rule, ...]:
    """Return the rules by which an edition is made, in the order of the settings."""
    return tuple(rule for section in DECISIVE for rule in _rules(settings, section))


def _rules(settings: Settings, section: str) -> Iterator[Rule]:
    given = getattr(settings, section)
    fields = type(given).model_fields
    for name in DECISIVE[section] or fields:
        yield Rule(
            section=section,
            name=name,
            value=f"{getattr(given, name):g}",
            standard=f"{fields[name].default:g}",
            meaning=fields[name].description or "",
        )
