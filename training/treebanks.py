"""Read the treebanks: documents of CoNLL-U with their words, tags, heads and named mentions."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

OPEN_GENRES = ("news", "interview", "bio", "voyage", "academic", "court", "vlog", "speech", "conversation")
GUM_LABELS = {"person": "PERSON", "organization": "ORG", "place": "PLACE"}
# GUM's entity brackets: number, type, status, [salience,] centering ("cf2"), head words, kind of link, name.
_CENTERING = re.compile(r"cf\d")
_BRACKET = re.compile(r"\([^()]+\)?|[^()]+\)")
EWT, GUM = "ewt/ewt_all.conllu.gz", "gum/gum_all.conllu.gz"


@dataclass
class Token:
    """A word of a treebank. `head` counts words from 1, 0 is the root; `spaced`: a space follows."""

    form: str
    tag: str
    head: int
    relation: str
    spaced: bool
    misc: dict[str, str]


@dataclass
class TreeSentence:
    """A sentence of a treebank document; `opens` says that a new paragraph begins with it."""

    tokens: list[Token] = field(default_factory=list)
    opens: bool = False


Span = tuple[int, int, str]


def documents(path: Path) -> Iterator[tuple[str, list[TreeSentence]]]:  # noqa: C901 - a line, a case
    """Yield (id, sentences) of each document of a gzipped CoNLL-U file."""
    name, held, sentence = "", [], TreeSentence()
    joined: dict[int, bool] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc id = "):
                if held:
                    yield name, held
                name, held = line.split("= ", 1)[1].strip(), []
            elif line.startswith("# newpar"):
                sentence.opens = True
            elif not line.strip():
                if sentence.tokens:
                    held.append(sentence)
                sentence, joined = TreeSentence(), {}
            elif line[0].isdigit():
                fields = line.rstrip("\n").split("\t")
                if fields[0].isdigit():
                    sentence.tokens.append(_token(fields, joined))
                elif "-" in fields[0]:
                    first, last = map(int, fields[0].split("-"))
                    spaced = "SpaceAfter=No" not in fields[9]
                    joined = {place: spaced and place == last for place in range(first, last + 1)}
    if held:
        yield name, held


def _token(fields: Sequence[str], joined: Mapping[int, bool]) -> Token:
    """`joined` says of the words of a contraction ("do" + "n't") whether a space follows."""
    misc = dict(part.split("=", 1) for part in fields[9].split("|") if "=" in part)
    spaced = joined.get(int(fields[0]), misc.get("SpaceAfter") != "No")
    return Token(fields[1], fields[4], int(fields[6]), fields[7], spaced, misc)


def held_out(data: Path) -> dict[str, set[str]]:
    """Return the official development and test documents by split."""
    return {name: set(ids) for name, ids in json.loads((data / "treebanks/splits.json").read_text()).items()}


def is_open(document: str) -> bool:
    """Whether a document's licence lets weights be trained on it: EWT, or GUM of an open genre."""
    return not document.startswith("GUM_") or document.split("_")[1] in OPEN_GENRES


def training_documents(data: Path) -> Iterator[tuple[str, list[TreeSentence]]]:
    """Yield the documents that may be learned from: openly licensed, of neither dev nor test."""
    kept_out = set().union(*held_out(data).values())
    for name in (EWT, GUM):
        for document, sentences in documents(data / "treebanks" / name):
            if document not in kept_out and is_open(document):
                yield document, sentences


def entity_heads(sentences: Sequence[TreeSentence]) -> Iterator[tuple[Token, str]]:
    """Yield the head word of each of GUM's mentions with the mention's kind ("person", "event", ...)."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    for place, token in enumerate(tokens):
        for piece in _BRACKET.findall(token.misc.get("Entity", "")):
            fields = piece.strip("()").split("-")
            heads = next((after for one, after in pairwise(fields) if _CENTERING.match(one)), "")
            if piece.startswith("(") and heads and place + int(heads.split(",")[0]) <= len(tokens):
                yield tokens[place + int(heads.split(",")[0]) - 1], fields[1]


def named_mentions(sentences: Sequence[TreeSentence]) -> list[Span]:
    """Return GUM's mentions with a name as head, as places in the document's words, `end` exclusive.

    A mention is cut to the name it holds ("the Finnish president Aino Salo" to "Aino Salo"); of nested names
    the outermost stands.
    """
    tokens = [token for sentence in sentences for token in sentence.tokens]
    opened: list[tuple[list[str], int]] = []
    found: list[Span] = []
    for place, token in enumerate(tokens):
        for piece in _BRACKET.findall(token.misc.get("Entity", "")):
            fields = piece.strip("()").split("-")
            if piece.startswith("("):
                opened.append((fields, place))
            if piece.endswith(")"):
                closing = next((one for one in reversed(opened) if one[0][0] == fields[0]), None)
                if closing:
                    opened.remove(closing)
                    found.extend(_named(tokens, *closing, place))
    return sorted(
        one
        for one in set(found)
        if not any(one != other and other[0] <= one[0] and one[1] <= other[1] for other in found)
    )


def _named(tokens: Sequence[Token], fields: Sequence[str], first: int, last: int) -> Iterator[Span]:
    heads = next((after for one, after in pairwise(fields) if _CENTERING.match(one)), "")
    label = GUM_LABELS.get(fields[1]) if heads else None
    head = first + int(heads.split(",")[0]) - 1 if label else first
    if not label or head > last or not tokens[head].tag.startswith("NNP"):
        return
    start, end = head, head
    while start > first and _in_name(tokens, start - 1, first, last):
        start -= 1
    while end < last and _in_name(tokens, end + 1, first, last):
        end += 1
    yield start, end + 1, label


def _in_name(tokens: Sequence[Token], place: int, first: int, last: int) -> bool:
    """Name words, and prepositions between two of them."""
    is_name = tokens[place].tag.startswith("NNP") or tokens[place].tag == "HYPH"
    between = first < place < last and tokens[place].tag == "IN" and tokens[place + 1].tag.startswith("NNP")
    return is_name or (between and tokens[place - 1].tag.startswith("NNP"))
