"""The edition for machines: JSON, and the JSON Schema that describes it.

A published document is the dataclass of `aggregator.models` as `aggregator.codec` writes it, with the
name of its schema in front and each line's `text` beside the parts it is made of. `codec.loads` reads it
back.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from aggregator import codec
from aggregator.models import Brief, Edition

SCHEMA_VERSION = 1
"""Raised when a field is removed or changes its meaning; new fields alone leave it as it is."""


def schema_id(name: str) -> str:
    """Return the name a document gives its schema: "urn:aggregator:schema:brief:1"."""
    return f"urn:aggregator:schema:{name}:{SCHEMA_VERSION}"


def brief_json(brief: Brief) -> str:
    """Return `brief` as JSON."""
    return _written({"schema": schema_id("brief")} | _with_text(json.loads(codec.dumps(brief))))


def edition_head(edition: Edition) -> str:
    """Return `edition` as JSON without its briefs, which follow as its last list."""
    document = _with_text(json.loads(codec.dumps(replace(edition, briefs=()))))
    del document["briefs"]
    return _written({"schema": schema_id("edition")} | document)


def manifest_json(edition: Edition) -> str:
    """Return what the edition was made from as JSON."""
    head = {"edition": edition.id, "at": json.loads(codec.dumps(edition))["at"]}
    return _written(head | json.loads(codec.dumps(edition.manifest)))


def report_json(edition: Edition) -> str:
    """Return the counts of the run and all that was left out, with the reasons, as JSON."""
    left_out = [json.loads(codec.dumps(problem)) for problem in edition.left_out]
    return _written({"edition": edition.id, "counts": edition.counts, "left_out": left_out})


def brief_schema() -> str:
    """Return the JSON Schema (draft 2020-12) of a published brief."""
    return _written(_schema("brief", Brief, "One story: what is known, what is unclear, and the evidence."))


def edition_schema() -> str:
    """Return the JSON Schema (draft 2020-12) of a published edition."""
    return _written(_schema("edition", Edition, "The briefs of one run, what was left out, the manifest."))


def _schema(name: str, kind: type[object], description: str) -> dict[str, Any]:
    schema = codec.schema(kind)
    for part in (schema, *schema.get("$defs", {}).values()):
        # Every field is always written, also those that have a default in the model.
        if "properties" in part:
            part["required"] = sorted(part["properties"])
    line = schema["$defs"]["Line"]
    line["properties"]["text"] = {"type": "string", "description": "The parts joined: the line as printed."}
    line["required"] = sorted(line["properties"])
    schema["properties"]["schema"] = {"const": schema_id(name)}
    schema["required"] = sorted(schema["properties"])
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_id(name),
        "title": name.capitalize(),
        "description": description,
    }
    return head | {key: value for key, value in schema.items() if key not in head}


def _with_text(document: Any) -> Any:
    """Return `document` with the text of every line beside its parts."""
    if isinstance(document, list):
        return [_with_text(item) for item in document]
    if not isinstance(document, dict):
        return document
    filled = {key: _with_text(value) for key, value in document.items()}
    if "parts" in document:
        filled = {"text": "".join(part["text"] for part in document["parts"])} | filled
    return filled


def _written(document: Any) -> str:
    # The codec's writer: with an indent, json's own is pure Python, and was a third of all rendering.
    return codec.dumps(document, indent=1).decode() + "\n"
