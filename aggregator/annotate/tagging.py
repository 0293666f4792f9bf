"""Word classes: which Penn Treebank tag each word of a sentence has.

A second-order hidden Markov model over counted tables, with word endings for unknown words: the method of
Brants (2000), "TnT - a statistical part-of-speech tagger". No weights are trained; `training/word_classes.py`
counts the tables over openly licensed treebanks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from aggregator.annotate.lexicon import lines_of

START, END = "<", ">"
# Weights of the tag alone, after one tag and after two (Brants 2000 finds these by deleted interpolation;
# these are the rounded values for our tables).
MIXTURE = (0.06, 0.34, 0.6)
# The longest ending looked up for a word never seen.
LONGEST_ENDING = 4
# A tag is dropped for a word when it is this many times rarer than the best: typing slips in the treebanks.
RARE_TAG = 200
# How much likelier (log) an unknown capitalised first word is a name than its ending alone says.
FIRST_IS_NAME = 2.0
QUOTES = frozenset("\"“”„‟«»'‘’`")
_FIXED = {
    mark: tag_
    for tag_, marks in {
        ",": ",",
        ".": ". ! ? …",
        ":": ": ; – — --",
        "HYPH": "-",
        "-LRB-": "( [ {",
        "-RRB-": ") ] }",
        "NN": "%",
        "$": "$ £ € ¥",
        "CC": "&",
    }.items()
    for mark in marks.split()
}

Candidates = tuple[tuple[str, float], ...]


class Tables(NamedTuple):
    """Counted tables: log emission scores by word and by ending, transition counts."""

    words: Mapping[str, Candidates]
    endings: Mapping[str, Candidates]
    follows: Mapping[tuple[str, ...], int]
    contexts: Mapping[tuple[str, ...], int]


@cache
def tables() -> Tables:
    """Read the counted tables (0.2 s, once a process)."""
    raw: dict[str, dict[str, dict[str, int]]] = {"w": {}, "e": {}, "t": {}}
    for line in lines_of("word_classes.tsv"):
        kind, name, *counts = line.split("\t")
        raw[kind][name] = {tag: int(n) for tag, n in (item.rsplit(" ", 1) for item in counts)}
    tags: Counter[str] = Counter()
    for counted in raw["w"].values():
        tags.update(counted)
    follows, contexts = _transitions(raw["t"])
    return Tables(
        words={name: _scores(name, counted, tags) for name, counted in raw["w"].items()},
        endings={name: _scores(name, counted, tags) for name, counted in raw["e"].items()},
        follows=follows,
        contexts=contexts,
    )


def _transitions(raw: Mapping[str, Mapping[str, int]]) -> Iterator[Counter[tuple[str, ...]]]:
    """Yield the counts of (first, second, third), (second, third), (third,) and of their contexts, joined."""
    counts: Counter[tuple[str, ...]] = Counter()
    contexts: Counter[tuple[str, ...]] = Counter()
    for name, counted in raw.items():
        first, second = name.split(" ")
        for third, count in counted.items():
            for sequence in ((first, second, third), (second, third), (third,)):
                counts[sequence] += count
                contexts[sequence[:-1]] += count
    yield counts
    yield contexts


_TWINS = {"VB": "VBP", "VBP": "VB", "VBD": "VBN", "VBN": "VBD"}
# A verb form seen with one tag alone may be its twin too, this share as often.
TWIN_SHARE = 0.25


def _widened(name: str, counted: Mapping[str, int]) -> dict[str, float]:
    """Counts of a word with the twins of its verb tags: "ease" is VB and VBP, an "-ed" form VBD and VBN."""
    wide: dict[str, float] = dict(counted)
    for tag_, count in counted.items():
        twin = _TWINS.get(tag_)
        if twin and twin not in counted and (tag_ in {"VB", "VBP"} or name.endswith("ed")):
            wide[twin] = count * TWIN_SHARE
    return wide


def _scores(name: str, raw: Mapping[str, int], tags: Mapping[str, int]) -> Candidates:
    """Log of P(word | tag) up to a constant: by Bayes, P(tag | word) / P(tag)."""
    counted = _widened(name, raw)
    most = max(counted.values())
    total = sum(counted.values())
    return tuple(
        (tag, math.log(count / total) - math.log(tags[tag] + 1))
        for tag, count in counted.items()
        if count * RARE_TAG >= most
    )


@lru_cache(maxsize=65536)
def _transition(first: str, second: str, third: str) -> float:
    data = tables()
    share = 0.0
    for weight, sequence in zip(MIXTURE, ((third,), (second, third), (first, second, third)), strict=True):
        seen = data.contexts.get(sequence[:-1], 0)
        share += weight * data.follows.get(sequence, 0) / seen if seen else 0.0
    return math.log(share + 1e-7)


@lru_cache(maxsize=65536)
def _candidates(word: str, *, first: bool) -> Candidates:
    if word in _FIXED:
        return ((_FIXED[word], 0.0),)
    if word in QUOTES or word in {"''", "``"}:
        return (("''", 0.0),)
    if word.isupper() and len(word) > 1 and word.isalpha():
        return (("NNP", 0.0), ("NN", -3.0))
    known = _known(word.lower().replace("’", "'"), capital=word[:1].isupper(), first=first)
    return known or _unknown(word, first=first)


def _known(low: str, *, capital: bool, first: bool) -> Candidates:
    words = tables().words
    if capital and first:
        return _merged([words.get(low, ()), words.get("^" + low, ())])
    if capital:
        return words.get("^" + low, ())
    return words.get(low, ())


def _merged(choices: Iterable[Candidates]) -> Candidates:
    """The best score of each tag over several entries."""
    best: dict[str, float] = {}
    for tag, score in (item for candidates in choices for item in candidates):
        best[tag] = max(score, best.get(tag, -1e9))
    return tuple(best.items())


def _unknown(word: str, *, first: bool) -> Candidates:
    if any(character.isdigit() for character in word):
        return (("CD", 0.0), ("NNP", -2.0)) if not word[0].isupper() else (("NNP", 0.0), ("CD", -3.0))
    if not any(character.isalnum() for character in word):
        return (("NFP", 0.0),)
    if word.isupper() and len(word) > 1:
        return (("NNP", 0.0),)
    found: list[Candidates] = []
    low = word.lower()
    if word[0].isupper():
        name = _name_like(low)
        if not first:
            return name
        found.append(tuple((tag_, score + FIRST_IS_NAME) for tag_, score in name))
    found.append(_by_ending("-", low) or (("NN", 0.0), ("NNP", -2.0)))
    return _merged(found)


def _name_like(low: str) -> Candidates:
    """An unknown capitalised word is a name, or an adjective made of one ("Ruritanian")."""
    kept = tuple((tag_, score) for tag_, score in _by_ending("^-", low) if tag_ in {"NNP", "NNPS"})
    adjective = (("JJ", -1.0),) if low.endswith(("ian", "ese", "ish", "can")) else ()
    best = max((score for _, score in kept), default=0.0)
    return (*(kept or (("NNP", 0.0),)), *((tag_, best + score) for tag_, score in adjective))


def _by_ending(prefix: str, low: str) -> Candidates:
    endings = tables().endings
    for size in range(min(LONGEST_ENDING, len(low) - 1), 0, -1):
        if prefix + low[-size:] in endings:
            return endings[prefix + low[-size:]]
    return ()


def tag(words: Sequence[str]) -> list[str]:
    """Return a Penn Treebank tag for each word of one sentence: the likeliest row (Viterbi search)."""
    best: dict[tuple[str, str], float] = {(START, START): 0.0}
    history: list[dict[tuple[str, str], str]] = []
    opened = False
    for word in words:
        candidates = _candidates(word, first=not opened)
        opened = opened or word[:1].isalnum()
        scores: dict[tuple[str, str], float] = {}
        back: dict[tuple[str, str], str] = {}
        for (first, second), score in best.items():
            for third, emitted in candidates:
                reached = score + emitted + _transition(first, second, third)
                if reached > scores.get((second, third), -1e300):
                    scores[second, third] = reached
                    back[second, third] = first
        best = scores
        history.append(back)
    return _trace(best, history)


def _trace(
    best: Mapping[tuple[str, str], float], history: Sequence[Mapping[tuple[str, str], str]]
) -> list[str]:
    first, second = max(best, key=lambda pair: best[pair] + _transition(*pair, END))
    found: list[str] = []
    for back in reversed(history):
        found.append(second)
        first, second = back[first, second], first
    return found[::-1]


def may_be(low: str, wanted: str) -> bool:
    """Whether a word can have a tag: it was seen with it, or is a known verb with an ending."""
    known = any(tag_ == wanted for tag_, _ in tables().words.get(low, ()))
    return known or low[:-1] in bases()


@cache
def bases() -> frozenset[str]:
    """Words seen as the base form of a verb."""
    return frozenset(
        word
        for word, candidates in tables().words.items()
        if any(tag in {"VB", "VBP"} for tag, _ in candidates)
    )
