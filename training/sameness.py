"""Weigh the signs of two sentences making one claim: a logistic regression over judged pairs.

    python -m training.sameness --data DATA

Fitted on the pairs that were kept out of training the comparer, whose chances are among the signs. Prints
the constants of `aggregator.corroborate.matching`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from aggregator.annotate import claims_of, compare
from aggregator.corroborate import whole
from aggregator.corroborate.matching import signs_of_sameness
from aggregator.models import Article
from training import labels
from training.pairs import DEV_TOPICS, FILE, SAME, TARGETS

STRENGTH = 0.3


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    texts = labels.texts(parser.parse_args().data)
    rows, gold = [], []
    for line in FILE.read_text("utf-8").splitlines():
        one, place, two, other, code = line.split("\t")
        if one.partition("_")[0] in DEV_TOPICS:
            a, b = (labels.running(*texts[name][int(at)]) for name, at in ((one, place), (two, other)))
            views = [
                whole(Article(id=side, text=text), claims_of(text)) for side, text in (("a", a), ("b", b))
            ]
            rows.append(signs_of_sameness(*views, compare(a, b)))
            gold.append(TARGETS[code] == SAME)
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000).fit(rows, gold)
    print(len(gold), "pairs", fitted.coef_[0].round(2).tolist(), round(float(fitted.intercept_[0]), 2))


if __name__ == "__main__":
    main()
