"""Train the reader: `./run train --data DATA`.

The walk: corpora -> examples | base weights -> their sentence vectors | what teachers say of them, if any
-> epochs over all heads at once -> weights | `training.export` -> the shipped file. Seeds are fixed; two
cores need about two hours, and more with teachers; `--device cuda` takes minutes.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from aggregator.annotate.reader.pieces import Splitter
from training import base
from training.batches import Batch, fitted, inputs
from training.beside import Beside, Sheet, pair_sheet
from training.corpus import PAIRS, Corpus, Lesson, Maker, other_lessons, sentence_lessons, steps
from training.examples import Example
from training.gathering import gathered
from training.losses import losses, report, tally, total
from training.network import HIDDEN, Encoder, Reader, Sizes
from training.saved import loaded
from training.teaching import Taught, taught
from training.teaching import lesson as taught_loss

SEED = 20261125
EPOCHS = 8
# Peak rates: the encoder was trained before, the heads were not.
ENCODER_RATE, HEAD_RATE = 2e-4, 1.5e-3
WARMUP, DECAY, CLIP = 0.06, 0.01, 1.0
# How much of the pairs is read in an epoch, and what a sheet of pairs or marked sentences counts.
PAIRS_SHARE, BESIDE_WEIGHT = 0.5, 1.0
# What the marks count where teachers speak too.
MARKS_SHARE = 0.5


def base_vectors(encoder: Encoder, examples: Sequence[Example], splitter: Splitter, device: str) -> Tensor:
    """Return the base model's sentence vectors [examples, HIDDEN]: the normalised mean of its last states."""
    found = torch.empty(len(examples), HIDDEN, device=device)
    order = sorted(range(len(examples)), key=lambda place: len(examples[place].words))
    with torch.inference_mode():
        for first in range(0, len(order), 256):
            group = order[first : first + 256]
            pieces = [splitter.sentence(fitted(examples[place].words, splitter)) for place in group]
            ids, shapes, mask, *_ = (one.to(device) for one in inputs(pieces))
            states = encoder(ids, torch.zeros_like(shapes), mask)[-1]
            weights = mask[:, :, None].float()
            found[group] = functional.normalize((states * weights).sum(1) / weights.sum(1), dim=-1)
    return found


