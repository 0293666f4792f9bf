"""Invented sentences, one case a file in `cases/`: what must be found in them.

A case has `text` (and `title`, `published` where they matter) and any of: `sentences` (all, in order),
`entities` (these must be found), `labels_not` (no entity of this text has this label), `claims`,
`only_claims` (how many in all), `figures`, `events`, `roles`, `open` (all that is left open). A claim is
matched by its matter or a part of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from aggregator.annotate import annotate
from aggregator.models import Annotation, Article, Claim

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def read(path: Path) -> tuple[dict[str, Any], str, Annotation]:
    case = yaml.safe_load(path.read_text("utf-8"))
    day = case.get("published")
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    article = Article(
        id=path.stem, text=case["text"].strip(), title=case.get("title", ""), published=published
    )
    return case, article.text, annotate(article)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case, text, found = read(path)
    if "sentences" in case:
        assert [text[one.start : one.end] for one in found.sentences] == case["sentences"]
    if "open" in case:
        spans = [one.open_span for one in found.sentences if one.open_span]
        assert [text[start:end] for start, end in spans] == case["open"]
    if "roles" in case:
        assert [one.role.value for one in found.sentences] == case["roles"]
    entities = {(text[one.start : one.end], one.label) for one in found.entities}
    for name, label in case.get("entities", []):
        assert (name, label) in entities
    for name, label in case.get("labels_not", []):
        assert (name, label) not in entities
    if "only_claims" in case:
        assert len(found.claims) == case["only_claims"]
    for expected in case.get("claims", []):
        check_claim(text, found, expected)
    for expected in case.get("events", []):
        check_event(text, found, expected)
    if "figures" in case:
        check_figures(text, found, case["figures"])


def check_claim(text: str, found: Annotation, expected: dict[str, Any]) -> None:
    fitting = [claim for claim in found.claims if expected["content"] in text[slice(*claim.content)]]
    kind = expected.get("kind", "outlet")
    kinds = [claim for claim in fitting if claim.source.kind.value == kind]
    assert kinds, f"no such claim by {kind}: {[claim.source for claim in fitting] or found.claims}"
    claim = kinds[0]
    for key in ("name", "role"):
        if key in expected:
            assert getattr(claim.source, key) == expected[key]
    if "mention" in expected:
        assert text[claim.source.start : claim.source.end] == expected["mention"]
    if "cue" in expected:
        assert claim.cue is not None
        assert text[slice(*claim.cue)] == expected["cue"]
    check_standing(text, claim, expected)


def check_standing(text: str, claim: Claim, expected: dict[str, Any]) -> None:
    low, high = expected.get("certainty", (-3, 3))
    assert low <= claim.certainty <= high
    for key in ("polarity", "future", "opinion", "formal_act"):
        if key in expected:
            assert getattr(claim, key) == expected[key], key
    for hedge in expected.get("hedges", []):
        assert hedge in [text[slice(*span)] for span in claim.hedges]
    if expected.get("hedges") == []:
        assert claim.hedges == ()
    for words in expected.get("without", []):
        assert words not in text[slice(*claim.content)]


def check_event(text: str, found: Annotation, expected: dict[str, Any]) -> None:
    events = {text[one.start : one.end]: one for one in found.events}
    low, high = expected["certainty"]
    assert expected["word"] in events
    event = events[expected["word"]]
    assert low <= event.certainty <= high
    for cue in expected.get("cues", []):
        assert cue in event.cues


def check_figures(text: str, found: Annotation, expected: list[dict[str, Any]]) -> None:
    by_start = {one.start: one for claim in found.claims for one in claim.figures}
    figures = [by_start[start] for start in sorted(by_start)]
    assert [text[one.start : one.end] for one in figures] == [one["text"] for one in expected]
    for figure, wanted in zip(figures, expected, strict=True):
        for key in wanted.keys() - {"text"}:
            assert getattr(figure, key) == wanted[key], (wanted["text"], key)


def test_there_are_cases() -> None:
    assert len(CASES) > 20
