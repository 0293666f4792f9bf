"""Treebanks are read as they are written: documents, contractions, paragraphs, mentions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.training.treebank import ROWS, write
from training.treebanks import (
    EWT,
    GUM,
    TreeSentence,
    documents,
    entity_heads,
    is_open,
    named_mentions,
    training_documents,
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write(tmp_path / "treebanks" / GUM, ROWS)
    write(tmp_path / "treebanks" / EWT, "# newdoc id = weblog-1\n1\tSun\tNN\t0\troot\t_")
    (tmp_path / "treebanks/splits.json").write_text(json.dumps({"dev": ["GUM_news_kept"], "test": []}))
    return tmp_path


@pytest.fixture
def ferry(data: Path) -> list[TreeSentence]:
    return dict(documents(data / "treebanks" / GUM))["GUM_news_ferry"]


def test_documents_and_sentences_come_in_order(data: Path) -> None:
    found = {name: [len(one.tokens) for one in held] for name, held in documents(data / "treebanks" / GUM)}
    assert found == {"GUM_news_ferry": [8, 4], "GUM_fiction_tale": [1], "GUM_news_kept": [1]}


def test_a_word_has_its_tag_head_and_relation(ferry: list[TreeSentence]) -> None:
    salo = ferry[0].tokens[3]
    assert (salo.form, salo.tag, salo.head, salo.relation) == ("Salo", "NNP", 6, "nsubj")
    assert [sentence.opens for sentence in ferry] == [True, False]


def test_a_space_follows_unless_told_and_none_stands_within_a_contraction(ferry: list[TreeSentence]) -> None:
    text = "".join(token.form + " " * token.spaced for token in ferry[0].tokens)
    assert text == "The Finnish Aino Salo didn't leave. "


def test_mentions_are_cut_to_their_names_and_the_outermost_stands(ferry: list[TreeSentence]) -> None:
    assert named_mentions(ferry) == [(2, 4, "PERSON"), (8, 11, "ORG")]


def test_every_mention_has_its_head_word(ferry: list[TreeSentence]) -> None:
    heads = [(token.form, kind) for token, kind in entity_heads(ferry)]
    assert heads == [
        ("Aino", "person"),
        ("Finnish", "place"),
        ("Port", "organization"),
        ("Orvesund", "place"),
    ]


def test_what_is_kept_out_or_not_open_is_not_learned_from(data: Path) -> None:
    assert [name for name, _ in training_documents(data)] == ["weblog-1", "GUM_news_ferry"]
    assert (is_open("GUM_news_x"), is_open("GUM_fiction_x"), is_open("weblog-1")) == (True, False, True)
