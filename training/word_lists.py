"""List the ordinary words and the base forms of verbs that `annotate` looks up.

    python -m training.word_lists --data DATA

Reads the training documents of UD English EWT (CC BY-SA 4.0) and of GUM's openly licensed genres, official
dev and test documents kept out, and writes `aggregator/annotate/data/word_lists.tsv`. No text is kept.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from training.treebanks import training_documents

TARGET = Path(__file__).parent.parent / "aggregator" / "annotate" / "data" / "word_lists.tsv"


def main() -> None:
    """Write the lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    verbs: set[str] = set()
    for _, sentences in training_documents(parser.parse_args().data):
        for token in (token for sentence in sentences for token in sentence.tokens):
            low = token.form.lower().replace("’", "'")
            seen[low][token.tag] += 1
            if token.tag == "VB" or (
                token.tag == "VBP" and low not in {"'m", "'re", "'ve", "am", "are", "is"}
            ):
                verbs.add(low)
    common = {word for word, tags in seen.items() if tags.most_common(1)[0][0] not in {"NNP", "NNPS"}}
    rows = [f"c\t{word}" for word in sorted(common) if word.isalpha()]
    rows += [f"v\t{word}" for word in sorted(verbs) if word.isalpha()]
    head = (
        "# c: a word that is mostly no name; v: a verb's base form. Of UD English EWT and GUM: see README.md."
    )
    TARGET.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
