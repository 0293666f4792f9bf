"""An article as this step reads it: sentences with words, names and attributions, and its quotations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from aggregator.annotate import sentences
from aggregator.annotate.attribution import find_attributions
from aggregator.annotate.cues import Attribution
from aggregator.annotate.entities import Name, agree, find_names
from aggregator.annotate.quotes import find_quotations
from aggregator.annotate.sentences import Piece
from aggregator.annotate.words import Words, read_words
from aggregator.models import Span


@dataclass(frozen=True)
class Line:
    """One sentence of a document: its place in the text, its words, its names."""

    piece: Piece
    words: Words
    names: tuple[Name, ...]

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
        return find_attributions(self.words)


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
    words = [read_words(text[piece.start : piece.end]) for piece in pieces]
    names = agree([(read, find_names(read)) for read in words])
    return Document(
        text,
        tuple(
            Line(piece, read, tuple(found))
            for piece, read, found in zip(pieces, words, names, strict=True)
            if read
        ),
    )
