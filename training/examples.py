"""Training examples: the words of a sentence with whichever layers its corpus has."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training import labels
from training.treebanks import EWT, GUM, documents, held_out, named_mentions, training_documents

NAMES = ("O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG", "B-PLACE", "I-PLACE")
_LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "PLACE",
           "Person": "PERSON", "Organisation": "ORG", "Location": "PLACE"}  # fmt: skip
# Tweets whose words are mostly marks teach nothing about names in news.
MIN_WORDS = 3


@dataclass
class Example:
    """A sentence. A layer that its corpus does not have is None or empty; a name of None is unknown.

    A pair has the words of its second sentence in `other`, and what is `compared` (`training.pairs`).
    """

    words: list[str]
    corpus: str
    tags: list[str] | None = None
    heads: list[int] | None = None
    relations: list[str] | None = None
    names: list[str | None] | None = None
    happened: dict[int, float] = field(default_factory=dict)
    certainty: dict[int, float] = field(default_factory=dict)
    attributions: list[labels.Marked] | None = None
    role: str | None = None
    document: str = ""
    other: list[str] | None = None
    compared: tuple[float, ...] | None = None


def treebank_examples(data: Path) -> Iterator[Example]:
    """Yield the training sentences of EWT and GUM; GUM's with their names."""
    for name, sentences in training_documents(data):
        spans = named_mentions(sentences) if name.startswith("GUM_") else []
        yield from _of_document(name, sentences, spans)


def _of_document(
    name: str, sentences: Sequence[Any], spans: Sequence[tuple[int, int, str]]
) -> Iterator[Example]:
    first = 0
    for sentence in sentences:
        size = len(sentence.tokens)
        inside = [(a - first, b - first, label) for a, b, label in spans if first <= a and b <= first + size]
        first += size
        yield Example(
            words=[token.form for token in sentence.tokens],
            corpus="gum" if name.startswith("GUM_") else "ewt",
            tags=[token.tag for token in sentence.tokens],
            heads=[token.head for token in sentence.tokens],
            relations=[token.relation for token in sentence.tokens],
            names=bio(size, inside) if name.startswith("GUM_") else None,
            document=name,
        )


def bio(size: int, spans: Iterable[tuple[int, int, str]]) -> list[str | None]:
    """Return the B/I/O labels of spans over `size` words."""
    found: list[str | None] = ["O"] * size
    for start, end, label in spans:
        found[start:end] = ["B-" + label, *["I-" + label] * (end - start - 1)]
    return found


def name_examples(data: Path) -> Iterator[Example]:
    """Yield sentences with names alone: Wikipedia, tweets, official texts."""
    for corpus in ("wikigold", "btc"):
        for rows in _conll(data / "entities" / f"{corpus}.conll.gz"):
            words = [word for word, _ in rows]
            if len(words) >= MIN_WORDS and not any("@" in word or "http" in word for word in words):
                yield Example(words, corpus, names=_opened([label for _, label in rows]))
    for folder in sorted((data / "entities/re3d").iterdir()):
        yield from _official(folder)


def _conll(path: Path) -> Iterator[list[tuple[str, str]]]:
    rows: list[tuple[str, str]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split()
            if fields:
                rows.append((fields[0], fields[-1]))
            elif rows:
                yield rows
                rows = []
    if rows:
        yield rows


def _opened(given: Sequence[str]) -> list[str | None]:
    """Labels of either scheme as B/I/O over our three kinds; other kinds become O."""
    found: list[str | None] = []
    for place, one in enumerate(given):
        prefix, _, kind = one.partition("-")
        label = _LABELS.get(kind)
        before = given[place - 1].partition("-")[2] if place else ""
        goes_on = prefix == "I" and before == kind
        found.append(f"{'I' if goes_on else 'B'}-{label}" if label else "O")
    return found


_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*|[^\w\s]")
_SMALL = {"of", "and", "the", "for", "in", "on", "de", "al", "-"}


def _official(folder: Path) -> Iterator[Example]:
    marks: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in _rows(folder / "entities.json.gz"):
        if row["type"] in _LABELS:
            marks[row["documentId"]].append((row["begin"], row["end"], _LABELS[row["type"]]))
    for row in _rows(folder / "documents.json.gz"):
        for match in re.finditer(r"[^\n]+?(?:[.!?](?=\s+[A-Z\"“])|\n|$)", row["text"]):
            found = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(row["text"], *match.span())]
            spans = [span for mark in marks[row["_id"]] for span in _name_inside(found, mark)]
            if len(found) >= MIN_WORDS:
                yield Example([word for _, _, word in found], "re3d", names=bio(len(found), spans))


