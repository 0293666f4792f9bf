"""What is unknown teaches nothing; with PyTorch, which is no part of the lock."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import Any

import pytest

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed; ./run train installs it")
batches: Any = import_module("training.batches")
losses: Any = import_module("training.losses")

ROWS, WORDS = 2, 3
CLASSES = {"tag": 5, "arc": WORDS + 1, "name": 7}


def scores() -> Any:
    torch.manual_seed(1)
    found = {name: torch.randn(ROWS, WORDS, count) for name, count in CLASSES.items()}
    found["relation"] = torch.randn(ROWS, WORDS, WORDS + 1, 4)
    found["certainty"] = torch.randn(ROWS, WORDS)
    found["cue"] = torch.randn(ROWS, WORDS, 2)
    found["pair"] = torch.randn(ROWS, WORDS, WORDS, 2)
    found["role"] = torch.randn(ROWS, 9)
    found["vector"] = torch.nn.functional.normalize(torch.randn(ROWS, 8), dim=-1)
    return found


def batch(**known: Any) -> Any:
    """Return a batch of which only `known` is known."""
    unknown = torch.full((ROWS, WORDS), batches.UNKNOWN)
    gold = {name: unknown.clone() for name in (*CLASSES, "relation")}
    gold["certainty"] = torch.full((ROWS, WORDS), torch.nan)
    gold["cue"] = torch.full((ROWS, WORDS, 2), torch.nan)
    gold["pair"] = torch.full((ROWS, WORDS, WORDS, 2), torch.nan)
    gold["role"] = torch.full((ROWS,), batches.UNKNOWN)
    return batches.Batch((), torch.ones(ROWS, WORDS), gold | known)


def test_of_a_batch_that_knows_nothing_only_the_vector_is_learned() -> None:
    given = scores()
    found = losses.losses(given, batch(), given["vector"])
    assert list(found) == ["vector"]
    assert float(found["vector"]) == pytest.approx(0, abs=1e-6)


def test_a_head_that_knows_something_has_a_loss_which_is_least_where_it_is_right() -> None:
    given = scores()
    tags = given["tag"].argmax(-1)
    right = losses.losses(given, batch(tag=tags), given["vector"])
    wrong = losses.losses(given, batch(tag=(tags + 1) % CLASSES["tag"]), given["vector"])
    assert set(right) == {"tag", "vector"}
    assert float(right["tag"]) < float(wrong["tag"])
    assert float(losses.total(right)) < float(losses.total(wrong))


def test_relations_are_those_to_the_head() -> None:
    relations = scores()["relation"]
    heads = torch.tensor([[0, 1, 2], [3, 0, batches.UNKNOWN]])
    found = losses.of_heads(relations, heads)
    assert found.shape == (ROWS, WORDS, 4)
    assert torch.equal(found[0, 2], relations[0, 2, 2])
    assert torch.equal(found[1, 0], relations[1, 0, 3])


def test_the_report_counts_what_was_right_of_what_was_known() -> None:
    given, counts = scores(), Counter[str]()
    tags = given["tag"].argmax(-1)
    heads = given["arc"].argmax(-1)
    relations = losses.of_heads(given["relation"], heads).argmax(-1)
    known = batch(tag=tags, arc=heads, relation=relations, role=given["role"].argmax(-1))
    losses.tally(given, known, given["vector"], counts)
    report = losses.report(counts)
    assert [report[name] for name in ("tag", "uas", "las", "role")] == [1.0] * 4
    assert report["vector"] == pytest.approx(1, abs=0.001)
    assert report["name"] == 0
