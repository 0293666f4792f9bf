"""How near our summaries come to people's, beside LexRank, TextRank and the lead sentence, in one run.

    ./run bench summary --data DATA

GUM's news documents each have a one-line summary by a person; the score is ROUGE F1 (Lin 2004), mean over the
documents. Ours is the summary of a brief made from that one article.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from rouge_score.rouge_scorer import RougeScorer
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from aggregator.annotate import annotate, claims_of, compare
from aggregator.compose import compose
from aggregator.config import Settings
from aggregator.corroborate import corroborate
from aggregator.models import Article, Story
from benchmarks.treebanks import printed
from training.treebanks import GUM, documents

MEASURES = ("rouge1", "rouge2", "rougeL")
_SUMMARY = re.compile(r"# meta::summary1 = (?:\(human\) )?(.+)")
_NAME = re.compile(r"# newdoc id = (\S+)")


class Splitter:
    """Our sentence ends and plain words for the peers, so that all choose from the same sentences."""

    def to_sentences(self, text: str) -> list[str]:
        """Return the sentences of a text."""
        return [text[one.start : one.end] for one in claims_of(text).sentences]

    def to_words(self, text: str) -> list[str]:
        """Return the words of a sentence."""
        return re.findall(r"\w+", text.lower())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no more than the data."""


def main(args: argparse.Namespace) -> int:
    """Print the mean scores of each way to sum up."""
    gold = dict(_summaries(args.data))
    texts = {
        name: printed(sentences)[0]
        for name, sentences in documents(args.data / "treebanks" / GUM)
        if name.startswith("GUM_news_") and name in gold
    }
    scorer = RougeScorer(list(MEASURES), use_stemmer=True)
    print(f"{len(texts)} news documents; ROUGE F1, mean")
    for title, way in WAYS.items():
        found = [scorer.score(gold[name], way(text)) for name, text in texts.items()]
        print(
            f"{title:10}",
            "  ".join(f"{key} {fmean(one[key].fmeasure for one in found):.3f}" for key in MEASURES),
        )
    return 0


def _summaries(data: Path) -> Iterator[tuple[str, str]]:
    name = ""
    for path in sorted((data / "treebanks" / GUM.rsplit("/", 1)[0]).glob("*.conllu.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if found := _NAME.match(line):
                    name = found[1]
                elif found := _SUMMARY.match(line):
                    yield name, found[1]


def _ours(text: str) -> str:
    article = Article(
        id="a", text=text, title=text.split("\n", 1)[0], published=datetime(2026, 1, 1, tzinfo=UTC)
    )
    story, settings, annotations = (
        Story(id="s", articles=("a",)),
        Settings(version=1),
        {"a": annotate(article)},
    )
    assessment = corroborate(story, [article], annotations, settings.policy, compare)
    brief = compose(
        story, [article], annotations, assessment, settings, datetime(2026, 1, 1, tzinfo=UTC), compare
    )
    section = brief.section("summary")
    return " ".join(line.text for line in section.lines) if section else ""


def _lead(text: str) -> str:
    """The first sentence that is no heading."""
    return next((one for one in Splitter().to_sentences(text) if one[-1:] in '.”"'), text)


def _ranked(summarizer: LexRankSummarizer | TextRankSummarizer) -> Callable[[str], str]:
    summarizer.stop_words = get_stop_words("english")
    return lambda text: " ".join(
        str(one) for one in summarizer(PlaintextParser.from_string(text, Splitter()).document, 1)
    )


WAYS: dict[str, Callable[[str], str]] = {
    "ours": _ours,
    "lead": _lead,
    "LexRank": _ranked(LexRankSummarizer()),
    "TextRank": _ranked(TextRankSummarizer()),
}
