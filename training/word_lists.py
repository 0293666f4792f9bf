"""List the ordinary words, the base forms of verbs and the event nouns that `annotate` looks up.

    python -m training.word_lists --data DATA

Reads the training documents of UD English EWT (CC BY-SA 4.0) and of GUM's openly licensed genres, official
dev and test documents kept out, and writes `aggregator/annotate/data/word_lists.tsv`. No text is kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from training.treebanks import entity_heads, training_documents

TARGET = Path(__file__).parent.parent / "aggregator" / "annotate" / "data" / "word_lists.tsv"


def main() -> None:
    """Write the lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    verbs: set[str] = set()
    for _, sentences in training_documents(data):
        for token in (token for sentence in sentences for token in sentence.tokens):
            low = token.form.lower().replace("’", "'")
            seen[low][token.tag] += 1
            if token.tag == "VB" or (
                token.tag == "VBP" and low not in {"'m", "'re", "'ve", "am", "are", "is"}
            ):
                verbs.add(low)
    events = _event_nouns(data, seen)
    common = {word for word, tags in seen.items() if tags.most_common(1)[0][0] not in {"NNP", "NNPS"}}
    rows = [f"c\t{word}" for word in sorted(common) if word.isalpha()]
    rows += [f"v\t{word}" for word in sorted(verbs) if word.isalpha()]
    rows += [f"e\t{word}" for word in sorted(events) if word.isalpha()]
    head = (
        "# c: a word that is mostly no name; v: a verb's base form. Of UD English EWT and GUM: see README.md."
    )
    TARGET.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


# A noun names events if GUM calls so large a share of its mentions one, or ECB+ marks it so often.
EVENT_SHARE, EVENT_MARKS = 0.5, 2
# At least one in so many uses of the word is a noun.
NOUN_SHARE = 3


def _event_nouns(data: Path, seen: Mapping[str, Counter[str]]) -> set[str]:
    """Nouns that head GUM's mentions of events, or that ECB+ marks as actions."""
    mentions: dict[str, Counter[bool]] = defaultdict(Counter)
    for name, sentences in training_documents(data):
        if name.startswith("GUM_"):
            for token, kind in entity_heads(sentences):
                mentions[token.form.lower()][kind == "event"] += 1
    found = {word for word, kinds in mentions.items() if kinds[True] >= EVENT_SHARE * kinds.total()}
    marked: Counter[str] = Counter()
    with gzip.open(data / "ecbplus/mentions.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if "ACTION" in row["tag"] and " " not in row["text"]:
                marked[row["text"].lower()] += 1
    found |= {word for word, count in marked.items() if count >= EVENT_MARKS}
    nouns = {word for word, tags in seen.items() if tags["NN"] + tags["NNS"] > tags.total() / NOUN_SHARE}
    return found & nouns


if __name__ == "__main__":
    main()
