"""Learn to tell edited news from web text: a logistic regression over the exported reader's sentence vectors.

    python -m training.register --data DATA

News are our labelled sentences and invented articles, web text is EWT's training part (reviews, answers,
weblogs, mail, newsgroups). Writes `aggregator/annotate/data/register_weights.json`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
from sklearn.linear_model import LogisticRegression

from aggregator.annotate.reader.decoding import read
from training import labels
from training.articles import article_examples
from training.examples import news_examples, treebank_examples

TARGET = Path(__file__).parent.parent / "aggregator" / "annotate" / "data" / "register_weights.json"
SEED, DRAWN, SHORTEST, LONGEST = 1, 4000, 6, 100


def main() -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data, chance = parser.parse_args().data, Random(SEED)
    web = [one.words for one in treebank_examples(data) if one.corpus == "ewt"]
    sources = (
        [one.words for one in news_examples(data, skip=labels.DEV_LABELS)],
        [one.words for one in article_examples()],
    )
    sides = [
        _drawn(web, DRAWN, chance),
        [one for part in sources for one in _drawn(part, DRAWN // 2, chance)],
    ]
    vectors = np.array([read(words[:LONGEST]).vector for side in sides for words in side])
    gold = np.repeat([0, 1], [len(side) for side in sides])
    fitted = LogisticRegression(max_iter=1000).fit(vectors, gold)
    made = {"weights": fitted.coef_[0].round(4).tolist(), "bias": round(float(fitted.intercept_[0]), 4)}
    TARGET.write_text(json.dumps(made) + "\n", encoding="utf-8")
    print(f"{len(gold)} sentences, {fitted.score(vectors, gold):.3f} told right among themselves")


def _drawn(sentences: Sequence[list[str]], most: int, chance: Random) -> list[list[str]]:
    whole = [words for words in sentences if len(words) >= SHORTEST]
    return chance.sample(whole, min(most, len(whole)))


if __name__ == "__main__":
    main()
