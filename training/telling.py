"""Train what a sentence tells: the kind of event it is of, and which of that kind's slots it fills.

    python -m training.telling

Over the word states of the exported reader, like the comparer (`training.compare`); it takes minutes. Learned
from invented sentences (`labels/answers.jsonl`) and reports (`labels/reports.jsonl`), each marked with the
slots (`aggregator.kinds`) it tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

import onnx
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from aggregator.annotate.reader.model import VERSION, model
from aggregator.annotate.words import tokens_of
from aggregator.kinds import event_kinds
from training import labels
from training.export import FOLDER, OPSET
from training.network import STATES
from training.teller import Marked, Telling, loss_of

ANSWERS, REPORTS = labels.FOLDER / "answers.jsonl", labels.FOLDER / "reports.jsonl"
SEED, EPOCHS, BATCH, RATE, DECAY = 20261126, 12, 32, 2e-3, 0.01
# Every so-manieth report is kept out of training, to watch the head; a kind shows in the first sentences.
DEV_EVERY, LEAD = 8, 3

NONE = "none"
KINDS = (*(kind.name for kind in event_kinds()), NONE)
SLOTS = tuple(sorted(slot.id for kind in event_kinds() for slot in kind.slots))
CLASSES = (*KINDS, *SLOTS)
# A sentence of one kind tells nothing of another's slots, but for kinds that tell of like things.
KIN = (
    {"accident", "disaster", "crime", "protest", "health"},
    {"court", "crime", "law", "deal", "protest"},
    {"election", "appointment", "talks", "law"},
    {"talks", "deal", "protest", "law"},
    {"sport", "accident"},
)
# What such a guess counts beside a mark.
GUESSED = 0.3


def marked(*, dev: bool) -> list[list[Marked]]:
    """Return the reports, each as its sentences; in training also the sentences that stand alone."""
    reports = [json.loads(line) for line in REPORTS.read_text("utf-8").splitlines()]
    found = [list(_report(row)) for place, row in enumerate(reports) if (place % DEV_EVERY == 0) == dev]
    if not dev:
        rows = [json.loads(line) for line in ANSWERS.read_text("utf-8").splitlines()]
        found += [[_marked(row["kind"], row["text"], row["tells"], lead=False)] for row in rows]
    return found


def _report(row: dict[str, Any]) -> Iterator[Marked]:
    yield _marked(row["kind"], row["title"], None, lead=True)
    for place, one in enumerate(row["sentences"]):
        yield _marked(row["kind"], one["text"], one["tells"], lead=place < LEAD)


def _marked(kind: str, text: str, tells: Sequence[str] | None, *, lead: bool) -> Marked:
    slots = [_gold(kind, slot, tells) for slot in SLOTS]
    counts = [1.0 if slot.startswith(f"{kind}.") else GUESSED for slot in SLOTS]
    return Marked(tuple(tokens_of(text)), KINDS.index(kind) if lead else -1, tuple(slots), tuple(counts))


def _gold(kind: str, slot: str, tells: Sequence[str] | None) -> float:
    of, _, name = slot.partition(".")
    if of == kind and tells is not None:
        return float(name in tells)
    kin = of == kind or any({of, kind} <= group for group in KIN)
    return float("nan") if kin else 0.0


States = Mapping[tuple[str, ...], Tensor]


def states_of(words: Sequence[str]) -> Tensor:
    """Return the word states [W, STATES] of a sentence, as many as the encoder takes at once."""
    reader = model()
    return torch.from_numpy(reader.scores_and_states(words[slice(*reader.parts(words)[0])])[1])


def batches(rows: Sequence[Marked], states: States) -> Iterator[tuple[Tensor, Tensor, Sequence[Marked]]]:
    """Yield (states, inside, rows) of rows in their order."""
    for first in range(0, len(rows), BATCH):
        chosen = rows[first : first + BATCH]
        sides = [states[one.words].float() for one in chosen]
        inside = [torch.ones(len(side)) for side in sides]
        padded = [nn.utils.rnn.pad_sequence(part, batch_first=True) for part in (sides, inside)]
        yield padded[0], padded[1], chosen


def train() -> tuple[Telling, dict[str, float]]:
    """Return the trained network and its scores on the reports kept out."""
    torch.manual_seed(SEED)
    rows, dev = [one for part in marked(dev=False) for one in part], marked(dev=True)
    words = {one.words for one in [*rows, *(one for part in dev for one in part)]}
    states = {one: states_of(one).half() for one in sorted(words)}
    network, chance = Telling(len(KINDS), len(SLOTS)), Random(SEED)
    made = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(rows) // BATCH + 1)
    plan = torch.optim.lr_scheduler.OneCycleLR(made, RATE, total_steps=steps, pct_start=0.1)
    for number in range(EPOCHS):
        chance.shuffle(rows)
        for given, inside, chosen in batches(rows, states):
            loss = loss_of(network(given, inside), chosen, network.sizes)
            made.zero_grad(set_to_none=True)
            loss.backward()
            made.step()
            plan.step()
        print(f"epoch {number + 1}: {scored(network, dev, states)}", flush=True)
    return network.eval(), scored(network, dev, states)


def scored(network: Telling, reports: Sequence[Sequence[Marked]], states: States) -> dict[str, float]:
    """Return the slots' mean area under the ROC curve, how many kinds are right, and slots by report."""
    network.eval()
    with torch.inference_mode():
        given = [
            torch.cat([network.chances(side, inside) for side, inside, _ in batches(part, states)])
            for part in reports
        ]
    network.train()
    return {name: round(value, 4) for name, value in _scores(given, reports)}


