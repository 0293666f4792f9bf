"""Count in how many documents each stem stands: the weights `aggregator.terms` ships.

    python -m training.idf --data DATA

Reads the training documents of UD English EWT (CC BY-SA 4.0) and of GUM's openly licensed genres
(see the data folder's own notes), official dev and test documents kept out, and writes
`aggregator/data/document_frequencies.tsv`. Counts are facts about the texts; no text is kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from aggregator.terms import stems

OPEN_GENRES = ("news", "interview", "bio", "voyage", "academic", "court", "vlog", "speech", "conversation")
MIN_DOCUMENTS = 2
TARGET = Path(__file__).parent.parent / "aggregator" / "data" / "document_frequencies.tsv"


def documents(path: Path) -> dict[str, list[str]]:
    """Return the sentences of each document of a CoNLL-U file, by document id."""
    found: dict[str, list[str]] = {}
    current = ""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc id = "):
                current = line.split("= ", 1)[1].strip()
            elif line.startswith("# text = "):
                found.setdefault(current, []).append(line.split("= ", 1)[1].strip())
    return found


def is_open(document: str) -> bool:
    """Whether a document may be used for training: EWT, or GUM of an openly licensed genre."""
    return not document.startswith("GUM_") or document.split("_")[1] in OPEN_GENRES


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data / "treebanks"
    held_out = set(_leaves(json.loads((data / "splits.json").read_text())))
    counts: Counter[str] = Counter()
    total = 0
    for name in ("ewt/ewt_all.conllu.gz", "gum/gum_all.conllu.gz"):
        for document, sentences in documents(data / name).items():
            if document not in held_out and is_open(document):
                counts.update(set(stems(" ".join(sentences))))
                total += 1
    rows = [f"{stem}\t{count}" for stem, count in sorted(counts.items()) if count >= MIN_DOCUMENTS]
    header = f"# stem, documents it stands in; of {total} documents (UD English EWT and GUM, training part)"
    TARGET.write_text("\n".join([header, f"*\t{total}", *rows]) + "\n", encoding="utf-8")


def _leaves(node: object) -> list[str]:
    if isinstance(node, dict):
        return [leaf for value in node.values() for leaf in _leaves(value)]
    return [leaf for value in node for leaf in _leaves(value)] if isinstance(node, list) else [str(node)]


if __name__ == "__main__":
    main()
