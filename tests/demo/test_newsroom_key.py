"""The key is true to the articles, and the check against it notices every kind of fault."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import yaml

from aggregator.demo import AT, check_edition, load_key, load_newsroom
from aggregator.demo.key import Key, check_text
from aggregator.errors import ConfigError
from aggregator.models import (
    Brief,
    Completeness,
    Edition,
    Evidence,
    FigureRow,
    FigureTable,
    Line,
    Manifest,
    Part,
    PartKind,
    Problem,
    Reason,
    Section,
    SourceEntry,
    Standing,
)

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator.demo.key import Saying, StoryKey

SENTENCE_END = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")
STORIES = load_key().stories


@pytest.mark.parametrize("story", STORIES)
def test_the_key_names_the_articles_of_the_story(story: str) -> None:
    newsroom = load_newsroom()
    key = STORIES[story]
    written = {piece.id for piece in newsroom.of_story(story)}
    assert set(key.articles) <= written
    assert written <= {*key.articles, *key.may}
    assert set(key.may) <= set(newsroom.pieces)
    assert key.outlets == len({newsroom.pieces[piece].outlet for piece in key.articles})
    assert key.origins[0] <= key.origins[1] <= key.outlets


def test_every_story_has_a_key() -> None:
    assert {piece.story for piece in load_newsroom().pieces.values()} == {*STORIES, "oddities"}
    assert load_key().at == AT


@pytest.mark.parametrize("story", STORIES)
def test_what_the_key_asks_for_stands_in_a_sentence_of_an_article(story: str) -> None:
    sentences = _sentences(STORIES[story])
    missing = [
        [pattern.pattern for pattern in saying.say]
        for saying in _wanted(STORIES[story])
        if not any(all(pattern.search(sentence) for pattern in saying.say) for sentence in sentences)
    ]
    assert missing == []


@pytest.mark.parametrize("story", STORIES)
def test_the_values_of_figures_stand_in_the_articles(story: str) -> None:
    text = " ".join(_sentences(STORIES[story]))
    for table in STORIES[story].figures:
        assert all(re.search(rf"\b(?:{value})|{value}", text, re.IGNORECASE) for value in table.values)


def _wanted(key: StoryKey) -> tuple[Saying, ...]:
    return (*key.confirmed, *key.unclear, *key.questions)


def _sentences(key: StoryKey) -> list[str]:
    pieces = load_newsroom().pieces
    paragraphs = [paragraph for piece in key.articles for paragraph in pieces[piece].paragraphs]
    return [sentence for paragraph in paragraphs for sentence in SENTENCE_END.split(paragraph)]


KEY = Key.model_validate(
    yaml.safe_load(r"""
version: 1
at: 2026-09-15T18:00:00Z
stories:
  kite:
    about: a kite is lost
    articles: [kite-a-1, kite-b-1]
    may: [kite-live]
    outlets: 2
    origins: [1, 2]
    confirmed: [{say: ['kite', 'lost']}]
    unclear: [{say: ['eagle'], reasons: [unnamed_source]}]
    never: [{say: ['stolen'], unless: ['denied'], allowed_in: [context], why: nobody says so},
            {say: ['eagle'], confirmed_only: true, why: a guess}]
    figures: [{about: length of the tail, kind: conflict, values: ['37', 'four|4']}]
    questions: [{say: ['where']}]
