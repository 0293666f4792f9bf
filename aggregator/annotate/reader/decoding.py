"""Scores to decisions: a tree, names, certainty of each word, who says what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from aggregator.annotate.reader.model import Array, Model, Scores, model
from aggregator.annotate.reader.telling import Told, joined, told
from aggregator.annotate.reader.tree import best_tree
from aggregator.annotate.viterbi import best_row
from aggregator.models import Span

# A word anchors a cue, or belongs to a source or content, from this probability on (dev sentences).
CUE_FROM, PART_FROM = 0.4, 0.5
# Two runs of a content closer than this many words are one; its cue may stand between them.
GAP = 2


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution as the encoder sees it, as places in the words; `source` may be missing."""

    cue: Span
    source: Span | None
    contents: tuple[Span, ...]
    sure: float


NAME_KINDS = ("PERSON", "ORG", "PLACE")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one run of the encoder says of a sentence's words. A head of -1 is the root.

    `kinds` are the chances of each word to be part of a name of each of `NAME_KINDS`.
    """

    tags: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]
    names: tuple[tuple[int, int, str], ...]
    kinds: tuple[tuple[float, ...], ...]
    happened: tuple[float, ...]
    certain: tuple[float, ...]
    said: tuple[Said, ...]
    roles: tuple[float, ...]
    vector: Array
    told: Told = ()


def read(words: Sequence[str]) -> Reading:
    """Return what the encoder says of one sentence; a sentence too long for it is read in parts."""
    reader = model()
    parts = [(first, _part(reader, words[first:end])) for first, end in reader.parts(words)]
    return parts[0][1] if len(parts) == 1 else _joined(parts)


def _part(reader: Model, words: Sequence[str]) -> Reading:
    scores, states = reader.scores_and_states(words)
    return replace(decoded(reader, scores), told=told(states))


def decoded(reader: Model, scores: Scores) -> Reading:
    """Return what the scores of one part say; what it tells is not among them."""
    heads = best_tree(scores.arc)
    relations = scores.relation[np.arange(len(heads)), np.asarray(heads) + 1].argmax(-1)
    certainty = np.clip(scores.certainty * 3, -3, 3)
    return Reading(
        tags=tuple(reader.classes["tags"][place] for place in scores.tag.argmax(-1)),
        heads=tuple(heads),
        relations=tuple(reader.classes["relations"][place] for place in relations),
        names=tuple(_names(reader.classes["names"], scores.name)),
        kinds=tuple(_kinds(reader.classes["names"], scores.name)),
        happened=tuple(round(float(value), 3) for value in certainty[:, 0]),
        certain=tuple(round(float(value), 3) for value in certainty[:, 1]),
        said=tuple(_said(scores)),
        roles=tuple(round(float(value), 3) for value in _log_softmax(scores.role)),
        vector=scores.vector,
    )


def _joined(parts: Sequence[tuple[int, Reading]]) -> Reading:
    """One reading of a sentence read in parts: later roots hang on the first, whose role stands."""
    root = parts[0][1].heads.index(-1)
    return Reading(
        tags=tuple(tag for _, one in parts for tag in one.tags),
        heads=tuple(
            head + first if head >= 0 else (root if first else -1)
            for first, one in parts
            for head in one.heads
        ),
        relations=tuple(
            "parataxis" if first and head < 0 else name
            for first, one in parts
            for head, name in zip(one.heads, one.relations, strict=True)
        ),
        names=tuple((a + first, b + first, label) for first, one in parts for a, b, label in one.names),
        kinds=tuple(chances for _, one in parts for chances in one.kinds),
        happened=tuple(value for _, one in parts for value in one.happened),
        certain=tuple(value for _, one in parts for value in one.certain),
        said=tuple(_moved(said, first) for first, one in parts for said in one.said),
        roles=parts[0][1].roles,
        vector=parts[0][1].vector,
        told=joined([one.told for _, one in parts]),
    )


def _moved(said: Said, by: int) -> Said:
    def moved(span: Span) -> Span:
        return span[0] + by, span[1] + by

    source = moved(said.source) if said.source else None
    return Said(moved(said.cue), source, tuple(map(moved, said.contents)), said.sure)


def _names(labels: Sequence[str], scores: Array) -> Iterator[tuple[int, int, str]]:
    """The names of the best row of B-, I- and O labels in which every I- goes on with its own kind."""
    start, held = 0, ""
    for place, best in enumerate([*_best_row(labels, scores), labels.index("O")]):
        prefix, _, label = labels[best].partition("-")
        if held and prefix != "I":
            yield start, place, held
            held = ""
        if prefix == "B":
            start, held = place, label


def _kinds(labels: Sequence[str], scores: Array) -> Iterator[tuple[float, ...]]:
    chances = np.exp(_log_softmax(scores))
    summed = [
        chances[:, [labels.index("B-" + kind), labels.index("I-" + kind)]].sum(-1) for kind in NAME_KINDS
    ]
    return (tuple(round(float(chance), 3) for chance in word) for word in np.stack(summed, -1))


def _best_row(labels: Sequence[str], scores: Array) -> list[int]:
    """Every step is free or forbidden; no row begins inside a name."""
    allowed = np.array(
        [[0.0 if two[0] != "I" or one[2:] == two[2:] else -np.inf for two in labels] for one in labels]
    )
    inside = np.array([label[0] == "I" for label in labels])
    opened = scores.copy()
    opened[0, inside] = -np.inf
    return best_row(opened, allowed)


def _said(scores: Scores) -> Iterator[Said]:
    cues = _sigmoid(scores.cue)
    parts = _sigmoid(scores.pair)
    for anchor in np.flatnonzero(cues[:, 1] >= CUE_FROM):
        contents = _runs(parts[anchor + 1, :, 1], gap=GAP)
        if contents:
            sources = _runs(parts[anchor + 1, :, 0], gap=1)
            best = max(
                sources, key=lambda run: float(parts[anchor + 1, run[0] : run[1], 0].sum()), default=None
            )
            yield Said(_cue(cues[:, 0], int(anchor)), best, tuple(contents), round(float(cues[anchor, 1]), 3))


def _cue(words: Array, anchor: int) -> Span:
    """The run of cue words around an anchor."""
    start, end = anchor, anchor + 1
    while start > 0 and words[start - 1] >= PART_FROM:
        start -= 1
    while end < len(words) and words[end] >= PART_FROM:
        end += 1
    return start, end


def _runs(chances: Array, *, gap: int) -> list[Span]:
    """Runs of words above the threshold, joined over small gaps."""
    found: list[Span] = []
    for place in np.flatnonzero(chances >= PART_FROM):
        if found and place - found[-1][1] < gap:
            found[-1] = (found[-1][0], int(place) + 1)
        else:
            found.append((int(place), int(place) + 1))
    return found


def _sigmoid(scores: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-scores)), dtype=np.float32)


def _log_softmax(scores: Array) -> Array:
    shifted = scores - scores.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)), dtype=np.float32)
