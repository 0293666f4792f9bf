"""Which texts are copies: shared runs of five words, and the share of the smaller text in the larger.

Broder 1997 calls them shingles and containment. Candidates come from an inverted index over all shingles:
unlike MinHash, whose estimate is of the share of both texts, it finds a short cut inside a long text. Every
candidate is then compared in full.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Shingles = NDArray[np.uint64]
"""Hashes of a text's shingles, sorted, each once."""

SHINGLE_WORDS = 5
"""Words in a shingle: two reporters of one event share few runs of five words, copies share most."""

MIN_SHINGLES = 12
"""Texts of fewer shingles (about 16 words) are copies only when equal: a stock phrase is no copy."""

MAX_SHARED = 100
"""A shingle in more texts than this is boilerplate (a licence, an address) and proposes no candidates."""

UNLIKE = 0.2
"""Two texts of less containment have nothing to do with one another (see `without_collections`)."""

LETTERS = 64
"""Characters of a word after which their places are counted from the start again."""

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, bits well mixed: 2**64 over the golden ratio (Knuth, TAOCP 6.4)
_POWERS = np.array([pow(int(_BASE), power, 2**64) for power in range(LETTERS)], dtype=np.uint64)


def shingles(text: str) -> Shingles:
    """Return the hashes of every run of five words, case folded; a shorter text is one shingle."""
    hashes = _word_hashes(text.casefold())
    if not len(hashes):
        return hashes
    if len(hashes) < SHINGLE_WORDS:
        return np.array([(hashes * _POWERS[: len(hashes)]).sum()], dtype=np.uint64)
    last = len(hashes) - SHINGLE_WORDS + 1
    sums = sum((hashes[at : at + last] * _POWERS[at] for at in range(SHINGLE_WORDS)), np.uint64(0))
    sums = np.sort(sums ^ (sums >> np.uint64(31)))
    return sums[np.concatenate(([True], sums[1:] != sums[:-1]))]


def containment(a: str, b: str) -> float:
    """Return the share (0..1) of the smaller text's shingles that stand in the larger; 0 without words."""
    return _contained(shingles(a), shingles(b))


def near_duplicates(texts: Mapping[str, str], containment: float = 0.5) -> tuple[frozenset[str], ...]:
    """Return the groups of ids, two members or more, whose texts are copies, sorted by their first id.

    Two texts are copies when at least `containment` of the smaller stands in the larger; copies of
    copies are in one group. A round-up that prints several unlike texts is a copy of none of them.
    """
    made = {name: shingles(texts[name]) for name in sorted(texts)}
    links = {(a, b) for a, b in _candidates(made, containment) if is_copy(made[a], made[b], containment)}
    return _groups(without_collections(links, made))


def is_copy(a: Shingles, b: Shingles, containment: float) -> bool:
    """Whether at least `containment` of the smaller of two texts stands in the larger."""
    return _long_enough(a, b) and _contained(a, b) >= containment


def _word_hashes(text: str) -> NDArray[np.uint64]:
    """Return a hash of every word of a text, that is of each run of letters and digits, in order.

    A polynomial of its characters (Karp and Rabin 1987), for all words at once.
    """
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    held = np.flatnonzero(_alphanumeric()[characters])
    starts = np.flatnonzero(np.diff(held, prepend=-2) != 1)
    if not len(starts):
        return np.zeros(0, dtype=np.uint64)
    places = np.arange(len(held)) - np.repeat(starts, np.diff(starts, append=len(held)))
    mixed = np.add.reduceat(characters[held] * _POWERS[places % LETTERS], starts) * _BASE
    return np.asarray(mixed ^ (mixed >> np.uint64(29)))


@cache
def _alphanumeric() -> NDArray[np.bool_]:
    """Return which of all characters are letters or digits."""
    return np.char.isalnum(np.arange(sys.maxunicode + 1, dtype=np.uint32).view("U1"))


def _contained(a: Shingles, b: Shingles) -> float:
    smaller = min(len(a), len(b))
    return float(len(np.intersect1d(a, b, assume_unique=True)) / smaller) if smaller else 0.0


def _long_enough(a: Shingles, b: Shingles) -> bool:
    return min(len(a), len(b)) >= MIN_SHINGLES or np.array_equal(a, b)


def _candidates(made: Mapping[str, Shingles], least: float) -> Iterator[tuple[str, str]]:
    """Yield pairs that may share `least` of the smaller text, first id first; equal texts are chained."""
    first: dict[bytes, str] = {}
    distinct: list[str] = []
    for name, hashes in made.items():
        same = first.setdefault(hashes.tobytes(), name) if len(hashes) else name
        if same != name:
            yield same, name
        elif len(hashes) >= MIN_SHINGLES:
            distinct.append(name)
    for row, column in _sharing([made[name] for name in distinct], least):
        yield distinct[row], distinct[column]


def _sharing(texts: Sequence[Shingles], least: float) -> Iterator[tuple[int, int]]:
    """Yield the places of texts that share enough, by one product of the text-by-shingle matrix."""
    if len(texts) < 2:  # noqa: PLR2004 - a pair has two
        return
    from scipy.sparse import csr_array, triu  # noqa: PLC0415 - slow to import, and addresses never need it

    lengths = np.array([len(text) for text in texts])
    flat = np.concatenate(texts)
    order = np.argsort(flat, kind="stable")
    columns = np.cumsum(np.diff(flat[order], prepend=flat[order[:1]]) != 0)
    counts = np.bincount(columns)
    telling = ((counts > 1) & (counts <= MAX_SHARED))[columns]
    rows = np.repeat(np.arange(len(texts)), lengths)[order[telling]]
    ones = np.ones(len(rows), np.int32)
    held = csr_array((ones, (rows, columns[telling])), shape=(len(texts), len(counts)))
    shared = triu(held @ held.T, k=1).tocoo()
    # Half of it is enough here: boilerplate is not in the matrix, and each pair is compared in full later.
    enough = shared.data >= least / 2 * np.minimum(lengths[shared.row], lengths[shared.col])
    yield from zip(shared.row[enough].tolist(), shared.col[enough].tolist(), strict=True)


def without_collections(links: set[tuple[str, str]], made: Mapping[str, Shingles]) -> set[tuple[str, str]]:
    """Return the links of copies without those between a round-up and the short texts it prints.

    A round-up holds two texts, each less than half its length, that are unlike one another; joined
    through it they would count as copies of each other.
    """
    parts: dict[str, list[str]] = defaultdict(list)
    for a, b in sorted(links):
        small, large = sorted((a, b), key=lambda name: len(made[name]))
        if 2 * len(made[small]) < len(made[large]):
            parts[large].append(small)
    collections = {
        whole
        for whole, held in parts.items()
        if any(_contained(made[a], made[b]) < UNLIKE for a, b in combinations(held[:MAX_SHARED], 2))
    }
    dropped = {frozenset((whole, part)) for whole in collections for part in parts[whole]}
    return {link for link in links if frozenset(link) not in dropped}


def _groups(links: set[tuple[str, str]]) -> tuple[frozenset[str], ...]:
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parent.setdefault(name, name)) != name:
            parent[name] = name = parent[above]
        return name

    for a, b in sorted(links):
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    members: dict[str, set[str]] = defaultdict(set)
    for name in parent:
        members[root(name)].add(name)
    return tuple(frozenset(members[name]) for name in sorted(members))
