"""How well `aggregator.annotate` reads: attribution, event certainty, roles, sentence ends, entities, speed.

    ./run bench language --data DATA

Sets marked *measure* in the data folder's notes are scored only. Each line names its set and what is counted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import correlation, fmean
from typing import Any, NamedTuple

from aggregator.annotate import annotate, claims_of
from aggregator.models import Annotation, Article, Claim, SourceKind

# An event word that was not found counts as this certain: the mean of news events in the training sets.
MISSED_CERTAINTY = 2.6
# A gold attribution is found when claims not of the outlet cover this share of its content ...
FOUND_FROM = 0.5
# GUM's entity brackets: number, type, ..., head words (6th), kind of link, Wikipedia name.
GUM_HEADS = 6
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
    """The claim that shares most with a gold content, if the two cover half of one another."""
    if not claims or not content:
        return None
    sizes = {place: len(content & set(range(*claim.content))) for place, claim in enumerate(claims)}
    place = max(sizes, key=lambda place: (sizes[place], -place))
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


# --- sentences and entities ------------------------------------------------------------------------


class Token(NamedTuple):
    """A word of a treebank document: where it stands, its tag, its entity brackets."""

    start: int
    end: int
    tag: str
    entity: str


def documents(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, list[int], list[Token]]]:
    """Yield (text with its newlines, ends of its sentences, its words) of CoNLL-U documents."""
    held: list[list[str]] = []
    current = ""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc id = "):
                if held and wanted(current):
                    yield _document(held)
                held, current = [], line.split("= ", 1)[1].strip()
            held.append(line.rstrip("\n").split("\t"))
    if held and wanted(current):
        yield _document(held)


def _document(lines: Sequence[Sequence[str]]) -> tuple[str, list[int], list[Token]]:
    text, ends, tokens = "", [], []
    new_block = False
    for fields in lines:
        if fields[0].startswith("# newpar"):
            new_block = True
        elif not fields[0]:
            ends.append(len(text.rstrip()))
            text = text.rstrip() + " "
        elif fields[0].isdigit():
            text = text.rstrip() + "\n" if new_block and text else text
            new_block = False
            entity = next((part[7:] for part in fields[9].split("|") if part.startswith("Entity=")), "")
            tokens.append(Token(len(text), len(text) + len(fields[1]), fields[4], entity))
            text += fields[1] + ("" if "SpaceAfter=No" in fields[9] else " ")
    return text.rstrip(), [end for end in dict.fromkeys(ends) if end], tokens


_GUM_LABELS = {"person": "PERSON", "organization": "ORG", "place": "PLACE"}
_BRACKET = re.compile(r"\([^()]+\)?|[^()]+\)")


def _entities(tokens: Sequence[Token], spans: list[tuple[int, int, str]]) -> None:
    """Read GUM's Entity= brackets over a document; mentions with a name as head are names."""
    opened: list[tuple[str, list[str], int]] = []
    for place, token in enumerate(tokens):
        for piece in _BRACKET.findall(token.entity):
            fields = piece.strip("()").split("-")
            if piece.startswith("("):
                opened.append((fields[0], fields, place))
            if piece.endswith(")"):
                closing = next((one for one in reversed(opened) if one[0] == fields[0]), None)
                if closing:
                    opened.remove(closing)
                    span = _named(tokens, closing[1], closing[2], place)
                    spans.extend([span] if span else [])


def _named(
    tokens: Sequence[Token], fields: Sequence[str], first: int, last: int
) -> tuple[int, int, str] | None:
    label = _GUM_LABELS.get(fields[1]) if len(fields) >= GUM_HEADS else None
    head = first + int(fields[GUM_HEADS - 1].split(",")[0]) - 1 if label else first
    if not label or head > last or not tokens[head].tag.startswith("NNP"):
        return None
    start, end = head, head
    while start > first and _in_name(tokens, start - 1, first, last):
        start -= 1
    while end < last and _in_name(tokens, end + 1, first, last):
        end += 1
    return tokens[start].start, tokens[end].end, label


