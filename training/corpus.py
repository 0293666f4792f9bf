"""All that the reader learns from, and its batches: sentences with layers, pairs, and what sentences tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from torch.utils.data import DataLoader, Dataset

from aggregator.annotate.reader.pieces import Splitter
from training.batches import Batch, Classes, batch, groups
from training.beside import Sheet, marked_sheet, pair_sheet
from training.examples import NAMES, Example
from training.labels import ROLES
from training.teller import Marked

# Pieces in one batch of sentences, padding counted; pairs, and marked sentences, in one sheet.
BATCH_PIECES, PAIRS, MARKED = 3200, 96, 64
# A relation seen less often than this is one of its head's other relations.
RARE = 8


@dataclass(frozen=True)
class Corpus:
    """`bare` are sentences without any layer, which only teachers can say something of."""

    read: list[Example]
    bare: list[Example]
    pairs: list[Example]
    marked: list[Marked]
    dev: list[Example]
    dev_pairs: dict[str, list[Example]]
    sizes: tuple[int, int]

    def classes(self) -> Classes:
        """Return the classes the heads tell apart, the most frequent first."""
        tags = Counter(tag for one in self.read for tag in one.tags or ())
        relations = Counter(name for one in self.read for name in one.relations or ())
        kept = [name for name, count in relations.most_common() if count >= RARE]
        return Classes(tuple(tag for tag, _ in tags.most_common()), tuple(kept), NAMES, ROLES)


@dataclass(frozen=True)
class Lesson:
    """One step: which rows of which part are read; `place` names a group of sentences for good."""

    part: str
    rows: tuple[int, ...]
    place: int = 0


def sentence_lessons(examples: Sequence[Example], splitter: Splitter, chance: Random) -> list[Lesson]:
    """Return all sentences in groups of like length."""
    found = groups(examples, splitter, chance, BATCH_PIECES)
    return [Lesson("read", tuple(rows), place) for place, rows in enumerate(found)]


def other_lessons(corpus: Corpus, share: float, chance: Random) -> list[Lesson]:
    """Return a share of the pairs and all marked sentences, in random groups."""
    found = []
    for part, total, size, kept in (
        ("pairs", len(corpus.pairs), PAIRS, share),
        ("marked", len(corpus.marked), MARKED, 1.0),
    ):
        order = chance.sample(range(total), int(total * kept))
        found += [Lesson(part, tuple(order[at : at + size])) for at in range(0, len(order), size)]
    return found


@dataclass(frozen=True)
class Maker:
    """Makes the batch of a lesson; `sentences` are those that lessons of the part "read" mean."""

    corpus: Corpus
    sentences: Sequence[Example]
    splitter: Splitter
    classes: Classes

    def __call__(self, lesson: Lesson, chance: Random | None) -> Batch | Sheet:
        """Return the batch; with `chance`, sentences are printed in other ways."""
        if lesson.part == "pairs":
            return pair_sheet([self.corpus.pairs[row] for row in lesson.rows], self.splitter)
        if lesson.part == "marked":
            return marked_sheet([self.corpus.marked[row] for row in lesson.rows], self.splitter)
        return batch([self.sentences[row] for row in lesson.rows], self.splitter, self.classes, chance)


class _Steps(Dataset[tuple[Lesson, Batch | Sheet]]):
    def __init__(self, lessons: Sequence[Lesson], make: Maker, seed: str) -> None:
        self.lessons, self.make, self.seed = lessons, make, seed

    def __len__(self) -> int:
        return len(self.lessons)

    def __getitem__(self, step: int) -> tuple[Lesson, Batch | Sheet]:
        chance = Random(f"{self.seed} {step}") if self.seed else None
        return self.lessons[step], self.make(self.lessons[step], chance)


def steps(
    lessons: Sequence[Lesson], make: Maker, *, seed: str = "", workers: int = 0
) -> DataLoader[tuple[Lesson, Batch | Sheet]]:
    """Return the batches of lessons in their order, made beside the learning by so many processes."""
    return DataLoader(_Steps(lessons, make, seed), batch_size=None, collate_fn=_as_it_is, num_workers=workers)


def _as_it_is(step: tuple[Lesson, Batch | Sheet]) -> tuple[Lesson, Batch | Sheet]:
    return step
