"""Every folder of `cases` is a page and what must come of it; a new case needs no code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aggregator.config import ExtractSettings
from aggregator.extract import article_record, extract_page
from aggregator.models import Article, Problem

CASES = sorted(Path(__file__).with_name("cases").iterdir())
SETTINGS = ExtractSettings()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    found = extract_page((case / "page.html").read_bytes(), url="", settings=SETTINGS)
    if "problem" in expected:
        assert isinstance(found, Problem)
        assert (found.reason, found.fatal) == (expected["problem"], False)
        return
    assert isinstance(found, Article)
    paragraphs = expected.pop("paragraphs")
    assert found.text.split("\n\n") == paragraphs
    facts = article_record(found, case.name) | {
        "dateline": found.dateline,
        "credits": list(found.credits),
        "notices": list(found.notices),
        "opinion": found.opinion,
    }
    quiet = {"dateline": "", "credits": [], "notices": [], "opinion": False}
    assert {name: facts[name] for name in quiet | expected} == quiet | expected


def test_other_languages_are_extracted_on_request() -> None:
    page = (CASES[0].with_name("other_language") / "page.html").read_bytes()
    found = extract_page(page, url="", settings=SETTINGS, languages=None)
    assert isinstance(found, Article)
    assert found.language == "de"
    assert found.text.startswith("Der Stadtrat von Lindhaven")
