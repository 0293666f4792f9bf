"""An article as this step reads it: sentences with words, names and attributions, and its quotations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from aggregator.annotate import sentences
from aggregator.annotate.cues import Attribution
from aggregator.annotate.entities import Name, find_names
from aggregator.annotate.heard import attributions
from aggregator.annotate.mentions import agree
from aggregator.annotate.quotes import find_quotations
from aggregator.annotate.reader.decoding import Reading
from aggregator.annotate.sentences import Piece
from aggregator.annotate.words import Words, read_sentence
from aggregator.models import Span


@dataclass(frozen=True)
class Line:
    """One sentence of a document: its place in the text, its words, its names, its reading."""

    piece: Piece
    words: Words
    names: tuple[Name, ...]
    reading: Reading

    @property
    def start(self) -> int:
        """Where it starts in the article."""
        return self.piece.start

    @property
    def end(self) -> int:
        """Where it ends in the article."""
        return self.piece.end

    def span(self, places: Span) -> Span:
        """Turn places in the sentence's words into offsets into the article."""
        return self.start + self.words[places[0]].start, self.start + self.words[places[1] - 1].end

    @property
    def attributions(self) -> tuple[Attribution, ...]:
        """Who says what inside the sentence."""
        return attributions(self.words, self.reading)


@dataclass(frozen=True)
class Document:
    """An article's text, read."""

    text: str
    lines: tuple[Line, ...]

    @cached_property
    def quotations(self) -> list[Span]:
        """Its quotations, with their marks."""
        return find_quotations(self.text)


def read_document(text: str) -> Document:
    """Read an article's text once, for all that follows."""
    pieces = sentences.split(text)
    read = [read_sentence(text[piece.start : piece.end]) for piece in pieces]
    names = agree([(one.words, find_names(one.words, one.reading) if one.reading else []) for one in read])
    return Document(
        text,
        tuple(
            Line(piece, one.words, tuple(found), one.reading)
            for piece, one, found in zip(pieces, read, names, strict=True)
            if one.reading
        ),
    )
