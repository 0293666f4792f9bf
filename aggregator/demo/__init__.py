"""The sample newsroom: invented outlets whose feeds and pages a real HTTP server hands out on loopback.

    outlets.yaml, articles/<story>/<id>.md -> content -> feeds, pages -> site -> server
    key.yaml -> key: what the briefs made of it must and must not say

Every outlet, person, place and company in it is made up. Add an article by adding a file.
"""

from __future__ import annotations

from aggregator.demo.content import AT, Newsroom, load_newsroom
from aggregator.demo.key import Key, check_edition, load_key
from aggregator.demo.server import NewsServer
from aggregator.demo.settings import settings_text

__all__ = [
    "AT",
    "Key",
    "NewsServer",
    "Newsroom",
    "check_edition",
    "load_key",
    "load_newsroom",
    "settings_text",
]