def _name_inside(
    found: Sequence[tuple[int, int, str]], mark: tuple[int, int, str]
) -> Iterator[tuple[int, int, str]]:
    """The name in a mention ("the Kurdish YPG"): from first to last capital, if no more is inside."""
    inside = [place for place, (start, end, _) in enumerate(found) if mark[0] <= start and end <= mark[1]]
    while inside and not found[inside[0]][2][:1].isupper():
        inside = inside[1:]
    words = [found[place][2] for place in inside]
    if words and words[-1][:1].isupper() and all(w[:1].isupper() or w.lower() in _SMALL for w in words):
        yield inside[0], inside[-1] + 1, mark[2]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def certainty_rows(path: Path) -> dict[tuple[str, ...], dict[int, float]]:
    """Return {words of a sentence: {place of an event: value}} of a factuality file."""
    found: dict[tuple[str, ...], dict[int, float]] = defaultdict(dict)
    for row in _rows(path):
        words = tuple(row["text"].split(" "))
        for target in row["targets"]:
            found[words][int(target["span1"][0])] = float(target["label"])
    return dict(found)


def with_certainty(examples: Sequence[Example], data: Path) -> list[Example]:
    """Put UDS-IH2's judgements onto the EWT sentences they were made on; what fits none stands alone."""
    judged = certainty_rows(data / "event_factuality/uds_ih2.train.jsonl.gz")
    kept_out = {
        tuple(token.form for token in sentence.tokens)
        for name, sentences in documents(data / "treebanks" / EWT)
        if name in held_out(data)["ewt_dev"] | held_out(data)["ewt_test"]
        for sentence in sentences
    }
    for example in examples:
        example.happened = judged.pop(tuple(example.words), example.happened)
    rest = [
        Example(list(words), "uds", happened=values)
        for words, values in judged.items()
        if words not in kept_out
    ]
    return [*examples, *rest]


def dev_examples(data: Path) -> Iterator[Example]:
    """Yield the development sentences of GUM and EWT, with UDS-IH2's development judgements."""
    judged = certainty_rows(data / "event_factuality/uds_ih2.dev.jsonl.gz")
    split = held_out(data)
    for name, wanted in ((GUM, split["gum_dev"]), (EWT, split["ewt_dev"])):
        for document, sentences in documents(data / "treebanks" / name):
            if document in wanted:
                spans = named_mentions(sentences) if "_news_" in document else []
                for one in _of_document(document, sentences, spans):
                    one.names = one.names if "_news_" in document else None
                    one.happened = judged.get(tuple(one.words), {})
                    yield one


# A form counts as a verb if so large a share of its uses in the treebanks is one.
VERB_FROM = 0.8
_FINITE = {"VBD", "VBZ", "VBN", "VBP"}
_AUXILIARIES = set("be is are was were been am has have had does do did 's 're 've 'm 'd".split())


def with_certain_verbs(news: Sequence[Example], treebank: Sequence[Example]) -> list[Example]:
    """Put full certainty on the verbs of labelled news without a mark: only doubtful events have one."""
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for one in treebank:
        for word, tag in zip(one.words, one.tags or (), strict=True):
            counts[word.lower()][tag in _FINITE] += 1
    verbs = {word for word, seen in counts.items() if seen[True] >= VERB_FROM * seen.total()} - _AUXILIARIES
    for one in news:
        found = {place: 3.0 for place, word in enumerate(one.words) if word.lower() in verbs}
        one.certainty = found | one.certainty
    return list(news)


def news_examples(
    data: Path, *, only: Iterable[str] | None = None, skip: Iterable[str] = ()
) -> list[Example]:
    """Return the news sentences we labelled: roles, attributions, doubtful events, names."""
    texts = labels.texts(data)
    events = _events(data)
    found = []
    for row in labels.rows(only=only, skip=skip):
        words, starts = texts[row["doc"]][row["s"]]
        certain = dict.fromkeys(sorted(events.get((row["doc"], row["s"]), ())), 3.0)
        found.append(
            Example(
                words,
                "news",
                names=bio(len(words), labels.named(row["names"], words, starts)),
                certainty=certain | labels.places(row["unsure"], words, starts),
                attributions=labels.marked(row["attr"], words, starts),
                role=row["role"],
                document=row["doc"],
            )
        )
    return found


def _events(data: Path) -> Mapping[tuple[str, int], set[int]]:
    """ECB+'s event words by sentence, where the word stands once."""
    marked: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in _rows(data / "ecbplus/mentions.jsonl.gz"):
        if row["tag"].startswith("ACTION") and " " not in row["text"]:
            marked[row["doc"], row["sent"]].add(row["text"])
    found = {}
    for row in _rows(data / "ecbplus/docs.jsonl.gz"):
        for sentence in row["sentences"]:
            words, single = labels.plain(sentence["tokens"]), marked[row["doc"], sentence["id"]]
            found[row["doc"], sentence["id"]] = {
                place for place, word in enumerate(words) if word in single and words.count(word) == 1
            }
    return found
