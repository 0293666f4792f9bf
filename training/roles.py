"""Weigh the signs of a sentence's role: a logistic regression over our labelled news.

    python -m training.roles --data DATA

Reads the labelled documents through `aggregator.annotate` (the reader must be exported before) and writes
`aggregator/annotate/data/role_weights.json`. The reader's own scores are no features: it was trained on
the same sentences and would be trusted too much; `annotate.roles` adds them with a share chosen on kept-out
documents.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from aggregator.annotate import signs_of
from aggregator.models import Article
from training import labels
from training.labels import DEV_LABELS, ROLES

TARGET = Path(__file__).parent.parent / "aggregator" / "annotate" / "data" / "role_weights.json"
# Strength of the regularisation (scikit-learn's C), and what is added to each count of a role behind another.
STRENGTH, SMOOTHING = 0.1, 2
# A first line up to so many words that nobody labelled as news is the title.
LONGEST_TITLE = 20


def documents(
    data: Path, *, skip: tuple[str, ...] = (), only: tuple[str, ...] | None = None
) -> Iterator[tuple[Article, dict[int, str]]]:
    """Yield each labelled document as an article, with the role of the sentence at each offset."""
    texts = labels.texts(data)
    grouped: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in labels.rows(only=only, skip=skip):
        grouped[row["doc"]].append((row["s"], row["role"]))
    for name, rows in grouped.items():
        lines = [(labels.running(*texts[name][place]), role) for place, role in rows]
        title = ""
        if lines[0][1] == "other" and len(lines[0][0].split()) < LONGEST_TITLE:
            title, lines = lines[0][0], lines[1:]
        starts, text = {}, ""
        for line, role in lines:
            starts[len(text)] = role
            text += line + "\n"
        yield Article(id=name, title=title, text=text), starts


def main() -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    rows, gold, follows = [], [], np.full((len(ROLES), len(ROLES)), float(SMOOTHING))
    for article, starts in documents(parser.parse_args().data, skip=DEV_LABELS):
        found = [(signs, starts[start]) for start, signs in signs_of(article) if start in starts]
        rows += [signs for signs, _ in found]
        gold += [ROLES.index(role) for _, role in found]
        for (_, before), (_, after) in pairwise(found):
            follows[ROLES.index(before), ROLES.index(after)] += 1
    table = DictVectorizer(sparse=False)
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000).fit(table.fit_transform(rows), gold)
    share = np.bincount(gold, minlength=len(ROLES)) / len(gold)
    made = {
        "roles": ROLES,
        "signs": table.get_feature_names_out().tolist(),
        "matrix": fitted.coef_.T.round(3).tolist(),
        "bias": fitted.intercept_.round(3).tolist(),
        "share": share.round(4).tolist(),
        "follows": (follows / follows.sum(1, keepdims=True)).round(4).tolist(),
    }
    TARGET.write_text(json.dumps(made) + "\n", encoding="utf-8")
    print(f"{len(gold)} sentences, {len(made['signs'])} signs")


if __name__ == "__main__":
    main()
