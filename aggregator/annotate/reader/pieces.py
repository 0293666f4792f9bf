"""Words as the encoder takes them: word pieces (Wu et al. 2016) and the shape of each word.

The base encoder reads lower case only; the shape, an embedding of its own, gives capitals and figures back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from curated_tokenizers import WordPieceProcessor

# A word of more pieces than this is an address or noise: its head tells enough.
MOST_PIECES = 8
# A run of more letters is no word (BERT's own limit); taking it apart needs time that grows with its cube.
MOST_LETTERS = 100
# The encoder has this many positions, its first and last taken by the marks of the sentence.
MOST_POSITIONS = 512
# Of two sentences compared each has so many at most.
MOST_OF_A_SIDE = 160
SHAPES = (
    "none",
    "lower",
    "title",
    "upper",
    "mixed",
    "initial",
    "figure",
    "mark",
    "first title",
    "first upper",
)
"""Kinds of words by their letters. "first": the word opens its sentence, where a capital tells less."""

_PARTS = re.compile(r"[^\W_]+|[^\w\s]|_")
_ODD = {"’": "'", "‘": "'", "“": '"', "”": '"', "``": '"', "''": '"', "–": "-", "—": "-", "…": "..."}


@dataclass(frozen=True)
class Pieces:
    """A sentence for the encoder: `ids` and `shapes` per piece; each word's first and last piece."""

    ids: list[int]
    shapes: list[int]
    first: list[int]
    last: list[int]


@dataclass(frozen=True)
class Pair:
    """Two sentences for the comparer, "[CLS] A [SEP] B [SEP]", each piece with its id and shape.

    `side` is 1 for pieces of A, 2 of B, 0 for the marks; `shared` whether the other side has the piece too.
    """

    ids: list[int]
    shapes: list[int]
    side: list[int]
    shared: list[int]


class Splitter:
    """Splits words into pieces of a vocabulary file (one piece a line)."""

    def __init__(self, vocabulary: Path) -> None:
        pieces = vocabulary.read_text("utf-8").splitlines()
        self._processor = WordPieceProcessor(pieces)
        self._unknown, self._open, self._close = (pieces.index(mark) for mark in ("[UNK]", "[CLS]", "[SEP]"))
        self.of_word = lru_cache(maxsize=32768)(self._of_word)

    def _of_word(self, word: str) -> tuple[int, ...]:
        found: list[int] = []
        for part in islice(_PARTS.finditer(_plain(word)), MOST_PIECES):
            ids = self._processor.encode(part[0])[0] if len(part[0]) <= MOST_LETTERS else [-1]
            found.extend([self._unknown] if -1 in ids else ids)
        return tuple(found[:MOST_PIECES]) or (self._unknown,)

    def sentence(self, words: Sequence[str]) -> Pieces:
        """Return a sentence's pieces; the caller keeps it within `MOST_POSITIONS`."""
        ids, shapes, first, last = [self._open], [0], [], []
        for place, word in enumerate(words):
            pieces = self.of_word(word)
            first.append(len(ids))
            ids.extend(pieces)
            shapes.extend([shape(word, opens=place == 0)] * len(pieces))
            last.append(len(ids) - 1)
        return Pieces([*ids, self._close], [*shapes, 0], first, last)

    def pair(self, a: Sequence[str], b: Sequence[str]) -> Pair:
        """Return two sentences as one run of pieces, of each so many as `MOST_OF_A_SIDE`."""
        first, second = (self.sentence(words) for words in (a, b))
        sides = [
            (one.ids[1:-1][:MOST_OF_A_SIDE], one.shapes[1:-1][:MOST_OF_A_SIDE]) for one in (first, second)
        ]
        (ids_a, shapes_a), (ids_b, shapes_b) = sides
        in_a, in_b = set(ids_a), set(ids_b)
        return Pair(
            ids=[self._open, *ids_a, self._close, *ids_b, self._close],
            shapes=[0, *shapes_a, 0, *shapes_b, 0],
            side=[0, *[1] * len(ids_a), 0, *[2] * len(ids_b), 0],
            shared=[0, *(int(one in in_b) for one in ids_a), 0, *(int(one in in_a) for one in ids_b), 0],
        )

    def size(self, word: str) -> int:
        """Return how many pieces a word has."""
        return len(self.of_word(word))


def _plain(word: str) -> str:
    word = _ODD.get(word, word).replace("’", "'").lower()
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))


def shape(word: str, *, opens: bool) -> int:
    """Return the place in `SHAPES` of a word's shape."""
    name = _shape(word)
    return SHAPES.index(f"first {name}" if opens and name in {"title", "upper"} else name)


def _shape(word: str) -> str:
    if any(one.isdigit() for one in word):
        return "figure"
    letters = [one for one in word if one.isalpha()]
    if not letters:
        return "mark"
    if word.islower():
        return "lower"
    if word.isupper():
        return "upper" if len(letters) > 1 else "initial"
    return "title" if letters[0].isupper() and "".join(letters[1:]).islower() else "mixed"
