"""Count which word classes words take, and which follow one another: the tables of `annotate.tagging`.

    python -m training.word_classes --data DATA

Reads the training documents of UD English EWT (CC BY-SA 4.0) and of GUM's openly licensed genres, official
dev and test documents kept out, and writes `aggregator/annotate/data/word_classes.tsv`: counts of
Penn Treebank tags by word, by word ending and by the two tags before (Brants 2000, "TnT"). No text is kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

OPEN_GENRES = ("news", "interview", "bio", "voyage", "academic", "court", "vlog", "speech", "conversation")
TARGET = Path(__file__).parent.parent / "aggregator" / "annotate" / "data" / "word_classes.tsv"
# Endings are learned from rare words only, as unknown words are rare words (Brants 2000).
RARE_UP_TO = 5
LONGEST_ENDING = 4
MIN_ENDING_COUNT = 4
MIN_TRIGRAM_COUNT = 2

Tagged = list[tuple[str, str]]


def sentences(path: Path) -> Iterator[tuple[str, Tagged]]:
    """Yield (document id, [(form, tag)]) for each sentence of a CoNLL-U file."""
    document = ""
    rows: Tagged = []
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        if line.startswith("# newdoc id = "):
            document = line.split("= ", 1)[1].strip()
        elif not line.strip():
            if rows:
                yield document, rows
            rows = []
        elif line[0].isdigit():
            fields = line.split("\t")
            if fields[0].isdigit():
                rows.append((fields[1].replace("’", "'"), fields[4]))


def is_open(document: str) -> bool:
    """Whether a document may be used for training: EWT, or GUM of an openly licensed genre."""
    return not document.startswith("GUM_") or document.split("_")[1] in OPEN_GENRES


def key(form: str, place: int) -> str:
    """Return the key of a word: capitalised words inside a sentence are kept apart ("^may")."""
    return "^" + form.lower() if place and form[:1].isupper() else form.lower()


def training_sentences(data: Path) -> Iterator[Tagged]:
    """Yield the sentences that may be learned from."""
    splits = json.loads((data / "splits.json").read_text())
    held_out = {document for documents in splits.values() for document in documents}
    for name in ("ewt/ewt_all.conllu.gz", "gum/gum_all.conllu.gz"):
        for document, rows in sentences(data / name):
            if document not in held_out and is_open(document):
                yield rows


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    words: dict[str, Counter[str]] = defaultdict(Counter)
    follow: Counter[tuple[str, str, str]] = Counter()
    for rows in training_sentences(parser.parse_args().data / "treebanks"):
        for place, (form, tag) in enumerate(rows):
            words[key(form, place)][tag] += 1
        tags = ["<", "<", *(tag for _, tag in rows), ">"]
        follow.update(zip(tags, tags[1:], tags[2:], strict=False))
    endings: dict[str, Counter[str]] = defaultdict(Counter)
    for word, counts in words.items():
        if counts.total() <= RARE_UP_TO:
            bare = word.removeprefix("^")
            for size in range(1, min(LONGEST_ENDING, len(bare)) + 1):
                endings["^"[: word.startswith("^")] + "-" + bare[-size:]].update(counts)
    TARGET.write_text("\n".join(_rows(words, endings, follow)) + "\n", encoding="utf-8")


def _rows(
    words: dict[str, Counter[str]], endings: dict[str, Counter[str]], follow: Counter[tuple[str, str, str]]
) -> Iterator[str]:
    yield "# Counts over UD English EWT and GUM (training part): see README.md in this folder."
    yield "# w: word (^ = capitalised inside a sentence); e: ending of rare words; t: a tag after two tags."
    for kind, table, least in (("w", words, 1), ("e", endings, MIN_ENDING_COUNT)):
        for name, counts in sorted(table.items()):
            if counts.total() >= least and "\t" not in name:
                yield "\t".join([kind, name, *(f"{tag} {n}" for tag, n in counts.most_common())])
    contexts: dict[str, list[str]] = defaultdict(list)
    for (first, second, third), count in sorted(follow.items()):
        if count >= MIN_TRIGRAM_COUNT:
            contexts[f"{first} {second}"].append(f"{third} {count}")
    for name, counted in contexts.items():
        yield "\t".join(["t", name, *counted])


if __name__ == "__main__":
    main()
