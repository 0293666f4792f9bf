"""JSON Feed 1.1 as a JSON Schema, written from https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
# RFC 3339, which the specification asks for.
DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
PUBLIC = {"type": "string", "pattern": "^https?://"}

AUTHORS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": TEXT, "url": TEXT, "avatar": TEXT},
        "minProperties": 1,
        "additionalProperties": False,
    },
}
ATTACHMENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "url": TEXT,
        "mime_type": TEXT,
        "title": TEXT,
        "size_in_bytes": {"type": "number"},
        "duration_in_seconds": {"type": "number"},
    },
    "required": ["url", "mime_type"],
}
ITEM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "url": TEXT,
        "external_url": TEXT,
        "title": TEXT,
        "content_html": TEXT,
        "content_text": TEXT,
        "summary": TEXT,
        "image": TEXT,
        "banner_image": TEXT,
        "date_published": DATE,
        "date_modified": DATE,
        "authors": AUTHORS,
        "tags": {"type": "array", "items": TEXT},
        "language": TEXT,
        "attachments": {"type": "array", "items": ATTACHMENT},
    },
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    # Extensions begin with an underscore; every other name must be one of these.
    "patternProperties": {"^_": {"type": "object"}},
    "additionalProperties": False,
}
JSON_FEED: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": PUBLIC,
        "feed_url": PUBLIC,
        "description": TEXT,
        "user_comment": TEXT,
        "next_url": PUBLIC,
        "icon": TEXT,
        "favicon": TEXT,
        "authors": AUTHORS,
        "language": TEXT,
        "expired": {"type": "boolean"},
        "hubs": {"type": "array", "items": {"type": "object", "required": ["type", "url"]}},
        "items": {"type": "array", "items": ITEM},
    },
    "required": ["version", "title", "items"],
    "patternProperties": {"^_": {"type": "object"}},
    "additionalProperties": False,
}
