"""The words a text is about: stems, how telling each is, and how alike two bags of them are.

Stems come from the Snowball English stemmer (Porter 2001). Weights are smoothed inverse document
frequencies (Spärck Jones 1972) counted once over openly licensed treebanks by `training/idf.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

import Stemmer

WORDS_KEPT = 262_144
"""Words remembered with their stems, some 40 MB: a month of news in English has about half as many."""

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*", re.UNICODE)
# Without a memory of its own, which keeps few words and takes longer than stemming: `stem` remembers more.
_stemmer = Stemmer.Stemmer("english", 0)

# Function words say how a sentence is built, not what it is about.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being
    below between both but by can could did do does doing down during each few for from further had has
    have having he her here hers herself him himself his how i if in into is it its itself just me might
    more most must my no nor not now of off on once only or other our out over own said same say says she
    should so some such than that the their them then there these they this those through to too under
    until up very was we were what when where which while who whom why will with would you your
    according told tell tells added mr mrs ms dr""".split()
)


@lru_cache(maxsize=WORDS_KEPT)
def stem(word: str) -> str:
    """Return the stem of one word, lower-cased and without a possessive ending."""
    bare = word.lower().replace("’", "'")
    bare = bare[:-2] if bare.endswith("'s") else bare.removesuffix("'")
    return str(_stemmer.stemWord(bare.strip(".")))


def words(text: str) -> list[str]:
    """Return the words of a text in order, as written."""
    return _WORD.findall(text)


def stems(text: str) -> list[str]:
    """Return the stems of a text's content words, in order; figures stay as they are."""
    return [found for found in map(_content, words(text)) if found]


@lru_cache(maxsize=WORDS_KEPT)
def _content(word: str) -> str:
    """Return the stem of a word, "" of a function word."""
    return "" if word.lower() in STOP_WORDS else stem(word)


@cache
def _document_frequencies() -> tuple[int, Mapping[str, int]]:
    raw = resources.files("aggregator").joinpath("data/document_frequencies.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in raw.splitlines() if line and not line.startswith("#"))
    counts = {name: int(count) for name, count in rows}
    return counts.pop("*"), counts


def counted_documents() -> int:
    """Return how many documents the frequencies were counted over."""
    return _document_frequencies()[0]


def document_count(stem_: str) -> int:
    """Return how many of the counted documents have a stem."""
    return _document_frequencies()[1].get(stem_, 0)


@lru_cache(maxsize=65536)
def weight(stem_: str) -> float:
    """Return how telling a stem is: ln((N + 1) / (n + 0.5)); an unseen stem weighs most."""
    total, counts = _document_frequencies()
    return math.log((total + 1) / (counts.get(stem_, 0) + 0.5))


@cache
def _synonyms() -> Mapping[str, str]:
    """The stem that stands for each stem of a group of words for one thing."""
    raw = resources.files("aggregator").joinpath("data/synonyms.txt").read_text("utf-8")
    groups = (
        [stem(word.strip()) for word in line.split(",")] for line in raw.splitlines() if line[:1] != "#"
    )
    return {name: group[0] for group in groups for name in group}


def bag(text: str) -> dict[str, float]:
    """Return the telling stems of a text with their weights, each once and synonyms as one."""
    same = _synonyms()
    return {name: weight(name) for name in (same.get(name, name) for name in stems(text))}


def overlap(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Return the weighted Dice overlap of two bags, 0..1."""
    shared = sum(value for name, value in a.items() if name in b)
    total = sum(a.values()) + sum(b.values())
    return 2 * shared / total if total else 0.0


def all_stems_overlap(a: str, b: str) -> float:
    """Return the plain Dice overlap of all stems of two texts, function words with them, 0..1."""
    first, second = ({stem(word) for word in words(text)} for text in (a, b))
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 0.0


def coverage(part: Mapping[str, float], whole: Mapping[str, float]) -> float:
    """Return the weighted share of `part` that stands in `whole`, 0..1."""
    total = sum(part.values())
    return sum(value for name, value in part.items() if name in whole) / total if total else 0.0
