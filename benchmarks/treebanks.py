"""How well sentences end, names are found and words hang together, on the treebanks' held-out documents."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from aggregator.annotate import claims_of
from aggregator.annotate.reader.decoding import read
from training.treebanks import GUM, TreeSentence, documents, held_out, named_mentions

LABELS = ("PERSON", "ORG", "PLACE")
Names = set[tuple[int, int, str]]


def held_out_documents(data: Path, splits: Sequence[str], genre: str = "") -> Iterator[list[TreeSentence]]:
    """Yield GUM's documents of official splits: nothing was learned from them."""
    names = set().union(*(held_out(data)[split] for split in splits))
    for name, sentences in documents(data / "treebanks" / GUM):
        if name in names and f"_{genre}" in name:
            yield sentences


def printed(sentences: Sequence[TreeSentence]) -> tuple[str, list[int], list[tuple[int, int]]]:
    """Return a document's text with its newlines, where its sentences end, and where each word stands."""
    text, ends, places = "", [], []
    for sentence in sentences:
        text = text.rstrip() + ("\n" if sentence.opens else " ") if text else ""
        for token in sentence.tokens:
            places.append((len(text), len(text) + len(token.form)))
            text += token.form + (" " if token.spaced else "")
        ends.append(len(text.rstrip()))
    return text.rstrip(), ends, places


def sentence_ends(data: Path) -> dict[str, float]:
    """F1 of sentence ends on GUM's held-out news (dev and test), with its newlines."""
    hits = mine = gold = 0
    for sentences in held_out_documents(data, ("gum_dev", "gum_test"), "news"):
        text, ends, _ = printed(sentences)
        found = {one.end for one in claims_of(text).sentences}
        hits, mine, gold = hits + len(found & set(ends)), mine + len(found), gold + len(ends)
    return {"F1": f1(hits, mine, gold), "precision": hits / mine, "recall": hits / gold}


def f1(hits: int, mine: int, gold: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * hits / max(1, mine + gold)


def entities(data: Path) -> dict[str, float]:
    """F1 of names: UNER's dev part (exact spans and labels), GUM's held-out news (ends and labels).

    GUM counts titles into names ("President Arden"), so only ends are compared there.
    """
    scores: dict[str, float] = {}
    for corpus, pairs in (("uner", _uner(data)), ("gum news", _gum(data))):
        hits, mine, gold = Counter[str](), Counter[str](), Counter[str]()
        for text, spans in pairs:
            found = {(one.start, one.end, one.label) for one in claims_of(text).entities}
            if corpus != "uner":
                found, spans = _ends(found), _ends(spans)  # noqa: PLW2901
            hits.update(label for _, _, label in found & spans)
            mine.update(label for _, _, label in found)
            gold.update(label for _, _, label in spans)
        scores |= {f"{corpus} {label}": f1(hits[label], mine[label], gold[label]) for label in LABELS}
        scores[f"{corpus} F1"] = f1(hits.total(), mine.total(), gold.total())
    return scores


def _ends(spans: Names) -> Names:
    return {(0, end, label) for _, end, label in spans}


def _gum(data: Path) -> Iterator[tuple[str, Names]]:
    for sentences in held_out_documents(data, ("gum_dev", "gum_test"), "news"):
        text, _, places = printed(sentences)
        yield text, {(places[a][0], places[b - 1][1], label) for a, b, label in named_mentions(sentences)}


def parse(data: Path) -> dict[str, float]:
    """Word classes and attachment on the official GUM test, all genres, gold words.

    LAS compares relations without their subtypes, as the CoNLL 2018 shared task did; marks count.
    """
    counts: Counter[str] = Counter()
    for sentences in held_out_documents(data, ("gum_test",)):
        for sentence in sentences:
            found = read([token.form for token in sentence.tokens])
            for place, token in enumerate(sentence.tokens):
                head = found.heads[place] == token.head - 1
                same = found.relations[place].split(":")[0] == token.relation.split(":")[0]
                counts.update(
                    {"words": 1, "uas": head, "las": head and same, "tag": found.tags[place] == token.tag}
                )
    return {name: counts[name] / counts["words"] for name in ("tag", "uas", "las")}


_UNER_LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "PLACE"}


def _uner(data: Path) -> Iterator[tuple[str, Names]]:
    """Documents of UNER's development part: their text and the spans of their names."""
    text, place = "", 0
    held: list[tuple[int, int, str]] = []
    with gzip.open(data / "treebanks/uner/en_ewt-ud-dev.iob2.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if fields[0].startswith("# newdoc") and text:
                yield text, set(held)
                text, held = "", []
            elif fields[0].startswith("# text = "):
                place = len(text) + 1 if text else 0
                text = (text + "\n" if text else "") + fields[0].removeprefix("# text = ")
            elif fields[0].isdigit():
                start = text.index(fields[1], place)
                place = start + len(fields[1])
                kind, _, label = fields[2].partition("-")
                if kind == "B" and label in _UNER_LABELS:
                    held.append((start, place, _UNER_LABELS[label]))
                elif kind == "I" and held:
                    held[-1] = (held[-1][0], place, held[-1][2])
    if text:
        yield text, set(held)
