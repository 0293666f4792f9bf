"""The settings with which the sample newsroom is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from aggregator.demo.content import Newsroom

EDITION = {"title": "The Sample Brief", "contact": "desk@brief.example"}
FETCH = {
    "user_agent": "aggregator-demo (reads its own newsroom on loopback)",
    "per_host_gap": 0,  # every outlet lives on the one loopback address, which nobody needs to spare
    "poll_max_minutes": 0,  # whoever looks twice wants to see it work twice
    "concurrency": 8,
    "connect_timeout": 2,
    "read_timeout": 2,  # one outlet never answers, and a visitor should not wait for it
    "total_timeout": 10,
    "retries": 1,
    "max_retry_after": 1,
    "allow_private_addresses": True,
}


def settings_text(newsroom: Newsroom, base_url: str) -> str:
    """Return the `feeds.yaml` of the newsroom served at `base_url` (`http://127.0.0.1:8000`)."""
    record: dict[str, Any] = {
        "version": 1,
        "edition": EDITION,
        "fetch": FETCH,
        "families": {name: family.model_dump(mode="json") for name, family in newsroom.families.items()},
        "feeds": [
            {
                "name": outlet.name,
                "outlet": outlet.name,
                "url": base_url + outlet.listed_feed_path,
                "family": outlet.family,
                "category": outlet.category,
                "kind": outlet.kind,
                "language": outlet.language,
            }
            for outlet in newsroom.outlets.values()
        ],
    }
    return yaml.safe_dump(record, sort_keys=False, allow_unicode=True)
