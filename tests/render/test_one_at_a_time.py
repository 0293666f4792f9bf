"""An edition is rendered story by story: what was made of one is let go before the next."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from aggregator.models import Brief
from aggregator.render import edition_files, render_edition
from aggregator.render.spool import MEMORY_BYTES, Spool, listed
from aggregator.render.views import BriefView
from tests.render.sample import edition, small_brief

MANY = 30


def many() -> Iterator[Brief]:
    for place in range(MANY):
        brief = small_brief(0, f"Story number {place}", "World")
        yield replace(brief, story=f"s{place}", slug=f"s{place}", related=())


def held() -> int:
    return sum(isinstance(one, BriefView) for one in gc.get_objects())


def test_no_story_is_held_but_the_heaviest_and_the_one_at_hand() -> None:
    gc.collect()
    before, most = held(), 0

    def counted() -> Iterator[Brief]:
        nonlocal most
        for brief in many():
            yield brief
            most = max(most, held() - before)

    for _, content in edition_files(edition(briefs=()), briefs=counted()):
        assert all(isinstance(piece, bytes) for piece in content)
    assert 1 <= most <= 2


def test_a_storys_files_come_before_the_next_story_is_asked_for() -> None:
    asked: list[str] = []

    def noted() -> Iterator[Brief]:
        for brief in many():
            asked.append(brief.slug)
            yield brief

    for path, _ in edition_files(edition(briefs=(), moved={}), briefs=noted()):
        if path.startswith("stories/s"):
            assert path.split("/")[1] == asked[-1]
    assert len(asked) == MANY


def test_stories_that_come_one_by_one_make_the_same_edition() -> None:
    whole = render_edition(edition(briefs=tuple(many())))
    pieces = edition_files(edition(briefs=()), briefs=many())
    assert {path: b"".join(content) for path, content in pieces} == whole


def test_long_files_come_in_pieces() -> None:
    pieces = {path: list(content) for path, content in edition_files(edition(briefs=tuple(many())))}
    assert len(pieces["edition.json"]) > 3
    assert max(map(len, pieces["edition.json"])) <= 1 << 16
    assert len(json.loads(b"".join(pieces["edition.json"]))["briefs"]) == MANY
    assert len(json.loads(b"".join(pieces["ledger.json"]))["sources"]) == sum(len(b.sources) for b in many())


@pytest.mark.parametrize("items", [[], ["1"], ["1", '{"a": 2}']])
def test_a_list_in_pieces_is_the_list(items: list[str]) -> None:
    found = json.loads("".join(listed({"title": "x", "list": [0]}, "items", items)))
    assert found == {"title": "x", "list": [0], "items": [json.loads(one) for one in items]}


def test_a_spool_gives_back_what_it_was_given_from_disk_too() -> None:
    text = "é" * (MEMORY_BYTES // 4)
    with Spool(between=", ") as spool:
        for _ in range(3):
            spool.add(text)
        assert b"".join(spool.read()).decode() == f"{text}, {text}, {text}"
