"""The invented newsroom: its templates hold together, and its truth is where it says it is."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.planted.newsroom import Planted, plant
from benchmarks.planted.telling import ALONE, Fate
from benchmarks.planted.worlds import drawn, templates

WORLDS = {name: raw for part in ("dev", "gate", "train") for name, raw in templates(part)}


def planted(name: str, seed: int = 0) -> Planted:
    chance = Random(f"{name} {seed}")
    return plant(drawn(name, WORLDS[name], chance), chance)


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_every_sentence_stands_where_its_truth_says(name: str) -> None:
    story = planted(name)
    for article in story.articles:
        for (start, end), told in story.told[article.id].items():
            assert article.text[start:end].startswith(told.text)
            assert "{" not in article.text


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_a_confirmed_fact_is_stated_by_two_independent_outlets(name: str) -> None:
    story = planted(name)
    for key, fate in story.fates.items():
        tellers = {
            told.teller
            for spans in story.told.values()
            for told in spans.values()
            if told.fact == key and told.manner == "fact"
        }
        if fate in {Fate.CONFIRMED, Fate.ROUNDED, Fate.UPDATE}:
            assert len(tellers & set(ALONE)) >= 2, key
        if fate in {Fate.ONE_ORIGIN, Fate.ON_RECORD, Fate.UNNAMED, Fate.UNTOLD}:
            assert len(tellers) <= 1, key


def test_the_same_seed_plants_the_same_story() -> None:
    assert planted("dev-ferry", 3) == planted("dev-ferry", 3)
    assert planted("dev-ferry", 3) != planted("dev-ferry", 4)
