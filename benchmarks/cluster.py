"""How well articles become stories: BCubed on gold stories, beside a plain floor in the same run.

BCubed precision and recall after Amigó et al. 2009: for every article, the share of its group that belongs
to its story, and the share of its story that is in its group. The floor is one pass over TF-IDF vectors
(titles and bodies) in order of id, joining the first group whose centre is nearer than a fixed threshold.

Sets: ``story_clusters`` with full texts, blind to dates and with them, its titles alone, and among other
articles that belong to none of its stories; ``headline_day``, titles of a day and a half; ``ecbplus``, two
look-alike events for each topic. The other articles count against precision where they are joined.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer

from aggregator.cluster import cluster
from aggregator.config import ClusterSettings
from aggregator.models import Article

ASKED = {"stories": 0.92, "headlines": 0.75}
"""BCubed F1 asked of the sets, by name."""
FLOOR_THRESHOLD = 0.3
"""Cosine to a group's centre from which the floor joins, fixed in advance."""
NOISE = 400
"""Articles beside the gold stories that belong to none of them."""

Labels = Mapping[str, str]
"""The group of every article, by id."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Articles with the stories they belong to; those without one are noise."""

    articles: tuple[Article, ...]
    story: dict[str, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the threshold and what else to measure."""
    parser.add_argument("--threshold", type=float, default=ClusterSettings().join_threshold)
    parser.add_argument("--mistakes", action="store_true", help="name the stories that were merged or split")


def main(args: argparse.Namespace) -> int:
    """Print the scores; return 1 if an F1 that is asked is not reached."""
    settings = ClusterSettings(join_threshold=args.threshold)
    reached = True
    print(f"{'set':24s} {'articles':>8s} {'stories':>7s}   ours P    R   F1    floor P    R   F1   seconds")
    for name, gold in sets(args.data).items():
        began = time.perf_counter()
        ours = stories_of(gold.articles, settings)
        seconds = time.perf_counter() - began
        scores = bcubed(ours, gold.story), bcubed(one_pass(gold.articles), gold.story)
        known = len(set(gold.story.values()))
        figures = "     ".join(" ".join(f"{figure:.3f}" for figure in score) for score in scores)
        print(f"{name:24s} {len(gold.articles):8d} {known:7d}   {figures}  {seconds:8.2f}")
        reached = reached and scores[0][2] >= ASKED.get(name, 0)
        if args.mistakes:
            print_mistakes(ours, gold.story)
    return 0 if reached else 1


def sets(data: Path) -> dict[str, Gold]:
    """Return the sets by name; `stories` and `headlines` are those of which a figure is asked."""
    dated = read_stories(data)
    blind = Gold(tuple(replace(one, published=None) for one in dated.articles), dated.story)
    bare = Gold(tuple(replace(one, text="") for one in blind.articles), dated.story)
    others = random.Random(1).sample(read_stream(data, "window_30d"), NOISE)
    noisy = Gold(blind.articles + tuple(replace(one, published=None) for one in others), dated.story)
    return {
        "stories": blind,
        "stories, dated": dated,
        "stories among others": noisy,
        "stories, titles alone": bare,
        "headlines": read_headlines(data),
        "look-alikes (ecbplus)": read_look_alikes(data),
    }


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_stories(data: Path) -> Gold:
    """Return the full articles with their events."""
    rows = list(read_lines(data / "story_clusters" / "articles.jsonl.gz"))
    return Gold(tuple(map(article_of, rows)), {row["id"]: row["event"] for row in rows})


def read_stream(data: Path, name: str) -> list[Article]:
    """Return the articles of a stream without gold."""
    return [article_of(row) for row in read_lines(data / "article_stream" / f"{name}.jsonl.gz")]


def read_headlines(data: Path) -> Gold:
    """Return the titles of a day and a half with their stories."""
    rows = list(read_lines(data / "headline_day" / "headlines.jsonl.gz"))
    articles = tuple(Article(id=str(row["id"]), title=row["title"], text="") for row in rows)
    return Gold(articles, {str(row["id"]): row["story"] for row in rows})


def read_look_alikes(data: Path) -> Gold:
    """Return documents on pairs of events of one kind; the first line of half of them is a title."""
    rows = list(read_lines(data / "ecbplus" / "docs.jsonl.gz"))
    return Gold(tuple(map(document_of, rows)), {row["doc"]: row["subtopic"] for row in rows})


def article_of(row: Mapping[str, Any]) -> Article:
    """Return an article as the streams have it."""
    published = datetime.fromisoformat(row["published"]) if row.get("published") else None
    if published and not published.tzinfo:
        published = published.replace(tzinfo=UTC)
    return Article(id=row["id"], title=row["title"], text=row["text"], published=published)


def document_of(row: Mapping[str, Any]) -> Article:
    """Return a document of tokenised sentences; addresses among them are no text."""
    sentences = ast.literal_eval(row["sentences"]) if isinstance(row["sentences"], str) else row["sentences"]
    lines = [" ".join(sentence["tokens"]) for sentence in sentences]
    lines = [line for line in lines if not line.startswith("http")]
    titled = row["doc"].endswith("ecbplus")
    title, body = (lines[0], lines[1:]) if titled else ("", lines)
    return Article(id=row["doc"], title=title, text="\n".join(body))


def stories_of(articles: Sequence[Article], settings: ClusterSettings) -> dict[str, str]:
    """Return our groups."""
    stories = cluster(articles, (), settings)
    return {article: story.id for story in stories for article in story.articles}


def one_pass(articles: Sequence[Article]) -> dict[str, str]:
    """Return the floor's groups: one pass over TF-IDF, a fixed cosine to the nearest centre."""
    ordered = sorted(articles, key=lambda article: article.id)
    texts = (f"{article.title}\n{article.text}" for article in ordered)
    rows = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts).tocsr()
    centres: list[Any] = []
    sizes: list[int] = []
    labels: dict[str, str] = {}
    for place, article in enumerate(ordered):
        row = rows[place].toarray().ravel()
        near = [float(row @ centre) / float(centre @ centre) ** 0.5 for centre in centres]
        best = max(range(len(near)), key=near.__getitem__, default=-1)
        if best < 0 or near[best] < FLOOR_THRESHOLD:
            best = len(centres)
            centres.append(row)
            sizes.append(0)
        else:
            centres[best] = centres[best] + row
        sizes[best] += 1
        labels[article.id] = str(best)
    return labels


def bcubed(found: Labels, gold: Labels) -> tuple[float, float, float]:
    """Return BCubed precision, recall and F1 over the articles of `gold`; others only fill the groups."""
    groups = Counter(found.values())
    stories = Counter(gold.values())
    both = Counter((found[name], story) for name, story in gold.items())
    precision = sum(both[found[name], story] / groups[found[name]] for name, story in gold.items()) / len(
        gold
    )
    recall = sum(both[found[name], story] / stories[story] for name, story in gold.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def print_mistakes(found: Labels, gold: Labels) -> None:
    """Print the groups that hold several stories, and the stories that several groups hold."""
    for what, one, other in (("merged", found, gold), ("split", gold, found)):
        held: dict[str, Counter[str]] = {}
        for name in gold:
            held.setdefault(one[name], Counter())[other[name]] += 1
        for key, parts in sorted(held.items()):
            if len(parts) > 1:
                shown = ", ".join(f"{part[:40]} {times}" for part, times in parts.most_common(5))
                print(f"    {what}: {key[:40] + ': ' if what == 'split' else ''}{shown}")
