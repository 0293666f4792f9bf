"""Our own labels on openly licensed news: role, attributions, doubtful events and names of each sentence.

`labels/*.jsonl` hold places and values only, no text: a row names a document of ECB+ (CC BY 3.0) or of GUM's
news (CC BY), a sentence in it, and spans as character offsets into the sentence as `texts` puts it together.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from training.treebanks import GUM, documents

# Labelled files kept out of training, to watch the heads trained on them.
DEV_LABELS = ("news-07",)
ROLES = ("main", "consequence", "previous_event", "current_context", "history", "anecdote", "evaluation",
         "expectation", "other")  # fmt: skip
FOLDER = Path(__file__).parent / "labels"
_MARKS = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")", "`": "'"}
_GLUED = re.compile(r"[,.;:!?%)\]]|['’](?:s|re|ve|ll|d|m)|n['’]t|'S|\.\.\.|-|/|'")
Text = tuple[list[str], list[int]]


@dataclass(frozen=True)
class Marked:
    """An attribution as places in a sentence's words; a `cue` of -1 stands in another sentence."""

    cue: int
    cues: frozenset[int]
    source: frozenset[int]
    content: frozenset[int]


def plain(tokens: Sequence[str]) -> list[str]:
    """Return treebank tokens as a newspaper prints them."""
    return [_MARKS.get(token, token) for token in tokens]


@cache
def texts(data: Path) -> dict[str, dict[int, Text]]:
    """Return {document: {sentence: (words, where each starts in the sentence's text)}}."""
    found: dict[str, dict[int, Text]] = {}
    with gzip.open(data / "ecbplus/docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            found[row["doc"]] = {one["id"]: joined(one["tokens"])[:2] for one in row["sentences"]}
    for name, sentences in documents(data / "treebanks" / GUM):
        if name.startswith("GUM_news_"):
            found[name] = {number: _spaced(one.tokens) for number, one in enumerate(sentences)}
    return found


def _spaced(tokens: Sequence[Any]) -> Text:
    place, starts = 0, []
    for token in tokens:
        starts.append(place)
        place += len(token.form) + token.spaced
    return [token.form for token in tokens], starts


def joined(tokens: Sequence[str]) -> tuple[list[str], list[int], str]:
    """Return a tokenised sentence's words, where each starts, and the running text they make."""
    words, starts, text = plain(tokens), [], ""
    opened, glue = False, True
    for word in words:
        if word == '"':
            text += "" if opened or glue else " "
            starts.append(len(text))
            text, opened, glue = text + word, not opened, not opened
            continue
        text += "" if glue or _GLUED.fullmatch(word) else " "
        starts.append(len(text))
        text += word
        glue = word in {"(", "[", "$", "£", "€", "#", "-", "/"}
    return words, starts, text


def running(words: Sequence[str], starts: Sequence[int]) -> str:
    """Return the running text of a sentence of `texts`."""
    text = ""
    for word, start in zip(words, starts, strict=True):
        text = text.ljust(start) + word
    return text


def rows(*, only: Iterable[str] | None = None, skip: Iterable[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield the labelled sentences in order; `only` names the files wanted, `skip` those not."""
    wanted, left = set(only) if only is not None else None, set(skip)
    for path in sorted(FOLDER.glob("news-*.jsonl")):
        if path.stem not in left and (wanted is None or path.stem in wanted):
            yield from (json.loads(line) for line in path.read_text("utf-8").splitlines())


def places(values: Iterable[Sequence[Any]], words: Sequence[str], starts: Sequence[int]) -> dict[int, float]:
    """Return {place of a word: value} of [start, end, value] marks."""
    found = {}
    for start, end, value in values:
        inside = covered((start, end), words, starts)
        if inside:
            found[max(inside)] = float(value)
    return found


def named(
    values: Iterable[Sequence[Any]], words: Sequence[str], starts: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    """Yield the names of a sentence as places in its words, `end` exclusive."""
    for start, end, label in values:
        inside = covered((start, end), words, starts)
        if inside:
            yield inside[0], inside[-1] + 1, label


def covered(span: Sequence[int], words: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Return the places of the words that share a character with a span."""
    return [
        place
        for place, (start, word) in enumerate(zip(starts, words, strict=True))
        if start < span[1] and span[0] < start + len(word)
    ]


_NO_ANCHORS = frozenset("to of that for in by with about on at as from against not n't 's".split())


def marked(rows: Iterable[Mapping[str, Any]], words: Sequence[str], starts: Sequence[int]) -> list[Marked]:
    """Return the attributions of a sentence. A cue's anchor is its last word that is no small word."""
    found = []
    for row in rows:
        cues = [place for span in row["cue"] for place in covered(span, words, starts)]
        telling = [place for place in cues if words[place].lower() not in _NO_ANCHORS] or cues
        content = frozenset(place for span in row["content"] for place in covered(span, words, starts))
        source = frozenset(place for span in row["source"] for place in covered(span, words, starts))
        found.append(Marked(telling[-1] if telling else -1, frozenset(cues), source, content))
    return found
