"""Judged pairs: what a code says of two sentences, from either side; twins conflict, copies agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from training import labels, pairs
from training.pairs import CONFLICT, DEV_TOPICS, SAME, TARGETS, judged, pair_examples, turned

# document, sentence, document, sentence, code; topic 2 is kept out of training
JUDGED = """\
9_1	0	9_2	0	4
9_1	0	9_2	1	A
9_1	1	9_2	1	C
2_1	0	9_2	0	B
9_1	1	9_2	0	0
"""
SENTENCES = {
    "9_1": ["The ferry Maren sank on Monday with 12 aboard .", "Three of the crew are missing ."],
    "9_2": ["The Maren went down on Monday with 12 aboard .", "The ferry Maren sank ."],
    "2_1": ["Corvane bought a mine in Sarelia ."],
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pairs.tsv").write_text(JUDGED)
    monkeypatch.setattr(pairs, "FILE", tmp_path / "pairs.tsv")

    def texts(_: Path) -> dict[str, dict[int, tuple[list[str], list[int]]]]:
        return {
            name: {place: (text.split(), []) for place, text in enumerate(held)}
            for name, held in SENTENCES.items()
        }

    monkeypatch.setattr(labels, "texts", texts)
    return tmp_path


def text(words: Iterable[str] | None) -> str:
    return " ".join(words or ())


def turn(compared: Sequence[float]) -> tuple[float, ...]:
    carries, carried, *rest = compared
    return (carried, carries, *rest)


def test_a_code_says_the_same_from_either_side_but_for_who_carries_whom() -> None:
    assert turn(TARGETS["A"]) == TARGETS["B"]
    assert all(turn(TARGETS[code]) == TARGETS[code] for code in TARGETS.keys() - {"A", "B"})


def test_who_carries_tells_of_one_matter_and_what_conflicts_carries_nothing() -> None:
    for carries, carried, one_matter, conflict in TARGETS.values():
        assert one_matter >= max(carries, carried, conflict)
        assert not (conflict and (carries or carried))


def test_the_judged_pairs_are_read_by_topic(data: Path) -> None:
    train, dev = list(judged(data)), list(judged(data, dev=True))
    assert [one.compared for one in train] == [TARGETS[code] for code in "4AC0"]
    assert [(one.document, one.compared) for one in dev] == [("2_1", TARGETS["B"])]
    assert text(train[1].words) == SENTENCES["9_1"][0]
    assert text(train[1].other) == SENTENCES["9_2"][1]


def test_a_pair_turned_twice_is_itself(data: Path) -> None:
    for one in judged(data):
        there, back = turned(one), turned(turned(one))
        assert (there.words, there.other) == (one.other, one.words)
        assert (back.words, back.other, back.compared) == (one.words, one.other, one.compared)


def test_twins_conflict_and_copies_are_the_same(data: Path) -> None:
    train = list(judged(data))
    made = pair_examples(data)
    assert len(made) > len(train)
    for one in made[len(train) :]:
        assert one.corpus == "twins"
        if one.words == one.other:
            assert one.compared == SAME
        else:
            assert one.compared == CONFLICT
    assert text(made[len(train)].words) in {sentence for held in SENTENCES.values() for sentence in held}


def test_the_same_data_make_the_same_examples(data: Path) -> None:
    assert pair_examples(data) == pair_examples(data)


def test_our_own_judgements_are_places_of_one_topic_and_known_codes() -> None:
    topics = set()
    for line in pairs.FILE.read_text("utf-8").splitlines():
        one, place, two, other, code = line.split("\t")
        assert code in TARGETS
        assert (place + other).isdigit()
        assert (one, place) != (two, other)
        assert one.partition("_")[0] == two.partition("_")[0]
        topics.add(one.partition("_")[0])
    assert topics & DEV_TOPICS
    assert topics - DEV_TOPICS
