"""The trained reader: trees, pieces, and that a sentence's reading depends on nothing but the sentence."""

from __future__ import annotations

import pickle
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from aggregator.annotate.reader.decoding import read
from aggregator.annotate.reader.model import folder, model
from aggregator.annotate.reader.pieces import MOST_PIECES, MOST_POSITIONS, SHAPES, shape
from aggregator.annotate.reader.tree import best_tree
from aggregator.annotate.words import pipeline, read_sentence

SCORES = st.integers(1, 4).flatmap(
    lambda size: arrays.arrays(np.float32, (size, size + 1), elements=st.integers(-50, 50).map(float))
)


def is_tree(heads: tuple[int, ...]) -> bool:
    if heads.count(-1) != 1:
        return False
    for place in range(len(heads)):
        seen, node = set(), place
        while node >= 0:
            if node in seen:
                return False
            seen.add(node)
            node = heads[node]
    return True


@example(np.array([[0] * 5, [0] * 5, [0] * 5, [0, -1, -1, -1, 0]], dtype=np.float32))
@given(SCORES)
def test_the_best_tree_is_a_tree_and_none_scores_higher(scores: np.ndarray) -> None:
    found = best_tree(scores)
    assert is_tree(tuple(found))
    words = range(len(scores))
    trees = [heads for heads in product(range(-1, len(scores)), repeat=len(scores)) if is_tree(heads)]
    best = max(sum(float(scores[word, heads[word] + 1]) for word in words) for heads in trees)
    assert sum(float(scores[word, found[word] + 1]) for word in words) == pytest.approx(best)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=30))
def test_any_words_are_read(words: list[str]) -> None:
    found = read(words)
    assert len(found.tags) == len(found.heads) == len(found.certain) == len(words)
    assert is_tree(found.heads)
    assert all(0 <= start < end <= len(words) for start, end, _ in found.names)
    assert all(-3 <= value <= 3 for value in (*found.certain, *found.happened))
    assert float(np.linalg.norm(found.vector)) == pytest.approx(1, abs=1e-3)


def test_a_long_sentence_is_read_in_parts_the_encoder_can_take() -> None:
    words = ["ἀβγδεζηθικλμνξοπρστυφχψω" * 3, "Varn"] * 300
    reader = model()
    for first, end in reader.parts(words):
        assert sum(reader.splitter.size(word) for word in words[first:end]) + 2 <= MOST_POSITIONS
    assert all(reader.splitter.size(word) <= MOST_PIECES for word in words)
    assert is_tree(read(words).heads)


def test_a_sentence_is_read_alike_whatever_was_read_before() -> None:
    words = "The mayor of Varn said the bridge could close on Monday .".split()
    alone = read(words)
    read(["No", "!"])
    read(words * 5)
    again = read(words)
    assert again.certain == alone.certain
    assert again.roles == alone.roles
    assert np.array_equal(again.vector, alone.vector)


def test_it_is_a_spacy_component() -> None:
    doc = pipeline()("Ana Holt, the minister, did not sign  the treaty in Japan.")
    negation = next(token for token in doc if token.text == "not")
    assert (negation.head.text, negation.dep_) == ("sign", "advmod")
    assert [(one.text, one.label_) for one in doc.ents] == [("Ana Holt", "PERSON"), ("Japan", "PLACE")]
    assert read_sentence(doc.text).words[0].text == "Ana"


def test_shapes_tell_capitals_apart() -> None:
    kinds = ["varn", "Varn", "VARN", "iPhone", "V", "2nd", "—"]
    names = ["lower", "title", "upper", "mixed", "initial", "figure", "mark"]
    assert [SHAPES[shape(word, opens=False)] for word in kinds] == names
    assert SHAPES[shape("Varn", opens=True)] == "first title"


def test_what_ships_is_small_and_named_by_its_version() -> None:
    assert sum(path.stat().st_size for path in folder().iterdir()) < 30 * 2**20


def test_words_sent_to_another_process_take_no_hash_along() -> None:
    words = read_sentence("The gate was shut.").words
    assert hash(words) == hash(tuple(words))
    sent = pickle.loads(pickle.dumps(words))
    assert sent == words
    assert type(sent) is tuple