left_out: [{about: 'wend', reason: 'http_404'}]
nowhere: ['<script>']
""")
)


def line(text: str, standing: Standing | None = None, *reasons: Reason) -> Line:
    return Line(parts=(Part(kind=PartKind.WORDS, text=text),), standing=standing, reasons=reasons)


def source(piece: str) -> SourceEntry:
    return SourceEntry(
        number=1,
        article="0" * 16,
        outlet=piece,
        owner="",
        kind="outlet",
        title="A kite",
        url=f"http://127.0.0.1:8719/a/2026/09/14/{piece}?utm_source=rss",
        authors=(),
        published=None,
        fetched=None,
        completeness=Completeness.FULL,
        origin="o",
    )


def table(kind: str, *values: str) -> FigureTable:
    evidence = Evidence(article="0" * 16, start=0, end=1, sha256="", text="x")
    rows = tuple(
        FigureRow(value=value, outlet="", said_by="", as_of="", evidence=evidence) for value in values
    )
    return FigureTable(counted="metres", kind=kind, rows=rows)


KNOWN = Section(key="known", title="What We Know", lines=(line("The kite was lost.", Standing.CONFIRMED),))
UNCLEAR = Section(
    key="unclear",
    title="What’s Still Unclear",
    lines=(
        line("An eagle took it.", Standing.UNCLEAR, Reason.UNNAMED_SOURCE, Reason.HEDGED),
        line("Where it is"),
    ),
)
BRIEF = Brief(
    story="s",
    slug="kite",
    title="Kite lost",
    category="local",
    published=None,
    updated=datetime(2026, 9, 15, tzinfo=UTC),
    sections=(KNOWN, UNCLEAR),
    tables=(table("conflict", "37", "four metres"),),
    sources=(source("kite-a-1"), source("kite-b-1"), source("kite-live")),
    outlets=2,
    origins=2,
)
EDITION = Edition(
    id="e",
    title="The Sample Brief",
    at=AT,
    briefs=(BRIEF,),
    left_out=(Problem(step="fetch", subject="Wend Valley Mirror", reason="http_404"),),
    manifest=Manifest(program="0", config_sha256="", input_sha256="", steps=(), articles=()),
    counts={},
)


def faults(brief: Brief) -> list[str]:
    return check_edition(replace(EDITION, briefs=(brief,)), KEY)


def with_line(section: Section, added: Line) -> tuple[Section, ...]:
    changed = replace(section, lines=(*section.lines, added))
    return tuple(changed if one is section else one for one in BRIEF.sections)


def test_an_edition_true_to_the_key_has_no_faults() -> None:
    assert check_edition(EDITION, KEY) == []


def test_a_missing_brief_is_a_fault() -> None:
    assert check_edition(replace(EDITION, briefs=()), KEY) == ["kite missing: no brief on a kite is lost"]


def test_articles_missing_and_foreign_are_faults() -> None:
    assert faults(replace(BRIEF, sources=(source("kite-a-1"), source("boat-1")))) == [
        "kite articles: kite-b-1 is not in the brief",
        "kite articles: boat-1 does not belong here",
    ]


def test_wrong_counts_are_faults() -> None:
    assert faults(replace(BRIEF, outlets=3, origins=3)) == [
        "kite outlets: 3, expected 2",
        "kite origins: 3, expected 1 to 2",
    ]


def test_lines_without_their_standing_are_faults() -> None:
    assert faults(replace(BRIEF, sections=())) == [
        "kite confirmed: no confirmed line says “kite … lost”",
        "kite unclear: no unclear line says “eagle”",
        "kite questions: no open question says “where”",
    ]


def test_an_unclear_line_needs_its_reason() -> None:
    hedged = replace(
        UNCLEAR, lines=(line("An eagle took it.", Standing.UNCLEAR, Reason.HEDGED), line("Where?"))
    )
    assert faults(replace(BRIEF, sections=(KNOWN, hedged))) == [
        "kite unclear: “eagle” should be unclear as unnamed_source, but is hedged"
    ]


def test_what_must_not_be_said_is_a_fault_but_for_its_exceptions() -> None:
    stolen = line("It was stolen.")
    (fault,) = faults(replace(BRIEF, sections=with_line(KNOWN, stolen)))
    assert fault == "kite never: known: “It was stolen.” (nobody says so)"
    assert faults(replace(BRIEF, sections=with_line(KNOWN, line("That it was stolen was denied.")))) == []
    context = Section(key="context", title="Context", lines=(stolen,))
    assert faults(replace(BRIEF, sections=(*BRIEF.sections, context))) == []


def test_some_lines_are_faults_only_as_confirmed() -> None:
    assert faults(
        replace(BRIEF, sections=with_line(KNOWN, line("The eagle has it.", Standing.CONFIRMED)))
    ) == ["kite never: known: “The eagle has it.” (a guess)"]


@pytest.mark.parametrize(
    "wrong", [table("update", "37", "four"), table("conflict", "137", "4"), table("conflict", "37.5", "4")]
)
def test_figures_are_whole_and_of_their_kind(wrong: FigureTable) -> None:
    assert faults(replace(BRIEF, tables=(wrong,))) == [
        "kite figures: no conflict of length of the tail: 37, four|4"
    ]


def test_the_edition_lists_what_was_left_out() -> None:
    assert check_edition(replace(EDITION, left_out=()), KEY) == [
        "edition left_out: nothing about “wend” with “http_404”"
    ]


def test_what_must_be_nowhere_is_looked_for_everywhere() -> None:
    hostile = replace(BRIEF, sources=(*BRIEF.sources[:2], replace(source("kite-live"), title="<SCRIPT>x")))
    assert faults(hostile) == ["edition nowhere: “<SCRIPT>” is written"]
    assert check_text("<p>&lt;script&gt;</p>", KEY) == []


def test_a_key_of_another_format_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key.yaml"
    file.write_text("version: 1\nat: 2026-09-15T18:00:00Z\nstories: {a: {colour: red}}\n")
    with pytest.raises(ConfigError, match="colour"):
        load_key(file)
