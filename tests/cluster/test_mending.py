"""An editor's choices as constraints on groups: what they do and leave, and that they can be undone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aggregator.cluster import cluster, cluster_mended
from aggregator.cluster.keeping import keep_ids
from aggregator.cluster.mending import Mean, mended
from aggregator.models import Article, Mend, MendKind, Story
from tests.cluster.test_stories import EVENTS, TEXTS, articles, grouped

NORTH = ("quake-north-1", "quake-north-2", "quake-north-3")
SOUTH = ("quake-south-1", "quake-south-2")
RULING = ("ruling-1", "ruling-2")
NAMES = tuple("abcdefgh")


def mend(kind: MendKind, here: Sequence[str], there: Sequence[str]) -> Mend:
    return Mend(kind=kind, articles=tuple(sorted(here)), others=tuple(sorted(there)))


MERGED = mend(MendKind.MERGE, NORTH, SOUTH)
SPLIT = mend(MendKind.SPLIT, NORTH[:1], NORTH[1:])
MOVED = mend(MendKind.MOVE, ["alone"], RULING)


def likeness(places: int, seed: int) -> Mean:
    values = np.triu(np.random.default_rng(seed).random((places, places)), 1)
    both = values + values.T
    return lambda one, others: float(both[one, list(others)].sum()) / max(len(others), 1)


def applied(
    labels: Iterable[int], made: Sequence[Mend], alike: Mean
) -> tuple[set[frozenset[str]], tuple[Mend, ...]]:
    found, followed = mended(np.array(labels), NAMES, made, alike)
    return groups_of(found), followed


def chosen(*mends: Mend, names: Sequence[str] = tuple(TEXTS)) -> tuple[Story, ...]:
    return cluster_mended([one for one in articles() if one.id in names], mends).stories


def groups_of(labels: Iterable[int], names: Sequence[str] = NAMES) -> set[frozenset[str]]:
    made: dict[int, set[str]] = {}
    for name, label in zip(names, labels, strict=True):
        made.setdefault(int(label), set()).add(name)
    return {frozenset(group) for group in made.values()}


sides = st.lists(st.sampled_from([*NAMES, "gone", "lost"]), unique=True, max_size=5)
kinds = st.sampled_from(list(MendKind))
choices = st.lists(st.builds(mend, kinds, sides, sides), max_size=5)
seeds = st.integers(0, 1000)
labellings = st.lists(st.integers(0, 4), min_size=len(NAMES), max_size=len(NAMES))


@settings(deadline=None)
@given(labellings, choices, seeds)
def test_no_choice_loses_an_article(labels: list[int], made: list[Mend], seed: int) -> None:
    found, _ = mended(np.array(labels), NAMES, made, likeness(len(NAMES), seed))
    assert len(found) == len(NAMES)
    assert set().union(*groups_of(found)) == set(NAMES)


@settings(deadline=None)
@given(labellings, st.builds(mend, kinds, sides, sides), seeds)
def test_a_choice_made_twice_is_made_once(labels: list[int], one: Mend, seed: int) -> None:
    assume(not set(one.articles) & set(one.others))
    alike = likeness(len(NAMES), seed)
    assert applied(labels, [one, one], alike)[0] == applied(labels, [one], alike)[0]


@settings(deadline=None)
@given(labellings, choices, seeds)
def test_choices_that_followed_make_the_same_again(labels: list[int], made: list[Mend], seed: int) -> None:
    assume(not any(set(one.articles) & set(one.others) for one in made))
    alike = likeness(len(NAMES), seed)
    once, followed = applied(labels, made, alike)
    assert applied(labels, followed, alike) == (once, followed)


@settings(deadline=None)
@given(labellings, st.permutations(range(9)))
def test_the_names_of_groups_do_not_matter(labels: list[int], names: list[int]) -> None:
    made = [mend(MendKind.MERGE, "ab", "cd"), mend(MendKind.SPLIT, "a", "bc"), mend(MendKind.MOVE, "h", "ab")]
    alike = likeness(len(NAMES), 7)
    assert applied([names[label] for label in labels], made, alike) == applied(labels, made, alike)


@settings(max_examples=20, deadline=None)
@given(st.permutations(list(TEXTS)), st.permutations([MERGED, SPLIT, MOVED]))
def test_the_order_of_articles_does_not_matter(names: list[str], made: list[Mend]) -> None:
    by_id = {article.id: article for article in articles()}
    assert cluster_mended([by_id[name] for name in names], made) == cluster_mended(articles(), made)


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(list(itertools.permutations([NORTH, SOUTH, RULING, ("alone",)], 2))))
def test_a_merge_taken_back_gives_back_what_was(pair: tuple[Sequence[str], Sequence[str]]) -> None:
    before = cluster(articles())
    merged = cluster_mended(articles(), [mend(MendKind.MERGE, *pair)], known=before).stories
    assert grouped(merged) == EVENTS - set(map(frozenset, pair)) | {frozenset(pair[0]) | frozenset(pair[1])}
    assert {story.id for story in merged} < {story.id for story in before}
    again = cluster_mended(articles(), (), known=merged, past=ended(before, merged))
    assert again.stories == before


@settings(deadline=None)
@given(labellings, sides, sides)
def test_any_merge_taken_back_gives_back_ids_and_articles(
    labels: list[int], here: list[str], there: list[str]
) -> None:
    def stories(found: Sequence[int], known: Sequence[Story] = (), past: Sequence[Story] = ()) -> list[Story]:
        groups = [tuple(sorted(group)) for group in groups_of(found)]
        return list(keep_ids(groups, sorted, known, past))

    before = stories(labels)
    made, _ = mended(np.array(labels), NAMES, [mend(MendKind.MERGE, here, there)], likeness(len(NAMES), 1))
    merged = stories([int(label) for label in made], before)
    assert stories(labels, merged, ended(before, merged)) == before


def ended(before: Sequence[Story], after: Sequence[Story]) -> list[Story]:
    living = {story.id for story in after}
    return [story for story in before if story.id not in living]


def test_a_merge_holds_when_new_articles_come() -> None:
    early = mend(MendKind.MERGE, NORTH[:1], RULING[:1])
    before = chosen(early, names=(NORTH[0], RULING[0]))
    later = cluster_mended(articles(), [early], known=before).stories
    assert frozenset(NORTH + RULING) in grouped(later)
    assert before[0].id in {story.id for story in later}


def test_a_choice_outlives_the_articles_it_was_made_of() -> None:
    early = [mend(MendKind.MERGE, NORTH[:1], RULING[:1])]
    first = cluster_mended(articles(), early)
    left = [one for one in articles() if one.id not in {NORTH[0], RULING[0]}]
    assert frozenset(NORTH[1:] + RULING[1:]) in grouped(cluster_mended(left, first.mends).stories)
    assert frozenset(RULING[1:]) in grouped(cluster_mended(left, early).stories)


def test_after_a_split_what_comes_goes_to_the_side_it_is_more_like() -> None:
    text, other = TEXTS["quake-north-1"], TEXTS["quake-south-1"]
    made = [
        Article(id="n1", title=text[0], text=text[1]),
        Article(id="n2", title=text[0], text=text[1]),
        Article(id="s1", title=other[0], text=other[1]),
        Article(id="s2", title=other[0], text=other[1]),
    ]
    together = mend(MendKind.MERGE, ["n1"], ["s1"])
    apart = mend(MendKind.SPLIT, ["n1"], ["s1"])
    assert grouped(cluster_mended(made, [together]).stories) == {frozenset({"n1", "n2", "s1", "s2"})}
    split = grouped(cluster_mended(made, [together, apart]).stories)
    assert split == {frozenset({"n1", "n2"}), frozenset({"s1", "s2"})}


@pytest.mark.parametrize("kind", [MendKind.MOVE, MendKind.PIN])
def test_a_moved_article_leaves_one_story_for_the_other(kind: MendKind) -> None:
    found = grouped(chosen(mend(kind, NORTH[:1], RULING)))
    assert {frozenset(NORTH[1:]), frozenset((*RULING, NORTH[0]))} <= found


def test_the_later_of_two_choices_holds() -> None:
    back = mend(MendKind.MOVE, ["alone"], NORTH)
    assert frozenset((*NORTH, "alone")) in grouped(chosen(MOVED, back))
    assert frozenset((*RULING, "alone")) in grouped(chosen(back, MOVED))


def test_a_choice_on_articles_that_are_gone_changes_nothing() -> None:
    gone = mend(MendKind.MERGE, ["gone"], NORTH)
    made = [gone, mend(MendKind.SPLIT, NORTH, ["gone"])]
    found = cluster_mended(articles(), made)
    assert (found.stories, list(found.mends)) == (cluster(articles()), made)


def test_half_and_half_taken_back_the_older_keeps_its_id() -> None:
    old = (Story(id="z-older", articles=SOUTH), Story(id="a-newer", articles=RULING))
    joined = mend(MendKind.MERGE, RULING, SOUTH)
    some = [one for one in articles() if one.id in SOUTH + RULING]
    (merged,) = cluster_mended(some, [joined], known=old).stories
    assert merged.id == "z-older"
    assert set(cluster_mended(some, (), known=[merged], past=[old[1]]).stories) == set(old)
