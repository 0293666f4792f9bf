"""The JSON documents fit their published schemas, and the schemas are worth something."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from aggregator import codec
from aggregator.models import Brief, Edition, Section
from aggregator.render import render_brief, render_edition
from aggregator.render.documents import brief_schema, edition_schema
from tests.render.sample import HOSTILE, edition, full_brief, line

BRIEF_SCHEMA, EDITION_SCHEMA = json.loads(brief_schema()), json.loads(edition_schema())
BRIEF, EDITION = Draft202012Validator(BRIEF_SCHEMA), Draft202012Validator(EDITION_SCHEMA)


def written() -> Any:
    return json.loads(render_brief(full_brief(), "json"))


def test_the_schemas_are_schemas() -> None:
    for schema in (BRIEF_SCHEMA, EDITION_SCHEMA):
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert BRIEF_SCHEMA["$id"] == "urn:aggregator:schema:brief:1"
    assert EDITION_SCHEMA["$id"] == "urn:aggregator:schema:edition:1"


def test_every_document_of_the_site_fits_its_schema() -> None:
    files = render_edition(edition())
    assert json.loads(files["brief.schema.json"]) == BRIEF_SCHEMA
    assert json.loads(files["edition.schema.json"]) == EDITION_SCHEMA
    EDITION.validate(json.loads(files["edition.json"]))
    briefs = [path for path in files if path.endswith("/brief.json")]
    assert len(briefs) == len(edition().briefs)
    for path in briefs:
        BRIEF.validate(json.loads(files[path]))


def test_documents_name_their_schema() -> None:
    assert written()["schema"] == BRIEF_SCHEMA["$id"]
    assert json.loads(render_edition(edition())["edition.json"])["schema"] == EDITION_SCHEMA["$id"]


def test_documents_read_back_as_what_they_were() -> None:
    files = render_edition(edition())
    assert codec.loads(Edition, files["edition.json"]) == edition()
    assert codec.loads(Brief, render_brief(full_brief(), "json")) == full_brief()


def test_a_line_has_its_text_beside_its_parts() -> None:
    found = written()["sections"][2]["lines"][0]
    assert found["text"] == "Two crew members are missing."
    assert [part["text"] for part in found["parts"]] == ["Two crew members are missing", "."]


def test_hostile_text_comes_through_unchanged() -> None:
    section = Section(key="known", title="What We Know", lines=tuple(line(text) for text in HOSTILE))
    found = json.loads(render_brief(replace(full_brief(), sections=(section,)), "json"))
    assert [item["text"] for item in found["sections"][0]["lines"]] == list(HOSTILE)


def _no_evidence(document: Any) -> None:
    del document["sections"][1]["lines"][0]["evidence"]


def _no_note(document: Any) -> None:
    """A field with a default in the model is promised too."""
    del document["sections"][1]["lines"][0]["note"]


def _no_text(document: Any) -> None:
    del document["sections"][1]["lines"][0]["text"]


def _unknown_reason(document: Any) -> None:
    document["sections"][1]["lines"][0]["reasons"] = ["because"]


def _offset_in_words(document: Any) -> None:
    document["sections"][1]["lines"][0]["parts"][0]["start"] = "ten"


def _wrong_version(document: Any) -> None:
    document["schema"] = "urn:aggregator:schema:brief:2"


def _no_outlets(document: Any) -> None:
    del document["outlets"]


def _no_title(document: Any) -> None:
    del document["title"]


@pytest.mark.parametrize(
    "spoil",
    [
        _no_evidence,
        _no_note,
        _no_text,
        _unknown_reason,
        _offset_in_words,
        _wrong_version,
        _no_outlets,
        _no_title,
    ],
)
def test_the_schema_refuses_what_is_wrong(spoil: Callable[[Any], None]) -> None:
    document = copy.deepcopy(written())
    spoil(document)
    assert not BRIEF.is_valid(document)


def test_manifest_and_report_tell_what_the_edition_was_made_from_and_without() -> None:
    files = render_edition(edition())
    manifest, report = json.loads(files["manifest.json"]), json.loads(files["report.json"])
    assert manifest["edition"] == report["edition"] == edition().id
    assert manifest["at"] == "2026-09-15T18:00:00Z"
    assert manifest["config_sha256"] == "c" * 64
    assert len(report["left_out"]) == 16
    assert (
        report["left_out"][-1] | {"detail": "The page is gone.", "reason": "http_404"}
        == report["left_out"][-1]
    )
    assert report["counts"] == edition().counts