def _scores(given: Sequence[Tensor], reports: Sequence[Sequence[Marked]]) -> Iterator[tuple[str, float]]:
    flat = torch.cat([*given])[:, len(KINDS) :]
    gold = torch.tensor([one.slots for part in reports for one in part])
    own = torch.tensor([one.counts for part in reports for one in part]) == 1
    known = own & ~gold.isnan()
    areas = [
        roc_auc_score(gold[rows, place], flat[rows, place])
        for place in range(len(SLOTS))
        if (rows := known[:, place]).any() and gold[rows, place].unique().numel() > 1
    ]
    yield "slots", float(sum(areas) / len(areas))
    yield "kinds", sum(map(_kind_is_right, given, reports)) / len(reports)
    for level in (0.3, 0.4, 0.5, 0.6, 0.7):
        pairs = [pair for a, b in zip(given, reports, strict=True) for pair in _told(a, b, level)]
        told, gaps = ([found for found, truth in pairs if truth is want] for want in (True, False))
        yield f"missed at {level}", 1 - sum(told) / max(1, len(told))
        yield f"gaps at {level}", 1 - sum(gaps) / max(1, len(gaps))


def _kind_is_right(given: Tensor, report: Sequence[Marked]) -> bool:
    """Whether the likeliest kind of the title and lead is the report's."""
    leads = [place for place, one in enumerate(report) if one.kind >= 0]
    return int(given[leads, : len(KINDS)].mean(0).argmax()) == report[leads[0]].kind


def _told(given: Tensor, report: Sequence[Marked], level: float) -> Iterator[tuple[bool, bool]]:
    """Of each slot of a report: whether it is taken to be told, whether it is."""
    for place in range(len(SLOTS)):
        rows = [row for row, one in enumerate(report) if one.counts[place] == 1 and one.slots[place] >= 0]
        if rows:
            said = bool((given[rows, len(KINDS) + place] >= level).any())
            yield said, any(report[row].slots[place] == 1 for row in rows)


class One(nn.Module):
    """The network over one sentence without padding: what the program runs."""

    def __init__(self, network: Telling) -> None:
        super().__init__()
        self.network = network
        self.eval()

    def forward(self, states: Tensor) -> Tensor:
        """Return the chances [classes] of a sentence given as states [W, STATES]."""
        return self.network.chances(states[None], torch.ones_like(states[None, :, 0]))[0]


def ship(network: Telling, told: dict[str, float]) -> None:
    """Write the network beside the reader, in float, and its classes and scores into the reader's page."""
    target = FOLDER / f"{VERSION}-tells.onnx"
    torch.onnx.export(
        One(network), (torch.randn(5, STATES),), str(target), input_names=["states"],
        output_names=["chances"], dynamic_axes={"states": {0: "W"}}, opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    onnx.checker.check_model(str(target))
    page = FOLDER / f"{VERSION}.json"
    meta = json.loads(page.read_text("utf-8"))
    meta["classes"]["told"] = list(CLASSES)
    page.write_text(json.dumps(meta | {"told": told}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    ship(*train())
