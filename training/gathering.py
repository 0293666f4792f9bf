"""Gather what the reader learns from: treebanks, names, judgements, and our own labels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from aggregator.annotate.words import tokens_of
from training import facts, labels, telling
from training.articles import DEV_EVERY, article_examples
from training.corpus import Corpus
from training.examples import (
    Example,
    dev_examples,
    name_examples,
    news_examples,
    treebank_examples,
    with_certain_verbs,
    with_certainty,
)
from training.pairs import judged, pair_examples
from training.planted import planted_examples

SEED = 5
# Judged pairs of real reports are fewer than invented ones and count more.
REPEATED = 2
# Of a fact so many wordings are read as bare sentences.
WORDINGS = 3


def gathered(data: Path) -> Corpus:
    """Return all of it."""
    treebank = list(treebank_examples(data))
    news = news_examples(data, skip=labels.DEV_LABELS)
    ours = list(article_examples())
    kept_out = {one.document for one in ours if int(one.document.split("-")[1]) % DEV_EVERY == 0}
    read = [*with_certainty(treebank, data), *name_examples(data), *with_certain_verbs(news, treebank)]
    read += [one for one in ours if one.document not in kept_out]
    pairs = pair_examples(data)
    real = [one for one in pairs if one.corpus == "pairs"]
    dev = [*dev_examples(data), *news_examples(data, only=labels.DEV_LABELS)]
    return Corpus(
        read=read,
        bare=list(bare_examples(data, read)),
        pairs=[*pairs, *real * (REPEATED - 1), *planted_examples("train", draws=1), *facts.fact_examples()],
        marked=[one for part in telling.marked(dev=False) for one in part],
        dev=[*dev, *(one for one in ours if one.document in kept_out)],
        dev_pairs={
            "judged": list(judged(data, dev=True)),
            "planted": list(planted_examples("dev", draws=1)),
            "facts": list(facts.fact_examples(dev=True)),
        },
        sizes=(len(telling.KINDS), len(telling.SLOTS)),
    )


def bare_examples(data: Path, read: list[Example]) -> Iterator[Example]:
    """Yield sentences of openly licensed and of invented news that no layer is marked on."""
    known = {tuple(one.words) for one in read}
    kept_out = {row["doc"] for row in labels.rows(only=labels.DEV_LABELS)}
    for name, sentences in labels.texts(data).items():
        if name not in kept_out and not name.startswith("GUM_"):
            for words, _ in sentences.values():
                if len(words) > 3 and tuple(words) not in known:
                    yield Example(list(words), "bare")
    yield from (Example(tokens_of(text), "bare") for text in _invented())


def _invented() -> Iterator[str]:
    chance = Random(SEED)
    for number, line in enumerate(facts.FILE.read_text("utf-8").splitlines()):
        row = json.loads(line)
        if number % facts.DEV_EVERY:
            wordings = [text for part in row.values() for text in part]
            yield from chance.sample(wordings, min(WORDINGS, len(wordings)))
    for line in telling.REPORTS.read_text("utf-8").splitlines():
        yield from (one["text"] for one in json.loads(line)["sentences"])
