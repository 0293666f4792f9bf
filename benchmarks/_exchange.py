"""Real articles, and streams of any size made of them for `benchmarks.scale`."""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path

from aggregator.models import Article
from aggregator.terms import STOP_WORDS
from benchmarks.cluster import read_stories, read_stream

DAYS = 9.0
"""Days over which stories begin and that one goes on at most: what a run compares."""
ROUND = 1000
"""Articles of one round: all gold stories once, and singles."""
COMMON = 0.2
"""Share of articles from which a word is no story's own, and stays."""
BAND = 200
"""Words of about one frequency that are exchanged among each other."""

_WORD = re.compile(r"[^\W_]+")


class Exchange:
    """Real articles, and streams of any size made of them."""

    def __init__(self, data: Path) -> None:
        """Read the articles and count their words."""
        gold = read_stories(data)
        self._stories: dict[str, list[Article]] = defaultdict(list)
        for article in gold.articles:
            self._stories[gold.story[article.id]].append(article)
        self._singles = read_stream(data, "bulk_8k")
        self._bands = bands([*gold.articles, *self._singles])

    def write(self, size: int, days: float, path: Path) -> dict[str, str]:
        """Write `size` articles in the order of their dates to a file; return the story of each.

        Stories begin spread over so many days.
        """
        gold: dict[str, str] = {}
        held: list[tuple[str, str, int]] = []
        unsorted = path.with_suffix(".unsorted")
        with unsorted.open("wb") as out:
            for story, one in islice(self._articles(days), size):
                gold[one.id] = story
                published = one.published.isoformat() if one.published else ""
                held.append((published, one.id, out.tell()))
                row = {"id": one.id, "title": one.title, "text": one.text, "published": published}
                out.write(json.dumps(row).encode() + b"\n")
        with unsorted.open("rb") as lines, path.open("wb") as out:
            for _, _, start in sorted(held):
                lines.seek(start)
                out.write(lines.readline())
        unsorted.unlink()
        return gold

    def _articles(self, days: float) -> Iterator[tuple[str, Article]]:
        """Yield articles without end, each with its story."""
        for number in count():
            chance = random.Random(number)
            held = sum(map(len, self._stories.values()))
            singles = chance.sample(self._singles, ROUND - held)
            stories = [*self._stories.items(), *((one.id, [one]) for one in singles)]
            for name, members in stories:
                begins = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(days=chance.uniform(0, days))
                for one in self._invented(members, f"{number}-", begins, chance):
                    yield f"{number} {name}", one

    def _invented(
        self, members: Sequence[Article], prefix: str, begins: datetime, chance: random.Random
    ) -> list[Article]:
        """Return a story in other words, beginning at a time and going on at the pace it had."""
        first = min((one.published for one in members if one.published), default=None)
        shifts: dict[int, int] = defaultdict(lambda: chance.randrange(BAND))
        known: dict[str, str] = {}

        def other(found: re.Match[str]) -> str:
            word = found[0]
            if word not in known:
                known[word] = self._other(word, shifts)
            return known[word]

        return [
            replace(
                one,
                id=prefix + one.id,
                title=_WORD.sub(other, one.title),
                text=_WORD.sub(other, one.text),
                published=begins + min(one.published - first, timedelta(days=DAYS))
                if one.published and first
                else begins,
            )
            for one in members
        ]

    def _other(self, word: str, shifts: Mapping[int, int]) -> str:
        place = self._bands.place.get(word.lower())
        if place is None:
            return word
        band, at = place
        words = self._bands.words[band]
        found = words[(at + shifts[band]) % len(words)]
        return found.capitalize() if word[0].isupper() else found


@dataclass(frozen=True, slots=True)
class Bands:
    """Words of about one frequency by band, and the band and place of each."""

    words: tuple[tuple[str, ...], ...]
    place: dict[str, tuple[int, int]]


def bands(articles: Sequence[Article]) -> Bands:
    """Return the words of `articles` in bands, figures apart; the most common words are in none."""
    spread: Counter[str] = Counter()
    for article in articles:
        spread.update({word.lower() for word in _WORD.findall(f"{article.title} {article.text}")})
    own = [word for word, held in spread.items() if held < COMMON * len(articles) and word not in STOP_WORDS]
    made: list[tuple[str, ...]] = []
    for kind in (True, False):
        ordered = sorted(
            (word for word in own if word.isdigit() is kind), key=lambda word: (-spread[word], word)
        )
        made.extend(tuple(ordered[start : start + BAND]) for start in range(0, len(ordered), BAND))
    place = {word: (band, at) for band, words in enumerate(made) for at, word in enumerate(words)}
    return Bands(tuple(made), place)