def _in_name(tokens: Sequence[Token], place: int, first: int, last: int) -> bool:
    """Name words, and small words between two of them: a mention cut to the name it holds."""
    is_name = tokens[place].tag.startswith("NNP") or tokens[place].tag == "HYPH"
    between = first < place < last and tokens[place].tag == "IN" and tokens[place + 1].tag.startswith("NNP")
    return is_name or (between and tokens[place - 1].tag.startswith("NNP"))


def sentence_ends(data: Path, wanted: Callable[[str], bool]) -> dict[str, float]:
    """F1 of sentence ends on news text with its newlines."""
    hits = mine = gold = 0
    for text, ends, _ in documents(data / "treebanks/gum/gum_all.conllu.gz", wanted):
        found = {one.end for one in claims_of(text).sentences}
        hits, mine, gold = hits + len(found & set(ends)), mine + len(found), gold + len(ends)
    return _f1(hits, mine, gold)


def _held_out_news(data: Path) -> Callable[[str], bool]:
    """GUM's news documents of the official development part: no word classes were counted over them."""
    names = set(json.loads((data / "treebanks" / "splits.json").read_text())["gum_dev"])
    return lambda document: "_news_" in document and document in names


def _is_news(document: str) -> bool:
    """All of GUM's news documents; word classes were counted over most of them: scores are a little high."""
    return "_news_" in document


def _f1(hits: int, mine: int, gold: int) -> dict[str, float]:
    return {
        "F1": 2 * hits / max(1, mine + gold),
        "precision": hits / max(1, mine),
        "recall": hits / max(1, gold),
    }


def entities(data: Path) -> dict[str, float]:
    """F1 of names on UNER's development part (exact spans and labels) and on GUM news (ends and labels)."""
    scores: dict[str, float] = {}
    for name, pairs in (
        ("uner", _uner(data)),
        ("gum dev news", _gum(data, _held_out_news(data))),
        ("gum all news", _gum(data, _is_news)),
    ):
        hits: Counter[str] = Counter()
        mine: Counter[str] = Counter()
        gold: Counter[str] = Counter()
        for text, spans in pairs:
            found = {(one.start, one.end, one.label) for one in claims_of(text).entities}
            if name.startswith("gum"):
                # GUM counts titles into names ("President Arden"): compare ends and labels.
                found = {(0, end, label) for _, end, label in found}
                spans = {(0, end, label) for _, end, label in spans}  # noqa: PLW2901
            hits.update(label for _, _, label in found & spans)
            mine.update(label for _, _, label in found)
            gold.update(label for _, _, label in spans)
        for label in ("PERSON", "ORG", "PLACE"):
            scores[f"{name} {label}"] = _f1(hits[label], mine[label], gold[label])["F1"]
        scores[f"{name} F1"] = _f1(hits.total(), mine.total(), gold.total())["F1"]
    return scores


def _gum(data: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, set[tuple[int, int, str]]]]:
    for text, _, tokens in documents(data / "treebanks/gum/gum_all.conllu.gz", wanted):
        spans: list[tuple[int, int, str]] = []
        _entities(tokens, spans)
        yield text, {one for one in spans if not any(_inside(one, other) for other in spans)}


def _inside(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


_UNER_LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "PLACE"}


def _uner(data: Path) -> Iterator[tuple[str, set[tuple[int, int, str]]]]:
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
    """Print each measure's scores."""
    factuality = args.data / "event_factuality"
    measures: dict[str, Callable[[], dict[str, float]]] = {
        "attribution": lambda: attribution(args.data),
        "certainty-uw": lambda: certainty(factuality / "uw.dev.jsonl.gz"),
        "certainty-uds": lambda: certainty(factuality / "uds_ih2.dev.jsonl.gz"),
        "roles": lambda: roles(args.data),
        "sentences-dev": lambda: sentence_ends(args.data, _held_out_news(args.data)),
        "sentences-all": lambda: sentence_ends(args.data, _is_news),
        "entities": lambda: entities(args.data),
        "speed": lambda: speed(args.data),
    }
    for name, measure in measures.items():
        if args.only in name:
            print(name, "  ".join(f"{key} {value:.3f}" for key, value in measure().items()))
    return 0
