"""Labels stand at characters; the words they mean are found through the text that the words make."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.treebank import ROWS, write
from training import labels
from training.labels import covered, joined, marked, named, places, running
from training.treebanks import GUM

TOKENS = st.lists(st.sampled_from("The mayor 's `` plan '' -LRB- $ 5 -RRB- , is n't over - yet .".split()))


def words_of(text: str) -> tuple[list[str], list[int]]:
    words, starts, _ = joined(text.split())
    return words, starts


@given(TOKENS)
def test_every_word_stands_at_its_place_in_the_running_text(tokens: list[str]) -> None:
    words, starts, text = joined(tokens)
    assert len(words) == len(starts) == len(tokens)
    assert all(text[start : start + len(word)] == word for word, start in zip(words, starts, strict=True))
    assert running(words, starts) == text
    assert "  " not in text


def test_tokens_run_together_as_a_newspaper_prints_them() -> None:
    tokens = "`` The mayor 's plan -LRB- $ 5 -RRB- is n't over , '' she said .".split()
    assert joined(tokens)[2] == "\"The mayor's plan ($5) isn't over,\" she said."


@given(TOKENS, st.integers(0, 80), st.integers(0, 80))
def test_a_span_covers_the_words_it_shares_a_character_with(tokens: list[str], one: int, other: int) -> None:
    words, starts, text = joined(tokens)
    start, end = min(one, other), max(one, other) + 1
    found = covered((start, end), words, starts)
    assert found == sorted(found)
    for place, (at, word) in enumerate(zip(starts, words, strict=True)):
        shared = range(max(at, start), min(at + len(word), end))
        assert (place in found) == bool(shared)
    assert not text or covered((0, len(text)), words, starts) == list(range(len(words)))


def test_a_value_goes_to_the_last_word_of_its_span_and_none_to_a_span_beside_the_text() -> None:
    words, starts = words_of("Ferries will stop on Monday")
    assert places([(0, 17, -1), (200, 210, 3)], words, starts) == {2: -1.0}


def test_names_are_places_with_an_open_end() -> None:
    words, starts = words_of("Mayor Aino Salo of Orvesund")
    spans = [(6, 15, "PERSON"), (19, 27, "PLACE"), (90, 99, "ORG")]
    assert list(named(spans, words, starts)) == [(1, 3, "PERSON"), (4, 5, "PLACE")]


def test_an_attributions_anchor_is_its_last_telling_word() -> None:
    words, starts = words_of("Aino Salo pointed out that ferries stop")
    row = {"cue": [(10, 26)], "source": [(0, 9)], "content": [(27, 39)]}
    (found,) = marked([row], words, starts)
    assert (words[found.cue], found.cues) == ("out", frozenset({2, 3, 4}))
    assert (found.source, found.content) == (frozenset({0, 1}), frozenset({5, 6}))


def test_a_cue_in_another_sentence_has_no_anchor() -> None:
    (found,) = marked([{"cue": [], "source": [], "content": [(0, 4)]}], *words_of("Ferries stop"))
    assert (found.cue, found.content) == (-1, frozenset({0}))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with one invented document of each of the two corpora."""
    row = {"doc": "9_1ecb", "sentences": [{"id": 4, "tokens": "The ferry sank .".split()}]}
    (tmp_path / "ecbplus").mkdir()
    (tmp_path / "ecbplus/docs.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    write(tmp_path / "treebanks" / GUM, ROWS)
    return tmp_path


def test_texts_are_the_sentences_of_both_corpora_and_of_gum_the_news(data: Path) -> None:
    texts = labels.texts(data)
    assert set(texts) == {"9_1ecb", "GUM_news_ferry", "GUM_news_kept"}
    assert texts["9_1ecb"][4] == (["The", "ferry", "sank", "."], [0, 4, 10, 14])
    assert running(*texts["GUM_news_ferry"][0]) == "The Finnish Aino Salo didn't leave."


def test_labelled_rows_name_a_known_role_and_spans_that_are_spans() -> None:
    rows = list(labels.rows())
    assert len(rows) > 1000
    assert {row["role"] for row in rows if row.get("role")} <= set(labels.ROLES)
    kept_out = list(labels.rows(only=labels.DEV_LABELS))
    assert kept_out
    assert len(list(labels.rows(skip=labels.DEV_LABELS))) + len(kept_out) == len(rows)
