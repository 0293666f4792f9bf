"""How well `aggregator.annotate` reads: attribution, event certainty, roles, sentence ends, entities, speed.

    ./run bench language --data DATA

Sets marked *measure* in the data folder's notes are scored only. Each line names its set and what is counted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import correlation, fmean
from typing import Any

from aggregator.annotate import annotate, claims_of
from aggregator.models import Annotation, Article, Claim, SourceKind
from benchmarks import treebanks

FLOORS = Path(__file__).with_name("language_floors.json")
"""Scores that may only rise: raise them by hand when the reader got better, never lower them."""
# An event word that was not found counts as this certain: the mean of news events in the training sets.
MISSED_CERTAINTY = 2.6
# A gold attribution is found when claims not of the outlet cover this share of its content ...
FOUND_FROM = 0.5
ROLE_OF = {
    "Main": "main",
    "Main_Consequence": "consequence",
    "Cause_Specific": "previous_event",
    "Cause_General": "current_context",
    "Distant_Historical": "history",
    "Distant_Anecdotal": "anecdote",
    "Distant_Evaluation": "evaluation",
    "Distant_Expectations_Consequences": "expectation",
}
Chars = set[int]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


# --- attribution -----------------------------------------------------------------------------------


def attribution(data: Path) -> dict[str, float]:
    """Content characters micro-F1; gold attributions found; right source among those found."""
    shared = predicted = gold_total = found = right = count = 0
    for row in rows(data / "attribution" / "articles.jsonl.gz"):
        claims = [one for one in claims_of(row["text"]).claims if one.source.kind is not SourceKind.OUTLET]
        golds = [one for one in row["attributions"] if one["content"]]
        mine = {place for claim in claims for place in range(*claim.content)}
        theirs = {place for one in golds for place in _chars(one["content"])}
        shared, predicted, gold_total = (
            shared + len(mine & theirs),
            predicted + len(mine),
            gold_total + len(theirs),
        )
        for one in golds:
            count += 1
            claim = _best(claims, _chars(one["content"]))
            if claim is not None:
                found += 1
                right += _same_source(claim, one["source"])
    precision, recall = shared / max(1, predicted), shared / max(1, gold_total)
    return {
        "content F1": 2 * precision * recall / (precision + recall),
        "content precision": precision,
        "content recall": recall,
        "found": found / count,
        "right source": right / count,
        "right source of found": right / max(1, found),
    }


def _chars(parts: Iterable[Mapping[str, Any]]) -> Chars:
    return {place for part in parts for span in part["spans"] for place in range(*span)}


def _best(claims: Sequence[Claim], content: Chars) -> Claim | None:
    """The claim that shares most with a gold content, the tightest of those, if they cover half of it."""
    if not claims or not content:
        return None
    sizes = {place: len(content & set(range(*claim.content))) for place, claim in enumerate(claims)}
    place = max(sizes, key=lambda place: (sizes[place], claims[place].content[0] - claims[place].content[1]))
    best = claims[place]
    covered = sum(size for other, size in sizes.items() if claims[other].source.name == best.source.name)
    return best if covered >= FOUND_FROM * len(content) else None


def _same_source(claim: Claim, source: Sequence[Mapping[str, Any]]) -> bool:
    if not source:
        return claim.source.start < 0
    return bool(set(range(claim.source.start, claim.source.end)) & _chars(source))


# --- certainty -------------------------------------------------------------------------------------


def certainty(path: Path) -> dict[str, float]:
    """Pearson's r and mean absolute error over the events of a set; those not found count as missed."""
    mine, gold, missed = [], [], 0
    for row in rows(path):
        text, starts = _joined(row["text"].split(" "))
        judged = {one.start: one.certainty for one in claims_of(text).events}
        for target in row["targets"]:
            value = judged.get(starts[target["span1"][0]])
            missed += value is None
            mine.append(MISSED_CERTAINTY if value is None else value)
            gold.append(float(target["label"]))
    errors = [abs(a - b) for a, b in zip(mine, gold, strict=True)]
    return {
        "r": correlation(mine, gold),
        "mae": fmean(errors),
        "missed": missed / len(gold),
        "events": float(len(gold)),
    }