def optimiser(
    networks: nn.ModuleList, encoder: Encoder, total_steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    """AdamW with a linear rise and fall of the rates."""
    body = list(encoder.parameters())
    ids = {id(one) for one in body}
    heads = [one for one in networks.parameters() if id(one) not in ids]
    made = torch.optim.AdamW(
        [{"params": body, "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=DECAY,
        betas=(0.9, 0.98),
    )
    rise = max(1, int(WARMUP * total_steps))
    plan = torch.optim.lr_scheduler.LambdaLR(
        made, lambda step: min(step / rise, max(0.0, (total_steps - step) / max(1, total_steps - rise)))
    )
    return made, plan


class Training:
    """One training: what is learned from, the networks, and who teaches."""

    def __init__(self, corpus: Corpus, teachers: Sequence[Reader], options: Options) -> None:
        torch.manual_seed(options.seed)
        self.corpus, self.options, self.teachers = corpus, options, teachers
        self.splitter, self.classes = Splitter(base.vocabulary()), corpus.classes()
        self.sentences = [*corpus.read, *corpus.bare] if teachers else corpus.read
        sizes = Sizes(*(len(one) for one in vars(self.classes).values()))
        self.reader, self.beside = Reader(sizes), Beside(*corpus.sizes)
        self.reader.encoder.load_base(base.weights())
        self.networks = nn.ModuleList([self.reader, self.beside]).to(options.device)
        self.reader.encoder.eval()
        self.vectors, self.dev_vectors = (
            base_vectors(self.reader.encoder, one, self.splitter, options.device)
            for one in (self.sentences, corpus.dev)
        )
        self.fixed = sentence_lessons(self.sentences, self.splitter, Random(options.seed))
        self.taught = self._taught()

    def maker(self, sentences: Sequence[Example]) -> Maker:
        """Return what makes batches of some sentences."""
        return Maker(self.corpus, sentences, self.splitter, self.classes)

    def _taught(self) -> dict[int, Taught]:
        """What the teachers say of each group of sentences, as printed in its corpus."""
        if not self.teachers:
            return {}
        made = steps(self.fixed, self.maker(self.sentences), workers=self.options.workers)
        return {
            lesson.place: taught(self.teachers, one.to(self.options.device))
            for lesson, one in made
            if isinstance(one, Batch)
        }

    def learn(self) -> dict[str, float]:
        """Learn for all epochs and return the scores of the dev examples."""
        total_steps, scores = self.options.epochs * len(self._epoch(0)), {}
        made, plan = optimiser(self.networks, self.reader.encoder, total_steps)
        started = time.monotonic()
        for number in range(self.options.epochs):
            self.networks.train()
            sums: Counter[str] = Counter()
            lessons = self._epoch(number)
            seed = f"{self.options.seed} {number}"
            for lesson, one in steps(
                lessons, self.maker(self.sentences), seed=seed, workers=self.options.workers
            ):
                loss = self._loss(lesson, one.to(self.options.device))
                made.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(self.networks.parameters(), CLIP)
                made.step()
                plan.step()
                sums[lesson.part] += loss.detach() / len(lessons)  # type: ignore[assignment]
            scores = self.scored()
            print(
                f"epoch {number + 1} {time.monotonic() - started:.0f} s",
                _told(sums),
                _told(scores),
                flush=True,
            )
        return scores

    def _epoch(self, number: int) -> list[Lesson]:
        chance = Random(f"{self.options.seed} {number}")
        found = [*self.fixed, *other_lessons(self.corpus, PAIRS_SHARE, chance)]
        chance.shuffle(found)
        return found

    def _loss(self, lesson: Lesson, one: Batch | Sheet) -> Tensor:
        if isinstance(one, Sheet):
            return BESIDE_WEIGHT * self.beside.loss(self.reader.encoder, one)
        scores = self.reader(*one.inputs)
        marks = total(losses(scores, one, self.vectors[list(lesson.rows)]))
        if not self.teachers:
            return marks
        return MARKS_SHARE * marks + taught_loss(scores, one, self.taught[lesson.place])

    def scored(self) -> dict[str, float]:
        """Return the scores of the dev examples, with r of the judgements of certainty, and of dev pairs."""
        self.networks.eval()
        counts: Counter[str] = Counter()
        mine, gold = [], []
        lessons = sentence_lessons(self.corpus.dev, self.splitter, Random(0))
        with torch.inference_mode():
            for lesson, one in steps(lessons, self.maker(self.corpus.dev)):
                assert isinstance(one, Batch)
                moved = one.to(self.options.device)
                scores = self.reader(*moved.inputs)
                tally(scores, moved, self.dev_vectors[list(lesson.rows)], counts)
                known = ~moved.gold["certainty"].isnan()
                mine.append([scores["certainty"][..., layer][known[..., layer]] for layer in (0, 1)])
                gold.append([moved.gold["certainty"][..., layer][known[..., layer]] for layer in (0, 1)])
        found = report(counts)
        for layer, name in enumerate(("happened r", "certain r")):
            pair = [torch.cat([one[layer] for one in part]) for part in (mine, gold)]
            found[name] = float(torch.corrcoef(torch.stack(pair))[0, 1])
        for name, pairs in self.corpus.dev_pairs.items():
            sheets = [
                pair_sheet(pairs[at : at + PAIRS], self.splitter).to(self.options.device)
                for at in range(0, len(pairs), PAIRS)
            ]
            found[name] = self.beside.ranked(self.reader.encoder, sheets)
        return found


def _told(values: Mapping[str, Any]) -> str:
    return "  ".join(f"{name} {float(value):.4f}" for name, value in values.items())


@dataclass(frozen=True)
class Options:
    """How to train: passes over all, the seed, where, and processes that make batches beside it."""

    epochs: int = EPOCHS
    seed: int = SEED
    device: str = "cpu"
    workers: int = 0


def train(corpus: Corpus, target: Path, options: Options, teachers: Sequence[Path] = ()) -> None:
    """Train and write `target` (weights, classes, scores)."""
    print(
        len(corpus.read), "sentences", dict(Counter(one.corpus for one in corpus.read)),
        len(corpus.bare), "bare",
        len(corpus.pairs), "pairs", len(corpus.marked), "marked", len(corpus.dev), "dev", flush=True,
    )  # fmt: skip
    readers = [loaded(path)[0].to(options.device) for path in teachers]
    room = Training(corpus, readers, options)
    print(len(room.fixed), "groups", "teachers have spoken" if readers else "", flush=True)
    scores = room.learn()
    weights = {name: one.cpu() for name, one in room.reader.state_dict().items()}
    torch.save({"weights": weights, "classes": vars(room.classes), "scores": scores}, target)


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--out", type=Path, default=Path("dist/reader.pt"), help="where the float weights go")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--device", default="cpu", help='"cuda" for a graphics card')
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches (default: none)")
    parser.add_argument(
        "--teacher", type=Path, action="append", default=[], help="trained weights that teach"
    )
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    options = Options(args.epochs, args.seed, args.device, args.workers)
    train(gathered(args.data), args.out, options, args.teacher)


if __name__ == "__main__":
    main()