_CLITICS = frozenset(
    {"n't", "'s", "'re", "'ve", "'ll", "'d", "'m", "n’t", "’s", "’re", "’ve", "’ll", "’d", "’m"}
)


def _joined(tokens: Sequence[str]) -> tuple[str, list[int]]:
    """Treebank tokens as running text ("do n't" is "don't"), with where each token starts."""
    text, starts = "", []
    for token in tokens:
        text += " " if text and token.lower() not in _CLITICS else ""
        starts.append(len(text))
        text += {"``": '"', "''": '"'}.get(token, token)
    return text, starts


# --- roles -----------------------------------------------------------------------------------------


def roles(data: Path) -> dict[str, float]:
    """F1 of each role and their macro mean, over sentences that have one of the eight roles."""
    hits: Counter[str] = Counter()
    mine: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for row in rows(data / "news_discourse" / "validation.jsonl.gz"):
        for expected, given in _roles_of(row):
            hits[expected] += expected == given
            mine[given] += 1
            gold[expected] += 1
    scores = {role: 2 * hits[role] / max(1, mine[role] + gold[role]) for role in ROLE_OF.values()}
    return {"macro F1": fmean(scores.values()), "accuracy": hits.total() / gold.total(), **scores}


def _roles_of(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of the gold role and ours for each labelled sentence of one article."""
    text, starts = "", []
    paragraph = None
    for sentence in row["sents"]:
        text += "" if not text else " " if sentence["par"] == paragraph else "\n\n"
        paragraph = sentence["par"]
        starts.append(len(text))
        text += sentence["text"]
    day = str(row["date"]).split("\t")[0].removeprefix("AUTHOR ")[:10]
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day[:4].isdigit() else None
    annotation = annotate(Article(id=row["doc"], text=text, title=row["headline"], published=published))
    for start, sentence in zip(starts, row["sents"], strict=True):
        if sentence["label"] in ROLE_OF:
            yield ROLE_OF[sentence["label"]], _role_at(annotation, start, start + len(sentence["text"]))


def _role_at(annotation: Annotation, start: int, end: int) -> str:
    overlaps = [(min(end, one.end) - max(start, one.start), one.role.value) for one in annotation.sentences]
    return max(overlaps)[1]


# --- speed -----------------------------------------------------------------------------------------


def speed(data: Path) -> dict[str, float]:
    """Words a second over a month of real articles, first reading."""
    articles = [
        Article(id=str(row["id"]), text=row["text"], title=row["title"] or "")
        for row in list(rows(data / "article_stream" / "window_30d.jsonl.gz"))[:120]
    ]
    claims_of("A first sentence loads the tables.")
    started = time.process_time()
    for article in articles:
        annotate(article)
    seconds = time.process_time() - started
    words = sum(len(article.text.split()) for article in articles)
    return {"words a second": words / seconds, "words": float(words)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--only", default="", help="one measure by name, e.g. attribution")


def main(args: argparse.Namespace) -> int:
    """Print each measure's scores; exit 1 where one is below its floor."""
    factuality = args.data / "event_factuality"
    measures: dict[str, Callable[[], dict[str, float]]] = {
        "attribution": lambda: attribution(args.data),
        "certainty-uw": lambda: certainty(factuality / "uw.dev.jsonl.gz"),
        "certainty-uds": lambda: certainty(factuality / "uds_ih2.dev.jsonl.gz"),
        "roles": lambda: roles(args.data),
        "sentences": lambda: treebanks.sentence_ends(args.data),
        "entities": lambda: treebanks.entities(args.data),
        "parse": lambda: treebanks.parse(args.data),
        "speed": lambda: speed(args.data),
    }
    floors, below = json.loads(FLOORS.read_text("utf-8")), []
    for name, measure in measures.items():
        if args.only not in name:
            continue
        scores = measure()
        print(name, "  ".join(f"{key} {value:.3f}" for key, value in scores.items()))
        for key, floor in floors.get(name, {}).items():
            if scores[key] < floor:
                below.append(f"{name} {key} {scores[key]:.3f}, floor {floor}")
    print("below their floors: " + "; ".join(below) if below else "no score below its floor")
    return 1 if below else 0
